// Refuses targets of the wrong kind, and those that would be written over unasked.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError } from '@infonce/runtime'

const REMEDY = 'give another path, or --force to write over it'

/** A file to be written; `what` writes it: `format text`. Throws a `FileError`. */
export async function checkNewFile(path: string, what: string, force: boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new FileError(`${path} is a folder: ${what} writes one file, give its path`)
  if (found && !force) throw new FileError(`${path} already exists: ${REMEDY}`)
}

/** A folder into which files of these names are to be written. Throws a `FileError`. */
export async function checkNewFiles(
  folder: string,
  names: readonly string[],
  what: string,
  force: boolean,
): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (!found) return
  if (!found.isDirectory()) throw new FileError(`${folder} is a file: ${what} writes a folder, give another path`)
  const taken = (await readdir(folder)).find((name) => names.includes(name))
  if (taken && !force) throw new FileError(`${join(folder, taken)} already exists: ${REMEDY}`)
}
