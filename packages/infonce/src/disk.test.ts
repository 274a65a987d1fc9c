// A disk that is full, files that may not grow, folders that may not be written: clear errors, what was saved whole.
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { listCheckpoints, verifyCheckpoint } from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartOptions, TestCommand } from './testing/command.js'
import { SmallDisk } from './testing/small-disk.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand
let disk: SmallDisk | string

// Of 24 words, so that a table has 96 KiB and a checkpoint two of them; the graphs have few bytes.
const settings = ['--dim', '1024', '--epochs', '6', '--seed', '5']
const TABLE = 24 * 1024 * 4
const common = (checkpointSeconds: string) => ['--checkpoint-seconds', checkpointSeconds, '--threads', '1', '--json']
const train = (folder: string, checkpointSeconds = '1000'): string[] => [
  ...['word2vec', 'train', '--corpus', 'text.txt', '--out', folder],
  ...settings,
  ...common(checkpointSeconds),
]
const resume = (folder: string, checkpointSeconds = '1000'): string[] => [
  ...['word2vec', 'train', '--resume', folder],
  ...common(checkpointSeconds),
]
const FREQUENT = '0.001'

const hash = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(`${folder}/parameters.safetensors`))
    .digest('hex')

/** A run in a folder that has been stopped after two checkpoints. */
async function stoppedRun(folder: string): Promise<void> {
  const running = infonce.start(train(folder, FREQUENT))
  let checkpoints = 0
  for await (const line of running.lines)
    if (line.startsWith('{"type":"checkpoint"') && ++checkpoints === 2) running.kill('SIGINT')
  expect(await running.finished).toMatchObject({ code: 130 })
}

/** What the run has, all of it whole. */
async function wholeCheckpoints(folder: string): Promise<string[]> {
  const entries = await listCheckpoints(`${folder}/checkpoints`)
  for (const { path, step } of entries) expect((await verifyCheckpoint(path)).step).toBe(step)
  expect(entries).not.toEqual([])
  // Nothing half-written stays: what is there are the checkpoints.
  expect(readdirSync(`${folder}/checkpoints`)).toHaveLength(entries.length)
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name.startsWith('run.lock'))).toEqual([])
  return entries.map(({ path }) => path)
}

async function fail(args: readonly string[], options: StartOptions = {}): Promise<{ stdout: string; error: string }> {
  const { code, stdout, stderr } = await infonce.start(args, {}, options).finished
  expect(code, stderr).toBe(1)
  expect(stderr).toMatch(/^error: [^\n]+\n$/m)
  return { stdout, error: stderr }
}

/** Goes on with a run that was refused something, to the end. */
async function finish(folder: string): Promise<void> {
  expect(await infonce.run(...resume(folder))).toMatchObject({ code: 0 })
  expect(hash(folder)).toBe(hash(infonce.path('whole')))
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeFileSync(infonce.path('text.txt'), smallText(1000))
  expect(await infonce.run(...train('whole'))).toMatchObject({ code: 0 })
  mkdirSync(infonce.path('disk'))
  disk = await SmallDisk.mount(infonce.path('disk'), 24 * TABLE)
}, 120_000)

afterAll(async () => {
  if (disk instanceof SmallDisk) await disk.unmount()
  await infonce.remove()
})

