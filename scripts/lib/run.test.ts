import { describe, expect, it } from 'vitest'
import { run } from './run.mjs'

const node = process.execPath

describe('run', () => {
  it('gives the output and the code', async () => {
    const script = 'console.log("out"); console.error("error"); process.exitCode = 3'
    const result = await run(node, ['--eval', script])
    expect(result).toMatchObject({ ok: false, code: 3, stdout: 'out\n', timedOut: false })
    expect(result.output).toContain('error\n')
  })

  it('fails with what cannot be started', async () => {
    expect(await run('infonce-no-such-program', [])).toMatchObject({ ok: false, code: null })
  })

  it.skipIf(process.platform === 'win32')('ends what runs too long, and what that started', async () => {
    const child = 'setInterval(() => {}, 1000); console.log("started")'
    const parent = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(child)}], { stdio: 'inherit' })`
    const result = await run(node, ['--eval', parent], { timeout: 3000 })
    expect(result).toMatchObject({ ok: false, timedOut: true })
    expect(result.output).toContain('more than 3 s')
    // It has the same output, which would still be open, and waited for, if it lived.
    expect(result.stdout).toBe('started\n')
  })

  it('leaves what ends in time alone', async () => {
    expect(await run(node, ['--eval', ''], { timeout: 60_000 })).toMatchObject({ ok: true, timedOut: false })
  })
})
