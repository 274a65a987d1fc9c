// Names under which files and folders are written before they are renamed, and removal of what crashes left.
import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isRunning, startOf } from './process-identity.js'

/** Full paths that this process is writing now. */
const active = new Set<string>()

const own = [process.pid, startOf(process.pid)].filter((part) => part !== null).join('-')

/** Target, process, when that started where it is known, and chance. */
const pattern = /^\.(.+)\.(\d+)(?:-(\d+))?-[0-9a-f]{8}\.tmp$/

/** A new hidden path beside the target `base` in `folder`; it says which process it belongs to. */
export function temporaryPath(folder: string, base: string): string {
  const path = resolve(folder, `.${base}.${own}-${randomBytes(4).toString('hex')}.tmp`)
  active.add(path)
  return path
}

/** Removes a temporary file or folder, if it is still there. */
export async function discardTemporary(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  active.delete(path)
}

/** Removes what writers that no longer run left in `folder` for targets that `isOurs` accepts. */
export async function removeLeftovers(folder: string, isOurs: (base: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, base, pid, start = null] = pattern.exec(name) ?? []
    if (!base || !pid || !isOurs(base)) continue
    const abandoned = Number(pid) === process.pid ? !active.has(resolve(folder, name)) : !isRunning(Number(pid), start)
    if (abandoned) await rm(join(folder, name), { recursive: true, force: true })
  }
}
