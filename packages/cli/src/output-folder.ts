// Makes the folder that a command writes into.
import { mkdir, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FileError, systemErrorReason } from '@infonce/runtime'

/**
 * Makes a folder and those it lies in, and returns the ones that were not there, the outermost first.
 * @throws FileError where a file stands in the way or the system refuses
 */
export async function makeFolder(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return []
  if (found) throw new FileError(`${path} is a file, expected a folder: give another path`)
  const parent = dirname(path)
  // Node's own `recursive` never returns where a system answers ENOENT for a folder that exists, as /proc does.
  const outer = parent === path ? [] : await makeFolder(parent)
  try {
    await mkdir(path)
  } catch (cause) {
    // The folder around it is there, so ENOENT does not mean here what it says.
    const forbidden = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = forbidden ? 'the system allows no folders there: give another path' : systemErrorReason(cause)
    throw new FileError(`cannot make the folder ${path}: ${reason}`, { cause })
  }
  return [...outer, path]
}

/** Removes folders that {@link makeFolder} made, as far as they are empty. */
export async function removeEmpty(made: readonly string[]): Promise<void> {
  for (const path of made.toReversed()) await rmdir(path).catch(() => {})
}
