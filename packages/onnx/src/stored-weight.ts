// A weight as it is stored: its bytes, its type in the file, and what rounding did to its numbers.

import { create } from '@bufbuild/protobuf'
import { type DType, ValueError } from '@infonce/core'
import { TensorProto_DataType as DataType, type TensorProto, TensorProtoSchema } from 'onnx-buf'
import { dtypeCode, rawBytes } from './dtypes.js'
import { fromFloat16, LARGEST_FLOAT16, toFloat16 } from './float16.js'

/** How the float32 weights of a model are stored. Computation is in float32 either way. */
export type Storage = 'float32' | 'float16'

/** What rounding changed in a weight. */
export interface RoundingError {
  /** The largest magnitude of its numbers. */
  readonly largestMagnitude: number
  /** The largest difference between a number and what is stored for it. */
  readonly largestError: number
  /** `largestError` as a share of `largestMagnitude`; 0 for a weight of zeros. At most 2⁻¹¹ from magnitudes of 2⁻¹⁴ up. */
  readonly relativeError: number
}

/** A weight outside the graph's message, which it joins when the file is written. */
export interface StoredWeight {
  /** Name, type and shape, without the numbers. */
  readonly tensor: TensorProto
  /** Little-endian numbers; a view of what was given wherever that is possible. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Of weights in float16. */
  readonly rounding?: RoundingError
}

/**
 * Stores numbers as the file will hold them. Numbers of a float32 weight are rounded to float32 first.
 * @throws ValueError for a number that is not finite, or too large, where float16 is asked for; `what` names the weight
 */
export function storeWeight(
  what: string,
  { name, dtype, dims }: { name: string; dtype: DType; dims: readonly number[] },
  data: ArrayLike<number>,
  storage: Storage,
): StoredWeight {
  const tensorOf = (dataType: number): TensorProto =>
    create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt) })
  if (dtype !== 'float32' || storage === 'float32')
    return { tensor: tensorOf(dtypeCode(dtype)), bytes: rawBytes(dtype, data) }
  const numbers = data instanceof Float32Array ? data : Float32Array.from(data)
  const halves = toFloat16(numbers)
  const comparison = compare(numbers, halves)
  if (typeof comparison === 'number')
    throw new ValueError(
      `${what} holds ${data[comparison]} at position ${comparison}, which float16 cannot represent (its range ends at ±${LARGEST_FLOAT16}): store it as float32`,
    )
  const bytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength)
  return { tensor: tensorOf(DataType.FLOAT16), bytes, rounding: comparison }
}

// Enough to be quick, and little beside a table.
const blockLength = 65536

/** What rounding changed, or the position of the first number that float16 cannot hold. */
function compare(numbers: Float32Array, halves: Uint16Array): RoundingError | number {
  let largestMagnitude = 0
  let largestError = 0
  for (let start = 0; start < numbers.length; start += blockLength) {
    const stored = fromFloat16(halves.subarray(start, start + blockLength))
    for (let i = 0; i < stored.length; i++) {
      const number = numbers[start + i]!
      const error = Math.abs(number - stored[i]!)
      // Of an infinity and of NaN the difference is one of them, too.
      if (!(error < Number.POSITIVE_INFINITY)) return start + i
      if (error > largestError) largestError = error
      if (Math.abs(number) > largestMagnitude) largestMagnitude = Math.abs(number)
    }
  }
  const relativeError = largestMagnitude === 0 ? 0 : largestError / largestMagnitude
  return { largestMagnitude, largestError, relativeError }
}
