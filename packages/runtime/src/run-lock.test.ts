// The lock of a run folder: one holder at a time, across processes; the dead hold nothing.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LockError } from './errors.js'
import { startOf } from './process-identity.js'
import { RunLock } from './run-lock.js'
import { bundle, runBundled, start } from './testing/run-bundled.js'

let folder: string
let lockFile: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-lock-'))
  lockFile = join(folder, 'run.lock')
})
afterEach(() => rm(folder, { recursive: true }))

const holder = (entries: object) =>
  JSON.stringify({ pid: process.pid, start: null, host: hostname(), since: '2026-01-01T00:00:00.000Z', ...entries })

describe('RunLock', () => {
  it('is held by one, and by the next once released', async () => {
    const run = join(folder, 'new', 'run')
    const lock = await RunLock.acquire(run)
    const second = RunLock.acquire(run)
    await expect(second).rejects.toThrow(LockError)
    await expect(second).rejects.toThrow(/new.run is in use by this process since 2.*: wait for it to end/)
    await lock.release()
    expect(await readdir(run)).toEqual([])
    await (await RunLock.acquire(run)).release()
  })

  it('excludes a process that runs, and falls to the next when that is killed', async () => {
    const script = await bundle(
      folder,
      `import { RunLock } from '@infonce/runtime/src/run-lock.js'
       RunLock.acquire(${JSON.stringify(folder)}).then(() => console.log('held'))
       setInterval(() => {}, 1000)`,
    )
    const { child, finished } = start(process.execPath, [script])
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    await expect(RunLock.acquire(folder)).rejects.toThrow(`is in use by process ${child.pid} since`)
    child.kill('SIGKILL')
    await finished
    const lock = await RunLock.acquire(folder)
    expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
    await lock.release()
    expect(await readdir(folder)).toEqual(['child.mjs'])
  })

  it('goes to exactly one of many that find a stale lock at once', async () => {
    const { stdout } = await runBundled(folder, 'console.log(process.pid)')
    await writeFile(lockFile, holder({ pid: Number(stdout) }))
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await readdir(folder)).sort()).toEqual(['child.mjs', 'run.lock'])
  })

  it.runIf(process.platform === 'linux')('tells a process from an earlier one of the same id', async () => {
    expect(await startOf(process.pid)).toMatch(/^\d+$/)
    await writeFile(lockFile, holder({ start: '1' }))
    await (await RunLock.acquire(folder)).release()
    await writeFile(lockFile, holder({ start: await startOf(process.pid) }))
    await expect(RunLock.acquire(folder)).rejects.toThrow('is in use by this process')
  })

  it('says what to delete where a process may only have the id of the one that took the lock', async () => {
    await writeFile(lockFile, holder({ pid: process.ppid }))
    await expect(RunLock.acquire(folder)).rejects.toThrow(
      `is in use by process ${process.ppid} since 2026-01-01T00:00:00.000Z: wait for it to end, or use another folder; ` +
        `if the process of id ${process.ppid} is not the infonce run that took the lock, delete ${lockFile}`,
    )
    expect(await readFile(lockFile, 'utf8')).toBe(holder({ pid: process.ppid }))
  })

  it('does not judge a process on another machine, and says what to delete', async () => {
    await writeFile(lockFile, holder({ host: 'elsewhere' }))
    await expect(RunLock.acquire(folder)).rejects.toThrow(
      `is in use by process ${process.pid} on elsewhere since 2026-01-01T00:00:00.000Z: if that no longer runs, delete ${lockFile}`,
    )
    expect(await readFile(lockFile, 'utf8')).toBe(holder({ host: 'elsewhere' }))
  })

  it('refuses a lock that names nobody and a folder that cannot be made', async () => {
    await writeFile(lockFile, '')
    await expect(RunLock.acquire(folder)).rejects.toThrow(`${lockFile} names no process: delete it`)
    await writeFile(lockFile, '{"pid":-3}')
    await expect(RunLock.acquire(folder)).rejects.toThrow(LockError)
    const inFile = RunLock.acquire(join(lockFile, 'run'))
    await expect(inFile).rejects.toThrow(LockError)
    await expect(inFile).rejects.toThrow('cannot lock the run folder')
  })

  it('leaves a lock alone that is no longer its own', async () => {
    const lock = await RunLock.acquire(folder)
    await writeFile(lockFile, holder({ host: 'elsewhere' }))
    await lock.release()
    expect(await readdir(folder)).toEqual(['run.lock'])
  })
})
