// A lock on a run folder, so that two processes do not write one run at once.
import { createHash } from 'node:crypto'
import { link, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeFileDurably } from './atomic-file.js'
import { LockError } from './errors.js'
import { makeFolder } from './make-folder.js'
import { isRunning, startOf } from './process-identity.js'
import { readRegularText } from './regular-file.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'
import { discardTemporary, removeLeftovers, temporaryPath } from './temporary-name.js'

const LOCK_NAME = 'run.lock'
/** Guards of removals of stale locks, and of stale guards. */
const guardPattern = /^run\.lock(\.[0-9a-f]{8})+$/
const RETRY_MILLISECONDS = 25
/** How often a lock that names no process is read again, and how often one whose removal is another's is. */
const [UNREADABLE_ATTEMPTS, REMOVAL_ATTEMPTS] = [20, 400]

/** Who holds a lock. `start` tells a process from a later one of the same id where the system can. */
interface Holder {
  readonly pid: number
  readonly start: string | null
  readonly host: string
  /** For people to read: nothing is evaluated by a clock, which may be set. */
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
      start: startOf(process.pid),
      host: hostname(),
      since: new Date().toISOString(),
    }
    const text = `${JSON.stringify(holder)}\n`
    try {
      await makeFolder(folder)
      const found = await take(path, text)
      if (found) throw inUse(folder, path, found)
      await removeRemains(folder)
      return new RunLock(path, text)
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

/** Who holds a lock file that was not taken, and how sure that is. */
interface Taken {
  readonly holder: Holder
  readonly held: Exclude<Held, 'no'>
}

/** Makes the lock file this process's, or tells whose it is. */
async function take(path: string, text: string): Promise<Taken | undefined> {
  let unreadable = 0
  let removals = 0
  for (;;) {
    const found = await readLock(path)
    if (found === undefined) {
      if (await createLock(path, text)) return undefined
      continue
    }
    const holder = parseHolder(found)
    if (!holder) {
      // Where it could not be created whole, its writer may be between creating and writing it.
      if (++unreadable === UNREADABLE_ATTEMPTS)
        throw new LockError(`${path} names no process: delete it if nothing is writing ${dirname(path)}`)
      await sleep(RETRY_MILLISECONDS)
      continue
    }
    const held = isHeld(holder)
    if (held !== 'no') return { holder, held }
    const remover = await removeStale(path, found, text)
    if (!remover) continue
    if (++removals === REMOVAL_ATTEMPTS) return remover
    await sleep(RETRY_MILLISECONDS)
  }
}

/**
 * Removes a stale lock, or tells who is at that. Reading a file and removing it are two steps, and in between another
 * process could have put its own lock there: only the holder of a guard, a lock file named after the very text of the
 * stale lock, may remove that. No lock ever has that text again, so that a guard that comes late finds nothing to do.
 */
async function removeStale(path: string, stale: string, text: string): Promise<Taken | undefined> {
  const guard = `${path}.${createHash('sha256').update(stale).digest('hex').slice(0, 8)}`
  const other = await take(guard, text)
  if (other) return other
  try {
    if ((await readLock(path)) === stale) await rm(path, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
  return undefined
}

/** Removes what killed processes left of locks: with the lock held, no guard guards anything. */
async function removeRemains(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (guardPattern.test(name)) await rm(join(folder, name), { force: true })
  await removeLeftovers(folder, (base) => base === LOCK_NAME || guardPattern.test(base))
}

/** What a file system answers that has no hard links. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EACCES'])

/** Creates the lock with its text in one step, so that a process killed in between leaves none that names nobody. */
async function createLock(path: string, text: string): Promise<boolean> {
  const temporary = temporaryPath(dirname(path), basename(path))
  try {
    await writeFileDurably(temporary, text)
    await link(temporary, path)
    return true
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') return false
    const unlinked = (error as NodeJS.ErrnoException).syscall === 'link' && NO_LINKS.has(code)
    if (unlinked) return createInPlace(path, text)
    throw error
  } finally {
    await discardTemporary(temporary)
  }
}

async function createInPlace(path: string, text: string): Promise<boolean> {
  try {
    await writeFileDurably(path, text)
    return true
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && syscall === 'open') return false
    // It was created, and could not be written.
    if (syscall !== 'open') await rm(path, { force: true })
    throw error
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readRegularText(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Whether the holder still runs. What cannot be known: of another machine, anything; of this one, where the system
 * does not tell when a process started, whether the process that runs is the holder or a later one of the same id.
 */
type Held = 'yes' | 'no' | 'elsewhere' | 'if not reused'

function isHeld({ pid, start, host }: Holder): Held {
  if (host !== hostname()) return 'elsewhere'
  if (!isRunning(pid, start)) return 'no'
  return start === null || startOf(pid) === null ? 'if not reused' : 'yes'
}

function inUse(folder: string, path: string, { holder: { pid, since, host }, held }: Taken): LockError {
  const who = pid === process.pid && held !== 'elsewhere' ? 'this process' : `process ${pid} on ${host}`
  const wait = 'wait for it to end, or use another folder'
  const advice = {
    yes: wait,
    elsewhere: `if that no longer runs, delete ${path}`,
    'if not reused': `${wait}; if the process of id ${pid} is not the infonce run that took the lock, delete ${path}`,
  }
  return new LockError(`the run folder ${folder} is in use by ${who} since ${since}: ${advice[held]}`)
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
