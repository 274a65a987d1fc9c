// Makes the folder that a command writes into.
import { rmdir, stat } from 'node:fs/promises'
import { FileError } from '@infonce/runtime'
import { makeFolder as make, systemErrorReason } from '@infonce/runtime/internals'

/**
 * Makes a folder and those it lies in, and returns the ones that were not there, the outermost first.
 * @throws FileError where a file stands in the way or the system refuses
 */
export async function makeFolder(path: string): Promise<string[]> {
  try {
    return await make(path)
  } catch (cause) {
    if (await stat(path).catch(() => undefined))
      throw new FileError(`${path} is a file, expected a folder: give another path`, { cause })
    throw new FileError(`cannot make the folder ${path}: ${systemErrorReason(cause)}`, { cause })
  }
}

/** Removes folders that {@link makeFolder} made, as far as they are empty. */
export async function removeEmpty(made: readonly string[]): Promise<void> {
  for (const path of made.toReversed()) await rmdir(path).catch(() => {})
}
