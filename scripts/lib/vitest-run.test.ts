// What is counted of a run of vitest: of one that ends, one that hangs, and one that crashes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runVitest } from './vitest-run.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infonce-vitest-'))
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {}')
  write(
    'good',
    `test('one', () => {})
     test('two', () => expect(1).toBe(1))
     test.skip('three', () => {})`,
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): void => writeFileSync(join(folder, `${name}.test.mjs`), text)
const count = (silence?: number) =>
  runVitest(['--globals', `--root=${folder}`, '--pool=forks', '--no-file-parallelism'], {
    ...{ show: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined }, ...(silence && { silence }) },
  })

describe.skipIf(process.platform === 'win32')('runVitest', { timeout: 240_000 }, () => {
  it('counts what passed, failed and was skipped', async () => {
    write('bad', `test('four', () => expect(1).toBe(2))`)
    write('broken', 'null.x')
    const counts = await count()
    expect(counts).toMatchObject({ passed: 2, failed: 2, skipped: 1 })
    expect(counts.failures.join()).toMatch(/four/)
    expect(counts.failures.join()).toMatch(/broken\.test\.mjs/)
  })

  it('keeps the counts of a run that hangs, and names the test that was under way', async () => {
    // The thread itself stands still, as in a native library: vitest's own limit is not looked at any more.
    const stand = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'
    write(
      'stuck',
      `test('before', () => {})
       test('fails', () => expect(1).toBe(2))
       describe('a group', () => {
         test('stands still', async () => {
           await new Promise((resolve) => setTimeout(resolve, 3000))
           ${stand}
         })
       })`,
    )
    const { failures, ...counts } = await count(45_000)
    expect(counts).toMatchObject({ failed: 2 })
    // Which file comes first is vitest's choice; with one at a time, the other may not have begun.
    expect([1, 3]).toContain(counts.passed)
    expect(failures).toEqual([
      'fails (stuck.test.mjs)',
      'a group > stands still (stuck.test.mjs): vitest hung: nothing was heard of it for 0.75 minutes',
    ])
  })

  it('keeps the counts of a run that crashes', async () => {
    write(
      'zz',
      `test('kills', async () => {
      await new Promise((resolve) => setTimeout(resolve, 3000))
      process.kill(process.ppid, 'SIGKILL')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    }, 120_000)`,
    )
    const { failures, failed } = await count(100_000)
    expect(failed).toBe(1)
    expect(failures).toEqual(['kills (zz.test.mjs): vitest ended with code null'])
  })
})
