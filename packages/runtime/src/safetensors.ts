// Reads and writes safetensors files, tensor by tensor, with no second copy of their data in memory.
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { writeBytes, writeFileAtomic } from './atomic-file.js'
import { CheckpointError } from './errors.js'
import type { FileDigest } from './file-digest.js'
import {
  allocateHostArray,
  carries,
  elementCount,
  type HostArrays,
  type HostDType,
  type HostTensor,
} from './host-tensor.js'
import { type RegularFile, readInto, withRegular } from './regular-file.js'
import { encodeHeader, LENGTH_BYTES, layOut, MOST_HEADER_BYTES, parseHeader } from './safetensors-header.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Record<string, HostTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Gives the array that a tensor is to be read into, for instance one in WebAssembly memory; undefined asks for a
 * new array. It must be the dtype's array and have the shape's number of elements.
 */
export type Allocate = (name: string, dtype: HostDType, dims: readonly number[]) => HostArrays[HostDType] | undefined

/** Writes a safetensors file at `path`, whole or not at all. Throws a `FileError` when the system refuses. */
export async function saveSafetensors(
  path: string,
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFileAtomic(path, async (file) => {
    await writeSafetensors(file, tensors, metadata)
  })
}

/** Writes tensors to an open, empty file, and tells its digest. Their data must stay as it is until then. */
export async function writeSafetensors(
  file: FileHandle,
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<FileDigest> {
  const header = layOut(tensors, metadata)
  const hash = createHash('sha256')
  let bytes = 0
  const write = async (part: Uint8Array) => {
    await writeBytes(file, part, (chunk) => hash.update(chunk))
    bytes += part.length
  }
  await write(encodeHeader(header))
  for (const { name } of header.tensors) await write(bytesOf(tensors[name]!.data))
  return { bytes, sha256: hash.digest('hex') }
}

/**
 * Reads a safetensors file of F32, I32, I64 and BOOL tensors. The header is checked whole before any data is read.
 *
 * Throws a `CheckpointError` naming the file when it is missing, truncated or no safetensors file, or when an
 * allocated array does not fit its tensor.
 */
export async function readSafetensors(path: string, allocate: Allocate = () => undefined): Promise<Safetensors> {
  return withFile(path, async ({ file, size }) => {
    const prefix = new Uint8Array(LENGTH_BYTES)
    if (size < LENGTH_BYTES) throw new CheckpointError(`${path} is not a safetensors file: it has ${size} bytes`)
    await readBytes(file, path, prefix, 0)
    const headerBytes = new DataView(prefix.buffer).getBigUint64(0, true)
    if (headerBytes > BigInt(Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES)))
      throw new CheckpointError(
        `${path} is not a complete safetensors file: its header of ${headerBytes} bytes does not fit its ${size} bytes`,
      )
    const json = new Uint8Array(Number(headerBytes))
    await readBytes(file, path, json, LENGTH_BYTES)
    const dataStart = LENGTH_BYTES + json.length
    const { tensors, metadata } = parseHeader(path, json, size - dataStart)

    const entries: [string, HostTensor][] = []
    for (const { name, dtype, dims, begin } of tensors) {
      const length = elementCount(dims)
      const data = allocate(name, dtype, dims) ?? allocateHostArray(dtype, length)
      if (!carries(dtype, data) || data.length !== length)
        throw new CheckpointError(
          `${path}: tensor '${name}' is ${dtype} [${dims.join(', ')}], but the array to read it into is a ${data.constructor.name} of ${data.length}`,
        )
      await readBytes(file, path, bytesOf(data), dataStart + begin)
      entries.push([name, { dtype, dims, data } as HostTensor])
    }
    return { tensors: Object.fromEntries(entries), metadata }
  })
}

async function withFile<T>(path: string, use: (opened: RegularFile) => Promise<T>): Promise<T> {
  try {
    return await withRegular(path, use)
  } catch (cause) {
    if (systemErrorCode(cause) === undefined) throw cause
    throw new CheckpointError(`cannot read ${path}: ${systemErrorReason(cause)}`, { cause })
  }
}

async function readBytes(file: FileHandle, path: string, into: Uint8Array, position: number): Promise<void> {
  if ((await readInto(file, into, position)) < into.length)
    throw new CheckpointError(`${path} ends before its byte ${position + into.length}`)
}

const bytesOf = ({ buffer, byteOffset, byteLength }: HostArrays[HostDType]): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
