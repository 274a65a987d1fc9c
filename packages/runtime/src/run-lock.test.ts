// The lock of a run folder: one holder at a time, across processes; the dead hold nothing.
import { type ChildProcess, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
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

async function deadProcess(): Promise<number> {
  return Number((await runBundled(folder, 'console.log(process.pid)')).stdout)
}

const guardOf = (lock: string): string => createHash('sha256').update(lock).digest('hex').slice(0, 8)

/** Processes that take the lock of the folder they are told, and release it when they are told that. */
async function startRacers(count: number): Promise<ChildProcess[]> {
  const script = await bundle(
    folder,
    `import { RunLock } from '@infonce/runtime/src/run-lock.js'
     let lock
     process.on('message', async (message) => {
       try {
         if (message === 'release') await lock.release()
         else lock = await RunLock.acquire(message)
         process.send(message === 'release' ? 'released' : 'held')
       } catch (error) {
         process.send(error.message)
       }
     })
     process.send('ready')`,
    'racer',
  )
  const racers = Array.from({ length: count }, () => fork(script))
  await Promise.all(racers.map((racer) => once(racer, 'message')))
  return racers
}

async function ask(racer: ChildProcess, message: string): Promise<string> {
  racer.send(message)
  return (await once(racer, 'message'))[0] as string
}

describe('RunLock', { timeout: 180_000 }, () => {
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
    await expect(RunLock.acquire(folder)).rejects.toThrow(`is in use by process ${child.pid} on ${hostname()} since`)
    child.kill('SIGKILL')
    await finished
    const lock = await RunLock.acquire(folder)
    expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
    await lock.release()
    expect(await readdir(folder)).toEqual(['child.mjs'])
  })

  it('goes to exactly one of many that find a stale lock at once', async () => {
    const dead = await deadProcess()
    await writeFile(lockFile, holder({ pid: dead }))
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await readdir(folder)).sort()).toEqual(['child.mjs', 'run.lock'])
  })

  it('goes to exactly one of many processes that find a stale lock at once, again and again', async () => {
    const dead = await deadProcess()
    const racers = await startRacers(8)
    try {
      for (let round = 0; round < 25; round++) {
        const run = join(folder, `run ${round}`)
        await mkdir(run)
        const stale = holder({ pid: dead, since: `round ${round}` })
        await writeFile(join(run, 'run.lock'), stale)
        // In some rounds one that was killed while it removed the stale lock has left its guard.
        if (round % 3 === 1) await writeFile(join(run, `run.lock.${guardOf(stale)}`), holder({ pid: dead }))
        const answers = await Promise.all(racers.map((racer) => ask(racer, run)))
        const winners = racers.filter((_, i) => answers[i] === 'held')
        expect(winners, answers.join('\n')).toHaveLength(1)
        const [winner] = winners
        for (const answer of answers)
          if (answer !== 'held') expect(answer).toContain(`in use by process ${winner?.pid} on ${hostname()} since`)
        expect(await readdir(run)).toEqual(['run.lock'])
        expect(await ask(winner!, 'release')).toBe('released')
        expect(await readdir(run)).toEqual([])
      }
    } finally {
      for (const racer of racers) racer.kill('SIGKILL')
    }
  })

  it('is left by a process that is killed while taking it as one that the next can take', async () => {
    const script = await bundle(
      folder,
      `import { RunLock } from '@infonce/runtime/src/run-lock.js'
       process.send('ready')
       for (;;) await (await RunLock.acquire(${JSON.stringify(join(folder, 'run'))})).release()`,
    )
    for (let kill = 0; kill < 8; kill++) {
      const child = fork(script)
      await once(child, 'message')
      await new Promise((resolve) => setTimeout(resolve, kill * 3))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const lock = await RunLock.acquire(join(folder, 'run'))
      expect(await readdir(join(folder, 'run'))).toEqual(['run.lock'])
      await lock.release()
    }
  })

  it.runIf(process.platform === 'linux')('is not held by a process that was killed but not waited for', async () => {
    const script = await bundle(
      folder,
      `import { RunLock } from '@infonce/runtime/src/run-lock.js'
       await RunLock.acquire(${JSON.stringify(join(folder, 'run'))})
       process.kill(process.pid, 'SIGKILL')`,
    )
    // The shell becomes a program that waits for nobody.
    const { child } = start('sh', ['-c', `"$0" "$1" & exec sleep 60`, process.execPath, script])
    try {
      const held = join(folder, 'run', 'run.lock')
      while (!existsSync(held)) await new Promise((resolve) => setTimeout(resolve, 10))
      const { pid } = JSON.parse(await readFile(held, 'utf8')) as { pid: number }
      // Its first thread ends before the others.
      const hasEnded = async () => {
        const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')
        return fields[0] === 'Z' && Number(fields[17]) <= 1
      }
      while (!(await hasEnded())) await new Promise((resolve) => setTimeout(resolve, 10))
      await (await RunLock.acquire(join(folder, 'run'))).release()
    } finally {
      child.kill('SIGKILL')
    }
  })

  it('is evaluated by no clock', async () => {
    const lock = await RunLock.acquire(folder)
    for (const year of [1990, 2100]) {
      const date = new Date(year, 0)
      await utimes(lockFile, date, date)
      await expect(RunLock.acquire(folder)).rejects.toThrow('is in use by this process')
    }
    await lock.release()
    for (const since of ['1990-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z']) {
      await writeFile(lockFile, holder({ since, start: startOf(process.pid) }))
      await expect(RunLock.acquire(folder)).rejects.toThrow(`is in use by this process since ${since}`)
    }
  })

  it.runIf(process.platform === 'linux')('tells a process from an earlier one of the same id', async () => {
    expect(startOf(process.pid)).toMatch(/^\d+$/)
    await writeFile(lockFile, holder({ start: '1' }))
    await (await RunLock.acquire(folder)).release()
    await writeFile(lockFile, holder({ start: startOf(process.pid) }))
    await expect(RunLock.acquire(folder)).rejects.toThrow('is in use by this process')
  })

  it('says what to delete where a process may only have the id of the one that took the lock', async () => {
    await writeFile(lockFile, holder({ pid: process.ppid }))
    await expect(RunLock.acquire(folder)).rejects.toThrow(
      `is in use by process ${process.ppid} on ${hostname()} since 2026-01-01T00:00:00.000Z: wait for it to end, or use another folder; ` +
        `if the process of id ${process.ppid} is not the infonce run that took the lock, delete ${lockFile}`,
    )
    expect(await readFile(lockFile, 'utf8')).toBe(holder({ pid: process.ppid }))
  })

  it('does not evaluate a process on another machine, and says what to delete', async () => {
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