describe('a disk that is full', { timeout: 180_000 }, () => {
  it('at the start is told of before training begins, and leaves nothing', async ({ skip }) => {
    if (typeof disk === 'string') return skip(disk)
    disk.leave(0)
    const { stdout, error } = await fail(train(`${disk.path}/new`))
    expect(stdout).toBe('')
    expect(error).toMatch(/^error: cannot .*\/new: no space left on the disk \(ENOSPC\): free some and try again\n$/)
    expect(readdirSync(disk.path)).toEqual(['ballast'])
    disk.leave(Number.POSITIVE_INFINITY)
  })

  it('during training leaves the checkpoints whole, and the run can be resumed', async ({ skip }) => {
    if (typeof disk === 'string') return skip(disk)
    const run = `${disk.path}/run`
    await stoppedRun(run)
    const before = await wholeCheckpoints(run)
    disk.leave(0)
    const locked = await fail(resume(run, FREQUENT))
    expect(locked.stdout).toBe('')
    expect(locked.error).toContain(`cannot lock the run folder ${run}: no space left on the disk (ENOSPC): free some`)
    expect(await wholeCheckpoints(run)).toEqual(before)

    // Room for half a checkpoint.
    disk.leave(TABLE)
    const { error } = await fail(resume(run, FREQUENT))
    expect(error).toMatch(
      /^error: cannot write a checkpoint of step \d+ into .*\/run\/checkpoints: no space left on the disk \(ENOSPC\): free some and try again; older ones are untouched\n/m,
    )
    expect(error).toContain(`resume with:\n  infonce word2vec train --resume ${run} --threads 1`)
    expect(await wholeCheckpoints(run)).toEqual(before)

    disk.leave(Number.POSITIVE_INFINITY)
    await finish(run)
    rmSync(run, { recursive: true })
  })

  it('at the end, when the model is written, loses nothing', async ({ skip }) => {
    if (typeof disk === 'string') return skip(disk)
    const run = `${disk.path}/run`
    await stoppedRun(run)
    // Room for one checkpoint more, which takes the place of the oldest, then for the vectors and the graphs, and not
    // for the parameters.
    disk.leave(2 * TABLE + 32 * 1024)
    const { stdout, error } = await fail(resume(run))
    expect(stdout).toContain('{"type":"end","reason":"finished"')
    expect(error).toMatch(
      /^error: cannot write .*\/run\/parameters\.safetensors: no space left on the disk \(ENOSPC\)/m,
    )
    expect(error).toContain(`resume with:\n  infonce word2vec train --resume ${run} --threads 1`)
    expect(existsSync(`${run}/parameters.safetensors`)).toBe(false)
    // That of the last step is among them: nothing has to be trained again.
    const { step } = JSON.parse(stdout.split('\n').findLast((line) => line.startsWith('{"type":"end"'))!)
    expect((await wholeCheckpoints(run))[0]).toContain(`step-${step}`)

    disk.leave(Number.POSITIVE_INFINITY)
    await finish(run)
    rmSync(run, { recursive: true })
  })
})

describe.skipIf(process.platform === 'win32')('a limit on the size of files', { timeout: 180_000 }, () => {
  const through = ['sh', '-c', 'ulimit -f 64; exec "$0" "$@"']

  it('leaves the checkpoints whole, and the run can be resumed', async () => {
    const run = infonce.path('limited')
    await stoppedRun(run)
    const before = await wholeCheckpoints(run)
    // On the way, and at the end.
    for (const args of [resume(run, FREQUENT), resume(run)]) {
      const { error } = await fail(args, { through })
      expect(error).toMatch(
        /^error: cannot write a checkpoint of step \d+ into .*: the file would be larger than allowed \(EFBIG\): .*; older ones are untouched\n/m,
      )
      expect(error).toContain(`resume with:\n  infonce word2vec train --resume ${run} --threads 1`)
      expect(await wholeCheckpoints(run)).toEqual(before)
    }
    await finish(run)
  })
})

describe('a folder that may not be written', { timeout: 180_000 }, () => {
  /** A folder that is there, one that would be new, and a run in it: told before anything is read or trained. */
  async function expectRefusals(folder: string, reason: string, options: StartOptions = {}): Promise<void> {
    const inIt = await fail(train(folder), options)
    expect(inIt.error).toContain(`error: cannot lock the run folder ${folder}: ${reason}`)
    const below = await fail(train(`${folder}/new`), options)
    expect(below.error).toContain(`error: cannot make the folder ${folder}/new: ${reason}`)
    const run = await fail(resume(`${folder}/run`), options)
    expect(run.error).toContain(`error: cannot lock the run folder ${folder}/run: ${reason}`)
    for (const { stdout } of [inIt, below, run]) expect(stdout).toBe('')
    expect(readdirSync(folder)).toEqual(['run'])
    await wholeCheckpoints(`${folder}/run`)
  }

  it('because its disk is read-only is told of before training begins', async ({ skip }) => {
    if (typeof disk === 'string') return skip(disk)
    await stoppedRun(`${disk.path}/run`)
    await disk.remount('ro')
    await expectRefusals(disk.path, 'the file system is read-only (EROFS): give another path\n')
    await disk.remount('rw')
    await finish(`${disk.path}/run`)
  })

  it('because of its permissions is told of before training begins', async ({ skip }) => {
    if (process.platform === 'win32') return skip('Windows has no permissions of this kind')
    // Permissions do not bind the superuser: the command is then run as the user that owns nothing.
    const options = process.getuid?.() === 0 ? { user: 65_534 } : {}
    infonce.share()
    const { code } = await infonce.start(['--version'], {}, options).finished.catch(() => ({ code: null }))
    if (code !== 0) return skip('the superuser runs this test, and nobody else may run the command')
    const folder = infonce.path('forbidden')
    mkdirSync(folder)
    await stoppedRun(`${folder}/run`)
    const paths = [folder, `${folder}/run`]
    for (const path of paths) chmodSync(path, 0o555)
    try {
      await expectRefusals(folder, 'permission denied (EACCES): check who may read or write it\n', options)
    } finally {
      for (const path of paths) chmodSync(path, 0o755)
    }
    await finish(`${folder}/run`)
  })
})
