// The thread that trains is gone: one line that says so, and the exit code of a bug.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestCommand } from './testing/command.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand
beforeEach(async () => {
  infonce = await TestCommand.buildAlone()
  writeFileSync(infonce.path('text.txt'), smallText(2000))
})
afterEach(() => infonce.remove())

const train = [
  'word2vec',
  'train',
  '--corpus',
  'text.txt',
  '--out',
  'run',
  '--dim',
  '8',
  '--epochs',
  '50',
  '--checkpoint-seconds',
  '0.05',
]

/** Has the worker do something once there is a checkpoint. Returns how to mend it. */
function sabotage(deed: string): () => void {
  const script = readFileSync(infonce.worker, 'utf8')
  const bomb = `import { existsSync as isThere } from 'node:fs'
setInterval(() => {
  if (isThere('run/checkpoints')) ${deed}
}, 20)`
  writeFileSync(infonce.worker, `${bomb}\n${script}`)
  return () => writeFileSync(infonce.worker, script)
}

describe('a worker that dies', () => {
  it('by an error that nothing catches is reported, with the way to go on', async () => {
    const mend = sabotage('throw new RangeError("a table is too small")')
    const { code, stdout, stderr } = await infonce.run(...train)
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' })
    expect(stderr).toContain('  infonce word2vec train --resume run')
    expect(stderr).toMatch(/^error: the worker failed: a table is too small \(a bug in infonce: [^\n]+\)\n$/m)
    mend()
    expect(await infonce.run('word2vec', 'train', '--resume', 'run')).toMatchObject({ code: 0 })
  })

  it('by ending itself is reported', async () => {
    sabotage('process.exit(0)')
    const { code, stderr } = await infonce.run(...train)
    expect(code).toBe(70)
    expect(stderr).toMatch(/^error: the worker ended with exit code 0 before its work was done \(a bug in infonce/m)
  })

  it('before it began leaves nothing', async () => {
    rmSync(infonce.worker)
    const { code, stdout, stderr } = await infonce.run(...train)
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' })
    expect(stderr).toMatch(/^error: the worker failed: Cannot find module [^\n]+\n$/)
    expect(existsSync(infonce.path('run'))).toBe(false)
  })
})
