// The bytes of a file, held in memory or read in parts; gzip is unpacked. Node only.
import { constants } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type ByteRange, type FileReader, type OpenFile, readFromBytes, usingFile } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'

const unpack = promisify(gunzip)
const GZIP = [0x1f, 0x8b]

/** The bytes of a file. */
export interface FileBytes {
  readonly size: number
  /** How many of them stay in memory: all or none. */
  readonly held: number
  /** The bytes of a range; fewer where the file ends. */
  range(range: ByteRange): Promise<Uint8Array>
  /** What a reader makes of them. */
  layout<T>(reader: FileReader<T>): Promise<T>
}

/**
 * Opens a file: held in memory where it fits into `budget` bytes, else read as it is asked for. What is packed by gzip is
 * unpacked and held.
 * @throws FileError where it cannot be read; ImageError where it cannot be unpacked, or not within the budget
 */
export function openFileBytes(path: string, budget: number): Promise<FileBytes> {
  const open = async (file: OpenFile): Promise<FileBytes> => {
    const { size } = file
    const head = await file.bytes({ offset: 0, length: GZIP.length })
    const isPacked = head.length === GZIP.length && GZIP.every((byte, i) => head[i] === byte)
    if (isPacked) return heldBytes(await unpacked(await file.bytes({ offset: 0, length: size }), path, budget))
    if (size <= budget) return heldBytes(await file.bytes({ offset: 0, length: size }))
    return {
      size,
      held: 0,
      range: (range) => usingFile(path, (again) => again.bytes(range), ImageError),
      layout: (reader) => usingFile(path, (again) => again.layout(() => reader), ImageError),
    }
  }
  return usingFile(path, open, ImageError)
}

function heldBytes(bytes: Uint8Array): FileBytes {
  return {
    size: bytes.length,
    held: bytes.length,
    range: async ({ offset, length }) => bytes.subarray(offset, offset + length),
    layout: async (reader) => readFromBytes(reader, bytes),
  }
}

async function unpacked(bytes: Uint8Array, path: string, budget: number): Promise<Uint8Array> {
  const most = Math.max(1, Math.min(Math.floor(budget), constants.MAX_LENGTH))
  try {
    const content = await unpack(bytes, { maxOutputLength: most })
    return new Uint8Array(content.buffer, content.byteOffset, content.length)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ImageError(
      path,
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `does not fit into cacheBytes, ${most} bytes: raise it, or unpack the file by gunzip, so that it is read in parts`
        : `cannot be decompressed: ${message}: it is truncated or corrupt`,
      { cause: error },
    )
  }
}
