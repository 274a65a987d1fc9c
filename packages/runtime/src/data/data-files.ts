// The files of a folder, and their bytes. Node only.
import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError } from '../errors.js'
import { openRegular, type RegularFile, readInto, readRegular, UnfitFileError } from '../regular-file.js'
import { systemErrorReason } from '../system-error.js'
import type { DataErrorClass } from './data-error.js'
import type { ByteRange, FileReader } from './file-reader.js'

/** What a system call gives, its errors as a `FileError`. */
async function asking<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new FileError(`${path}: cannot be read: ${systemErrorReason(error)}`, { cause: error })
  }
}

/** What stands at a path. */
export function fileStatus(path: string): Promise<Stats> {
  return asking(path, () => stat(path))
}

/** A whole file, a regular one. */
export function wholeFile(path: string): Promise<Uint8Array> {
  return asking(path, () => readRegular(path))
}

/**
 * The files in a folder and in those below it, by their paths within it with `/` between parts, in the order of UTF-16
 * code units. What begins with a dot is left out, as other programs do. Links are followed.
 * @throws FileError where the system refuses; a `Refusal` for a link to a folder that it lies in
 */
export async function filesBelow(folder: string, Refusal: DataErrorClass): Promise<string[]> {
  const found: string[] = []
  const visit = async (inner: string, above: readonly string[]): Promise<void> => {
    const path = join(folder, inner)
    const real = await asking(path, () => realpath(path))
    if (above.includes(real)) throw new Refusal(path, 'is a link to a folder that contains it: remove the link')
    for (const entry of await asking(path, () => readdir(path, { withFileTypes: true }))) {
      if (entry.name.startsWith('.')) continue
      const name = inner === '' ? entry.name : `${inner}/${entry.name}`
      // What a link leads to may be missing: that is for the reader of the file to say.
      const target = entry.isSymbolicLink() ? await stat(join(folder, name)).catch(() => entry) : entry
      if (target.isDirectory()) await visit(name, [...above, real])
      else found.push(name)
    }
  }
  await visit('', [])
  return found.sort((a, b) => (a < b ? -1 : 1))
}

/** An open file of data. */
export interface OpenFile {
  /** In bytes. */
  readonly size: number
  /** What a reader makes of the file. */
  layout<T>(reader: (size: number) => FileReader<T>): Promise<T>
  /** The bytes of a range; fewer where the file ends. */
  bytes(range: ByteRange): Promise<Uint8Array>
}

/** Opens a file for `use` and closes it. Throws a `FileError` where the system refuses, a `Refusal` for no regular file. */
export function usingFile<T>(path: string, use: (file: OpenFile) => Promise<T>, Refusal: DataErrorClass): Promise<T> {
  return asking(path, async () => {
    const { file, size } = await openedFor(path, Refusal)
    try {
      const bytes = (range: ByteRange) => readRange(file, range, size)
      return await use({ size, bytes, layout: (reader) => readWithHandle(reader(size), bytes) })
    } finally {
      await file.close()
    }
  })
}

async function openedFor(path: string, Refusal: DataErrorClass): Promise<RegularFile> {
  try {
    return await openRegular(path)
  } catch (error) {
    if (!(error instanceof UnfitFileError)) throw error
    throw new Refusal(path, 'is not a regular file (a pipe, a device or a socket): expected a file')
  }
}

async function readWithHandle<T>(reader: FileReader<T>, bytes: (range: ByteRange) => Promise<Uint8Array>): Promise<T> {
  let step = reader.next()
  while (!step.done) step = reader.next(await bytes(step.value))
  return step.value
}

async function readRange(file: RegularFile['file'], { offset, length }: ByteRange, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
  return bytes.subarray(0, await readInto(file, bytes, offset))
}
