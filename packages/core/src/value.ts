// Numbers of the reference evaluator, and the index arithmetic that its kernels share.
import { broadcastShapes } from './dimension.js'
import type { Value } from './operation.js'
import type { DType } from './tensor.js'

/** The product of sizes. */
export const countOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

/** Strides that read a value as if it had a larger shape: 0 along the axes that broadcast. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const strides = stridesOf(shape)
  const shift = target.length - shape.length
  return target.map((_, axis) => (axis < shift || shape[axis - shift] === 1 ? 0 : strides[axis - shift]!))
}

/** The offset of every element of `shape` under other strides, in row-major order. */
export function offsets(shape: readonly number[], strides: readonly number[], start = 0): Float64Array {
  const result = new Float64Array(countOf(shape))
  const index = new Array<number>(shape.length).fill(0)
  let offset = start
  for (let i = 0; i < result.length; i++) {
    result[i] = offset
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      offset -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return result
}

/** Applies a kernel to each combination of elements under broadcasting. */
export function mapBroadcast(
  dtype: DType,
  inputs: readonly Value[],
  kernel: (x: number, y: number, z: number) => number,
): Value {
  const shape = inputs
    .map((value) => value.shape as readonly number[])
    .reduce((a, b) => broadcastShapes(a, b, 'evaluate') as number[])
  const [x, y, z] = inputs.map((value) => ({
    data: value.data,
    at: offsets(shape, broadcastStrides(value.shape, shape)),
  }))
  const data = new Float64Array(countOf(shape))
  for (let i = 0; i < data.length; i++)
    data[i] = kernel(x!.data[x!.at[i]!]!, y!.data[y!.at[i]!]!, z ? z.data[z.at[i]!]! : 0)
  return { dtype, shape, data }
}
