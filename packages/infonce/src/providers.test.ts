// `infonce providers`, as a process.
import { existsSync, writeFileSync } from 'node:fs'
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
    expect(stdout).toMatch(/\n--provider auto selects (cpu|cuda|webgpu)\n$/)
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

describe('infonce word2vec train --provider', () => {
  it('trains where it is told to, and says what else it looked for', async () => {
    const text = Array.from({ length: 400 }, (_, i) => `a${i % 7} b${i % 5} c${i % 3} a${(i + 1) % 7}`).join('\n')
    writeFileSync(command.path('text.txt'), text)
    const train = (...more: string[]) =>
      command.run('word2vec', 'train', '--corpus', 'text.txt', '--min-count', '1', '--epochs', '1', ...more)
    const { code, stderr } = await train('--out', 'auto', '--provider', 'auto')
    expect(stderr).toMatch(/^training on (cpu|cuda|webgpu)$/m)
    expect(code).toBe(0)
    const wrong = await train('--out', 'wrong', '--provider', 'abacus')
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toBe("error: --provider: expected auto, cpu, webgpu, cuda, wasm, found 'abacus'\n")
  })

  it('ends before it reads the text where the provider cannot be used', async () => {
    const withoutWeb = await TestCommand.build('onnxruntime-web')
    writeFileSync(withoutWeb.path('text.txt'), 'a b c\n')
    const finished = await withoutWeb.run(
      ...['word2vec', 'train', '--corpus', 'text.txt', '--out', 'wasm', '--provider', 'wasm'],
    )
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(finished.stderr).toMatch(
      /^error: provider 'wasm' needs the package onnxruntime-web, .*: npm install[^\n]+\n$/,
    )
    expect(existsSync(withoutWeb.path('wasm'))).toBe(false)
    await withoutWeb.remove()
  })
})
