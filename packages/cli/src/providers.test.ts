// `infonce providers`, as a process.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestCommand } from './testing/command.js'

let command: TestCommand
beforeAll(async () => {
  command = await TestCommand.build()
})
afterAll(() => command.remove())

describe('infonce providers', () => {
  it('tells of each provider, and what auto takes', async () => {
    const { code, stdout } = await command.run('providers')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^cpu: usable\n/)
    for (const provider of ['webgpu', 'cuda', 'wasm']) expect(stdout).toMatch(new RegExp(`^${provider}: `, 'm'))
    expect(stdout).toMatch(/\n--provider auto takes (cpu|cuda|webgpu)\n$/)
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it('does so as JSON', async () => {
    const { stdout } = await command.run('providers', '--json')
    const { auto, providers } = JSON.parse(stdout) as {
      auto: string
      providers: { provider: string; usable: boolean }[]
    }
    expect(providers.find(({ provider }) => provider === auto)).toMatchObject({ usable: true })
    expect(providers.map(({ provider }) => provider)).toEqual(['cpu', 'webgpu', 'cuda', 'wasm'])
  })
})
