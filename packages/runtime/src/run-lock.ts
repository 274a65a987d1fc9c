// A lock on a run folder, so that two processes do not write one run at once.
import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LockError } from './errors.js'
import { isRunning, startOf } from './process-identity.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'
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
        } else {
          const held = await isHeld(other)
          if (held === 'no') await removeStale(folder, path, found)
          else throw inUse(folder, path, other, held)
        }
      }
    } catch (cause) {
      if (systemErrorCode(cause) === undefined) throw cause
      throw new LockError(`cannot lock the run folder ${folder}: ${systemErrorReason(cause)}`, { cause })
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

/**
 * Whether the holder still runs. What cannot be known: of another machine, anything; of this one, where the system
 * does not tell when a process started, whether the process that runs is the holder or a later one of the same id.
 */
type Held = 'yes' | 'no' | 'elsewhere' | 'if not reused'

async function isHeld({ pid, start, host }: Holder): Promise<Held> {
  if (host !== hostname()) return 'elsewhere'
  if (!isRunning(pid)) return 'no'
  const current = await startOf(pid)
  if (start === null || current === null) return 'if not reused'
  return start === current ? 'yes' : 'no'
}

function inUse(folder: string, path: string, { pid, since, host }: Holder, held: Exclude<Held, 'no'>): LockError {
  const who = pid === process.pid && held !== 'elsewhere' ? 'this process' : `process ${pid}`
  const wait = 'wait for it to end, or use another folder'
  const where = held === 'elsewhere' ? ` on ${host}` : ''
  const advice = {
    yes: wait,
    elsewhere: `if that no longer runs, delete ${path}`,
    'if not reused': `${wait}; if the process of id ${pid} is not the infonce run that took the lock, delete ${path}`,
  }
  return new LockError(`the run folder ${folder} is in use by ${who}${where} since ${since}: ${advice[held]}`)
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
