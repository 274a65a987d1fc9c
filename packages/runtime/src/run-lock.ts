// A lock on a run folder, so that two processes do not write one run at once.
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LockError } from './errors.js'
import { isRunning, startOf } from './process-identity.js'
import { reasonOf, systemErrorCode } from './system-error.js'
import { discardTemporary, temporaryPath } from './temporary-name.js'

const LOCK_NAME = 'run.lock'
const ATTEMPTS = 20
const RETRY_MILLISECONDS = 25

/** Who holds a lock. `start` tells a process from a later one of the same id where the system can. */
interface Holder {
  readonly pid: number
  readonly start: string | null
  readonly host: string
  readonly since: string
}

/** A held lock on a run folder: the file `run.lock` in it. */
export class RunLock {
  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /**
   * Takes the lock, creating the folder if need be. A lock whose process no longer runs is replaced.
   *
   * Throws a `LockError` when a process that runs holds it (this one included), when its holder is on another
   * machine and so cannot be asked, or when the folder cannot be written.
   */
  static async acquire(folder: string): Promise<RunLock> {
    const path = join(folder, LOCK_NAME)
    const holder: Holder = {
      pid: process.pid,
      start: await startOf(process.pid),
      host: hostname(),
      since: new Date().toISOString(),
    }
    const text = `${JSON.stringify(holder)}\n`
    try {
      await mkdir(folder, { recursive: true })
      for (let attempt = 1; ; attempt++) {
        if (await createLock(path, text)) return new RunLock(path, text)
        const found = await readLock(path)
        if (found === undefined) continue
        const other = parseHolder(found)
        if (other === undefined) {
          // Its writer may be between creating and writing it.
          if (attempt < ATTEMPTS) await sleep(RETRY_MILLISECONDS)
          else throw new LockError(`${path} names no process: delete it if nothing is writing ${folder}`)
        } else if (await mayRun(other)) throw inUse(folder, path, other)
        else await removeStale(folder, path, found)
      }
    } catch (cause) {
      if (systemErrorCode(cause) === undefined) throw cause
      throw new LockError(`cannot lock the run folder ${folder}: ${reasonOf(cause)}`, { cause })
    }
  }

  /** Gives the lock back. A lock that is no longer this one's is left alone. */
  async release(): Promise<void> {
    if ((await readLock(this.path)) === this.text) await rm(this.path, { force: true })
  }
}

async function createLock(path: string, text: string): Promise<boolean> {
  let file: FileHandle
  try {
    file = await open(path, 'wx')
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    await file.writeFile(text)
    await file.sync()
    return true
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Moves a stale lock away. Moving is atomic, so of several processes that saw the stale lock one moves it; what a
 * slower one moves is a newer lock, which it puts back.
 */
async function removeStale(folder: string, path: string, stale: string): Promise<void> {
  const moved = temporaryPath(folder, LOCK_NAME)
  try {
    await rename(path, moved)
    const text = await readLock(moved)
    if (text !== undefined && text !== stale) await createLock(path, text)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  } finally {
    await discardTemporary(moved)
  }
}

async function mayRun({ pid, start, host }: Holder): Promise<boolean> {
  if (host !== hostname()) return true
  if (!isRunning(pid)) return false
  const current = await startOf(pid)
  return start === null || current === null || start === current
}

function inUse(folder: string, path: string, { pid, host, since }: Holder): LockError {
  if (host !== hostname())
    return new LockError(
      `the run folder ${folder} is in use by process ${pid} on ${host} since ${since}: if that no longer runs, delete ${path}`,
    )
  const who = pid === process.pid ? 'this process' : `process ${pid}`
  return new LockError(
    `the run folder ${folder} is in use by ${who} since ${since}: wait for it to end, or use another folder`,
  )
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, start, host, since } = JSON.parse(text) as Partial<Holder>
    if (!Number.isSafeInteger(pid) || pid! < 1 || typeof host !== 'string' || typeof since !== 'string')
      return undefined
    return { pid: pid!, start: typeof start === 'string' ? start : null, host, since }
  } catch {
    return undefined
  }
}
