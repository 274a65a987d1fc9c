// Makes folders: the one place where the writers of this package do.
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { systemErrorCode } from './system-error.js'

/**
 * Makes a folder and those it lies in, and returns the ones that were not there, the outermost first.
 *
 * Throws the system's own error where a file stands in the way or the system refuses. Node's `recursive` is not used,
 * because it never returns where a system answers ENOENT though the folder around is there, as Linux does in /proc.
 */
export async function makeFolder(path: string): Promise<string[]> {
  return make(resolve(path), makeFolder)
}

async function make(path: string, makeParent: (parent: string) => Promise<string[]>): Promise<string[]> {
  try {
    await mkdir(path)
    return [path]
  } catch (error) {
    if (await isFolder(path)) return []
    const parent = dirname(path)
    if (systemErrorCode(error) !== 'ENOENT' || parent === path) throw error
    const outer = await makeParent(parent)
    return [...outer, ...(await make(path, forbidden))]
  }
}

/** The folder around is there by now, so ENOENT does not mean what it says. */
async function forbidden(parent: string): Promise<never> {
  throw Object.assign(new Error(`no folder can be made in ${parent}`), { code: 'ENOTSUP', syscall: 'mkdir' })
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
