import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from './run.mjs'

const node = process.execPath

describe('run', () => {
  it('gives the output and the code', async () => {
    const script = 'console.log("out"); console.error("error"); process.exitCode = 3'
    const result = await run(node, ['--eval', script])
    expect(result).toMatchObject({ ok: false, code: 3, stdout: 'out\n', hung: false })
    expect(result.output).toContain('error\n')
  })

  it('fails with what cannot be started', async () => {
    expect(await run('infonce-no-such-program', [])).toMatchObject({ ok: false, code: null })
  })

  it.skipIf(process.platform === 'win32')('ends what falls silent, and what that started', async () => {
    const child = 'setInterval(() => {}, 1000); console.log("started")'
    const parent = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(child)}], { stdio: 'inherit' })`
    const result = await run(node, ['--eval', parent], { silence: 5000 })
    expect(result).toMatchObject({ ok: false, hung: true })
    expect(result.output).toContain('nothing was heard of it for 5 s')
    // It has the same output, which would still be open, and waited for, if it lived.
    expect(result.stdout).toBe('started\n')
  })

  it('leaves alone what ends, and what goes on telling of itself for longer than it may be silent', async () => {
    expect(await run(node, ['--eval', ''], { silence: 60_000 })).toMatchObject({ ok: true, hung: false })
    // 15 s in all, by lines on either stream or by a file.
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 1000))'
    const tell = (how: string) =>
      run(node, ['--input-type=module', '--eval', `for (let i = 0; i < 15; i++) { ${how}; ${wait} }`], {
        ...{ silence: 10_000, journal },
      })
    const journal = join(mkdtempSync(join(tmpdir(), 'infonce-run-')), 'journal')
    const append = `(await import('node:fs')).appendFileSync(${JSON.stringify(journal)}, 'x')`
    for (const { ok, hung } of await Promise.all([tell('console.log(i)'), tell('console.error(i)'), tell(append)]))
      expect({ ok, hung }).toEqual({ ok: true, hung: false })
    rmSync(dirname(journal), { recursive: true })
  })
})
