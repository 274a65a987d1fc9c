// Reads files that may be anything under their names: regular files alone, and no more of them than they say they hold.
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

/** What a text that a program reads whole may have: settings, manifests and curves have far less. */
const MOST_TEXT_BYTES = 2 ** 26

/** What stands under a name cannot be read as a file. It passes for an error of the system, which has no code for it. */
export class UnfitFileError extends Error {
  readonly code = 'EUNFIT'
  readonly syscall = 'open'
}

/** An open file, and its size when it was opened. */
export interface RegularFile {
  readonly file: FileHandle
  /** In bytes. */
  readonly size: number
}

/**
 * Opens a regular file for reading; links are followed. A pipe, a device or a socket is an error, whose opening or
 * reading could wait for ever or never end: it is asked before it is opened, and again after, for another may stand
 * there by then.
 * @throws a system error, and one with `code` and `syscall` like it for what is no regular file
 */
export async function openRegular(path: string): Promise<RegularFile> {
  checkRegular(await stat(path))
  // Opening a pipe without this waits for its writer. Windows has neither.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const status = await file.stat()
    checkRegular(status)
    return { file, size: status.size }
  } catch (error) {
    await file.close()
    throw error
  }
}

function checkRegular(status: { isFile(): boolean; isDirectory(): boolean }): void {
  if (status.isFile()) return
  if (status.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR', syscall: 'open' })
  throw new UnfitFileError('it is a pipe or device, expected a regular file')
}

/** Opens a regular file, uses it and closes it. Throws as {@link openRegular} does. */
export async function withRegular<T>(path: string, use: (opened: RegularFile) => Promise<T>): Promise<T> {
  const opened = await openRegular(path)
  try {
    return await use(opened)
  } finally {
    await opened.file.close()
  }
}

/** The bytes of a regular file, as many as it has when it is opened. Throws as {@link openRegular} does. */
export function readRegular(path: string): Promise<Uint8Array> {
  return withRegular(path, async ({ file, size }) => {
    const bytes = new Uint8Array(size)
    return bytes.subarray(0, await readInto(file, bytes, 0))
  })
}

/** The text of a regular file, UTF-8, of 64 MiB at most. Throws as {@link openRegular} does, and where it is larger. */
export function readRegularText(path: string): Promise<string> {
  return withRegular(path, async ({ file, size }) => {
    if (size > MOST_TEXT_BYTES)
      throw new UnfitFileError(`it has ${size} bytes, and no such file has more than ${MOST_TEXT_BYTES}`)
    const bytes = new Uint8Array(size)
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, await readInto(file, bytes, 0)))
  })
}

/** Fills an array from `position` of a file on, and tells how many bytes there were. */
export async function readInto(file: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let filled = 0
  while (filled < into.length) {
    // Node reads less than 2 GiB at once.
    const wanted = Math.min(into.length - filled, 1 << 30)
    const { bytesRead } = await file.read(into, filled, wanted, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
