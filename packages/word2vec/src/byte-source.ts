// Bytes of a file, plain or gzip, in pieces: the one place where this package reads large files. Node only.
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { openRegular, systemErrorReason } from '@infonce/runtime/internals'

const PIECE = 1 << 18

/** A piece of an unpacked file: valid until the next is asked for; `consumed` counts bytes of the file as it lies. */
export interface FilePiece {
  readonly bytes: Uint8Array
  readonly consumed: number
}

/** Makes the error that a reader throws from a message that begins with the file's path. */
export type Fail = (message: string) => Error

/** Why a file cannot be read: what zlib says of its gzip data, or the system of the file. */
function explain(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  if (code === 'Z_BUF_ERROR') return 'the gzip data end too early: the file is truncated, download or compress it again'
  if (code === 'Z_DATA_ERROR') return `the gzip data are corrupt (${message}): download or compress the file again`
  return systemErrorReason(error)
}

/** Opens a file for reading and tells its size and whether it is gzip by its first two bytes. */
async function openFile(path: string): Promise<{ file: FileHandle; size: number; packed: boolean }> {
  const { file, size } = await openRegular(path)
  try {
    const magic = new Uint8Array(2)
    const { bytesRead } = await file.read(magic, 0, 2, 0)
    return { file, size, packed: bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Size of a file in bytes and whether it is gzip. */
export async function fileKind(path: string, fail: Fail): Promise<{ size: number; packed: boolean }> {
  try {
    const { file, size, packed } = await openFile(path)
    await file.close()
    return { size, packed }
  } catch (error) {
    throw fail(`${path}: ${explain(error)}`)
  }
}

/**
 * The bytes of a file from `offset` on, unpacked where it is gzip. A plain file is sought to `offset`; a gzip
 * file has to be unpacked up to there, which is quick beside reading its words.
 */
export async function* readBytes(path: string, fail: Fail, offset = 0): AsyncGenerator<FilePiece> {
  let file: FileHandle | undefined
  try {
    const opened = await openFile(path)
    file = opened.file
    if (!opened.packed) {
      if (offset > opened.size)
        throw fail(`${path}: holds ${opened.size} bytes, expected ${offset} or more: the file has changed since`)
      yield* readPlain(file, offset)
    } else {
      await file.close()
      file = undefined
      yield* readPacked(path, fail, offset)
    }
  } catch (error) {
    throw isSystemError(error) ? fail(`${path}: ${explain(error)}`) : error
  } finally {
    await file?.close()
  }
}

const isSystemError = (error: unknown): boolean => typeof (error as { code?: unknown } | null)?.code === 'string'

async function* readPlain(file: FileHandle, offset: number): AsyncGenerator<FilePiece> {
  const buffer = new Uint8Array(PIECE)
  for (let position = offset; ; ) {
    const { bytesRead } = await file.read(buffer, 0, PIECE, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield { bytes: buffer.subarray(0, bytesRead), consumed: position }
  }
}

async function* readPacked(path: string, fail: Fail, offset: number): AsyncGenerator<FilePiece> {
  const packed = createReadStream(path, { highWaterMark: PIECE })
  const unpacked = createGunzip({ chunkSize: PIECE })
  // The pipeline hands an error of either stream to the loop below; its callback has nothing to add.
  pipeline(packed, unpacked, () => {})
  try {
    let position = 0
    for await (const piece of unpacked as AsyncIterable<Uint8Array>) {
      const skip = Math.min(piece.length, Math.max(0, offset - position))
      position += piece.length
      if (skip < piece.length) yield { bytes: piece.subarray(skip), consumed: packed.bytesRead }
    }
    if (position < offset)
      throw fail(`${path}: unpacks to ${position} bytes, expected ${offset} or more: the file has changed since`)
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}
