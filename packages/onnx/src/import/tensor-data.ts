// The numbers of a TensorProto: every way in which a file can hold them.
import { type DType, elementCount, ValueError } from '@infonce/core'
import { TensorProto_DataLocation as DataLocation, TensorProto_DataType as DataType, type TensorProto } from 'onnx-buf'
import { dataLocationProblem } from '../data-location.js'
import { ModelFormatError } from '../describe-model.js'
import { dtypeName } from '../dtypes.js'
import { fromFloat16 } from '../float16.js'

/**
 * Gives the bytes of a file beside the model, by the location that the model writes: a path relative to the folder of the
 * model, with `/` between its parts, that does not lead out of that folder. Others are refused before they get here.
 */
export type ExternalData = (location: string) => Uint8Array

/** Numbers of a tensor, float32 ones rounded to float32. */
export interface TensorData {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** int64 numbers near the ends of their range are ±Infinity. */
  readonly data: ArrayLike<number>
}

interface Encoding {
  readonly dtype: DType
  readonly bytes: number
  /** From little-endian bytes, whose start is aligned. */
  fromBytes(buffer: ArrayBuffer): ArrayLike<number>
  /** From the field of a TensorProto that holds this type where there are no bytes. */
  fromField(tensor: TensorProto): ArrayLike<number>
}

const encodings = (): Readonly<Partial<Record<DataType, Encoding>>> => ({
  [DataType.FLOAT]: {
    dtype: 'float32',
    bytes: 4,
    fromBytes: (buffer) => new Float32Array(buffer),
    fromField: ({ floatData }) => Float32Array.from(floatData),
  },
  [DataType.DOUBLE]: {
    dtype: 'float32',
    bytes: 8,
    fromBytes: (buffer) => Float32Array.from(new Float64Array(buffer)),
    fromField: ({ doubleData }) => Float32Array.from(doubleData),
  },
  [DataType.FLOAT16]: {
    dtype: 'float32',
    bytes: 2,
    fromBytes: (buffer) => fromFloat16(new Uint16Array(buffer)),
    fromField: ({ int32Data }) => fromFloat16(Uint16Array.from(int32Data)),
  },
  [DataType.BFLOAT16]: {
    dtype: 'float32',
    bytes: 2,
    fromBytes: (buffer) => fromBfloat16(new Uint16Array(buffer)),
    fromField: ({ int32Data }) => fromBfloat16(Uint16Array.from(int32Data)),
  },
  [DataType.INT64]: {
    dtype: 'int64',
    bytes: 8,
    fromBytes: (buffer) => fromBigInts(new BigInt64Array(buffer)),
    fromField: ({ int64Data }) => fromBigInts(int64Data),
  },
  [DataType.INT32]: {
    dtype: 'int32',
    bytes: 4,
    fromBytes: (buffer) => new Int32Array(buffer),
    fromField: ({ int32Data }) => int32Data,
  },
  [DataType.BOOL]: {
    dtype: 'bool',
    bytes: 1,
    fromBytes: (buffer) => new Uint8Array(buffer).map((value) => (value === 0 ? 0 : 1)),
    fromField: ({ int32Data }) => int32Data.map((value) => (value === 0 ? 0 : 1)),
  },
})

/** The upper half of a float32. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (upper) => upper << 16).buffer)
}

function fromBigInts(values: ArrayLike<bigint>): number[] {
  return Array.from(values, (value) => {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
    // Only the ends of the range are bounds by custom; what lies between is a number that would be rounded.
    if (Math.abs(number) >= 2 ** 62) return Math.sign(number) * Number.POSITIVE_INFINITY
    throw new ValueError(`the integer ${value} is beyond 2^53 and cannot be held exactly`)
  })
}

/** The dtype of core that values of an ONNX type are read as; `undefined` for types that are not supported. */
export function readableDtype(dataType: number): DType | undefined {
  return encodings()[dataType as DataType]?.dtype
}

/** The types that {@link readTensorData} reads, for messages. */
export function readableTypes(): string {
  return Object.keys(encodings())
    .map((code) => dtypeName(Number(code)))
    .join(', ')
}

/** The bytes of a tensor outside the file; `needed` of them where the file does not say how many. */
function externalBytes(
  tensor: TensorProto,
  what: string,
  needed: number,
  externalData: ExternalData | undefined,
): Uint8Array {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]))
  const location = entries.get('location')
  if (!location) throw new ModelFormatError(`${what} is stored outside the file, without a location`)
  const problem = dataLocationProblem(location)
  if (problem !== undefined)
    throw new ModelFormatError(
      `${what} is kept in ${JSON.stringify(location)}, which is not read: ${problem}; write the model again with its data beside it`,
    )
  if (!externalData)
    throw new ModelFormatError(`${what} is kept in '${location}', outside the file: give its bytes by \`externalData\``)
  const offset = Number(entries.get('offset') ?? 0)
  const length = Number(entries.get('length') ?? needed)
  if (!(Number.isSafeInteger(offset) && offset >= 0))
    throw new ModelFormatError(
      `${what}: its offset in '${location}' is '${entries.get('offset')}', not a number of bytes`,
    )
  // Before anything is read: what a model says of another file is no reason to read it.
  if (length !== needed)
    throw new ModelFormatError(
      `${what} needs ${needed} bytes, but the model names ${entries.get('length')} of '${location}'`,
    )
  const bytes = externalData(location)
  if (offset + length > bytes.length)
    throw new ModelFormatError(`${what}: '${location}' has ${bytes.length} bytes, not ${length} from ${offset}`)
  return bytes.subarray(offset, offset + length)
}

/**
 * The numbers of a tensor. float16 and bfloat16 become float32 exactly, float64 is rounded to float32.
 * @throws ModelFormatError for a type that is not supported, and for numbers that do not fit their shape
 */
export function readTensorData(tensor: TensorProto, what: string, externalData?: ExternalData): TensorData {
  const encoding = encodings()[tensor.dataType as DataType]
  if (!encoding)
    throw new ModelFormatError(
      `${what} is ${dtypeName(tensor.dataType)}, which is not supported; expected one of ${readableTypes()}`,
    )
  const shape = tensor.dims.map(Number)
  if (shape.some((size) => !Number.isSafeInteger(size) || size < 0))
    throw new ModelFormatError(`${what} has the impossible shape [${shape.join(', ')}]`)
  const expected = elementCount(shape) as number
  const isExternal = tensor.dataLocation === DataLocation.EXTERNAL
  const raw = isExternal ? externalBytes(tensor, what, expected * encoding.bytes, externalData) : tensor.rawData
  let data: ArrayLike<number>
  try {
    if (raw.length > 0) {
      if (raw.length !== expected * encoding.bytes)
        throw new ModelFormatError(
          `${what} [${shape.join(', ')}] needs ${expected * encoding.bytes} bytes, found ${raw.length}`,
        )
      // A copy, whose start is aligned; of a Buffer, slice() would be none.
      data = encoding.fromBytes(new Uint8Array(raw).buffer)
    } else data = encoding.fromField(tensor)
  } catch (error) {
    if (error instanceof ValueError) throw new ModelFormatError(`${what}: ${error.message}`, { cause: error })
    throw error
  }
  if (data.length !== expected)
    throw new ModelFormatError(`${what} [${shape.join(', ')}] needs ${expected} numbers, found ${data.length}`)
  return { dtype: encoding.dtype, shape, data }
}
