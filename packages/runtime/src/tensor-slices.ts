// Parts of a tensor along one of its axes.
import { allocateHostArray, elementCount, type HostTensor } from './host-tensor.js'

/** How many elements lie between one place on an axis and the next, and how many times the axis is gone along. */
function strides(dims: readonly number[], axis: number): { readonly inner: number; readonly outer: number } {
  return { inner: elementCount(dims.slice(axis + 1)), outer: elementCount(dims.slice(0, axis)) }
}

/** The part from `start` on, of `count` places along an axis: a view where one after the other lies in memory, else a copy. */
export function sliceAlong(tensor: HostTensor, axis: number, start: number, count: number): HostTensor {
  const { dims, dtype, data } = tensor
  const { inner, outer } = strides(dims, axis)
  const partDims = dims.map((size, i) => (i === axis ? count : size))
  if (outer === 1)
    return { dtype, dims: partDims, data: data.subarray(start * inner, (start + count) * inner) } as HostTensor
  const part = { dtype, dims: partDims, data: allocateHostArray(dtype, elementCount(partDims)) } as HostTensor
  const length = count * inner
  for (let i = 0; i < outer; i++) {
    const from = (i * dims[axis]! + start) * inner
    set(part, data.subarray(from, from + length), i * length)
  }
  return part
}

/** Writes a part into a tensor, from `start` on along an axis. */
export function writeAlong(target: HostTensor, axis: number, start: number, part: HostTensor): void {
  const { inner, outer } = strides(target.dims, axis)
  const length = part.dims[axis]! * inner
  for (let i = 0; i < outer; i++)
    set(target, part.data.subarray(i * length, (i + 1) * length), (i * target.dims[axis]! + start) * inner)
}

// The two arrays are of one dtype, which TypeScript does not follow through a union.
const set = (target: HostTensor, values: HostTensor['data'], at: number): void =>
  (target.data as Float32Array).set(values as Float32Array, at)
