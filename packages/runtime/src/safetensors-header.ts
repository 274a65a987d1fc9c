// The header of the safetensors format: which tensors a file holds, and where. Usable in a browser.
import { CheckpointError } from './errors.js'
import { bytesPerElement, elementCount, type HostDType, type HostTensor } from './host-tensor.js'

/** Where a tensor lies: bytes `begin` to `end` (exclusive) after the header. */
export interface StoredTensor {
  readonly name: string
  readonly dtype: HostDType
  readonly dims: readonly number[]
  readonly begin: number
  readonly end: number
}

/** What a header says. Tensors are in the order of their bytes, which leave no gap. */
export interface SafetensorsHeader {
  readonly tensors: readonly StoredTensor[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Bytes before the header: its length as a little-endian 64-bit integer. */
export const LENGTH_BYTES = 8
/** The format's own limit on a header's length. */
export const MOST_HEADER_BYTES = 100_000_000

const storedNames: Readonly<Record<HostDType, string>> = { float32: 'F32', int32: 'I32', int64: 'I64', bool: 'BOOL' }
const hostNames = new Map(Object.entries(storedNames).map(([host, stored]) => [stored, host as HostDType]))

/** The header for these tensors: wider elements first, so that all are aligned, else in the order given. */
export function layOut(
  tensors: Readonly<Record<string, HostTensor>>,
  metadata: Readonly<Record<string, string>>,
): SafetensorsHeader {
  let begin = 0
  const entries = Object.entries(tensors).sort(([, a], [, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype))
  return {
    metadata,
    tensors: entries.map(([name, { dtype, dims, data }]) => {
      if (name === '__metadata__') throw new CheckpointError("a tensor cannot be named '__metadata__' in safetensors")
      if (data.length !== elementCount(dims))
        throw new CheckpointError(
          `tensor '${name}' has ${data.length} elements where its shape [${dims.join(', ')}] has ${elementCount(dims)}`,
        )
      const end = begin + data.byteLength
      const stored = { name, dtype, dims, begin, end }
      begin = end
      return stored
    }),
  }
}

/** Length and JSON of a header, padded by spaces to a multiple of 8 bytes. */
export function encodeHeader({ tensors, metadata }: SafetensorsHeader): Uint8Array {
  const entries = tensors.map(({ name, dtype, dims, begin, end }): [string, object] => [
    name,
    { dtype: storedNames[dtype], shape: dims, data_offsets: [begin, end] },
  ])
  if (Object.keys(metadata).length > 0) entries.unshift(['__metadata__', metadata])
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const padded = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(json, LENGTH_BYTES)
  return bytes
}

/**
 * Reads a header's JSON and checks every entry against the number of bytes that follow it. Throws a
 * `CheckpointError` that names the file and the tensor.
 */
export function parseHeader(file: string, json: Uint8Array, dataBytes: number): SafetensorsHeader {
  const corrupt = (what: string) => new CheckpointError(`${file} is not a complete safetensors file: ${what}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch {
    throw corrupt('its header is not JSON')
  }
  if (!isRecord(parsed)) throw corrupt('its header is not a JSON object')
  const { __metadata__: metadata = {}, ...entries } = parsed
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    throw corrupt('its metadata is not text by name')

  const tensors = Object.entries(entries).map(([name, entry]): StoredTensor => {
    const { dtype: stored, shape, data_offsets: offsets } = isRecord(entry) ? entry : {}
    if (typeof stored !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
      throw corrupt(`tensor '${name}' lacks a dtype, a shape or its offsets`)
    const dtype = hostNames.get(stored)
    if (dtype === undefined)
      throw new CheckpointError(
        `${file}: tensor '${name}' is ${stored}, and infonce reads ${[...hostNames.keys()].join(', ')}`,
      )
    const [begin, end] = offsets as [number, number]
    const size = elementCount(shape) * bytesPerElement(dtype)
    if (end - begin !== size)
      throw corrupt(`tensor '${name}' of ${stored} [${shape.join(', ')}] takes ${size} bytes, not ${end - begin}`)
    return { name, dtype, dims: shape, begin, end }
  })

  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let expected = 0
  for (const { name, begin, end } of tensors) {
    if (begin !== expected) throw corrupt(`tensor '${name}' begins at byte ${begin} of the data, not at ${expected}`)
    expected = end
  }
  if (expected !== dataBytes) throw corrupt(`its tensors take ${expected} bytes, but ${dataBytes} follow the header`)
  return { tensors, metadata: metadata as Record<string, string> }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
