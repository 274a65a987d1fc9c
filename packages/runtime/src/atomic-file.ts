// Writes files so that a crash at any instant leaves the old content or the new one, whole.
import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { FileError } from './errors.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'
import { discardTemporary, removeLeftovers, temporaryPath } from './temporary-name.js'

/** What one write call is given at most: system calls take less than 2 GiB, and a hash can follow on the heels. */
export const CHUNK_BYTES: number = 4 * 2 ** 20

/** What a file is to hold: text as UTF-8, bytes, or a function that writes it piece by piece. */
export type FileContent = string | Uint8Array | ((file: FileHandle) => Promise<void>)

/**
 * Writes `path` through a temporary file beside it: written, flushed to the disk, renamed over `path`, and the
 * folder flushed. Leftovers of crashed writes of the same path are removed first. A symbolic link is replaced.
 *
 * Throws a `FileError` when the system refuses (no space, no permission, no such folder, …): `path` is then what
 * it was and the temporary file is gone. What the content function throws passes through likewise. Only where the
 * folder cannot be flushed is `path` new all the same, as the message says; a file system that flushes no folders
 * is no error.
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const folder = dirname(resolve(path))
  const base = basename(path)
  let temporary: string | undefined
  try {
    if (await isFolder(path)) throw new FileError(`cannot write ${path}: it is a folder; give the name of a file`)
    await removeLeftovers(folder, (leftover) => leftover === base)
    temporary = temporaryPath(folder, base)
    await writeFileDurably(temporary, content)
    await rename(temporary, path)
  } catch (cause) {
    if (systemErrorCode(cause) === undefined) throw cause
    throw new FileError(`cannot write ${path}: ${systemErrorReason(cause)}; what it held is unchanged`, { cause })
  } finally {
    if (temporary !== undefined) await discardTemporary(temporary)
  }
  try {
    await flushFolder(folder)
  } catch (cause) {
    if (systemErrorCode(cause) === undefined) throw cause
    throw new FileError(
      `${path} is written, but a power cut may undo that: its folder cannot be flushed to the disk: ${systemErrorReason(cause)}`,
      { cause },
    )
  }
}

/** Creates a file that must not exist, writes it and flushes it to the disk. System errors are not wrapped. */
export async function writeFileDurably(path: string, content: FileContent): Promise<void> {
  const file = await open(path, 'wx')
  try {
    if (typeof content === 'function') await content(file)
    else await writeBytes(file, typeof content === 'string' ? new TextEncoder().encode(content) : content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Appends all of `bytes`, a chunk at a time, and shows each chunk to `onChunk`. The bytes are not copied. */
export async function writeBytes(
  file: FileHandle,
  bytes: Uint8Array,
  onChunk?: (chunk: Uint8Array) => void,
): Promise<void> {
  for (let start = 0; start < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, start, Math.min(CHUNK_BYTES, bytes.length - start))
    onChunk?.(bytes.subarray(start, start + bytesWritten))
    start += bytesWritten
  }
}

/** What a system answers that does not flush folders, or not this one for this user; Windows gives the last three. */
const NO_FLUSH: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EACCES', 'EISDIR', 'EPERM'])

/** Flushes a folder's entries, so that a rename in it outlasts a power cut, where the system can do that. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!NO_FLUSH.has(systemErrorCode(error))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}
