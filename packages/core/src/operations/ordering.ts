// The largest entries along an axis.
import { shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, normalizeAxis, type Tensor } from '../tensor.js'
import { stridesOf } from '../value.js'
import { gatherElements } from './indexing.js'

interface TopKAttributes {
  readonly k: number
  readonly axis: number
}

export const topKOperation: Operation<TopKAttributes> = {
  name: 'topK',
  infer: ([x], { k, axis }) => {
    if (x!.dtype !== 'float32') throw new ShapeError(`topK: expected float32, found ${x!.dtype}`)
    const length = x!.shape[axis]!
    if (typeof length === 'number' && length < k)
      throw new ShapeError(`topK: axis ${axis} of ${shapeText(x!.shape)} has fewer than ${k} entries`)
    // ONNX's dtype of them: WebGPU gathers by them, but has no Cast to int32.
    return { dtype: 'int64', shape: x!.shape.with(axis, k) }
  },
  evaluate: ([x], { k, axis }) => {
    const length = x!.shape[axis]!
    if (length < k) throw new ShapeError(`topK: axis ${axis} has ${length} entries, fewer than ${k}`)
    const shape = x!.shape.with(axis, k)
    const inner = stridesOf(x!.shape)[axis]!
    const outer = length === 0 ? 0 : x!.data.length / (length * inner)
    const data = new Float64Array(outer * k * inner)
    const order = Array.from({ length }, (_, i) => i)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        const at = (entry: number): number => x!.data[(o * length + entry) * inner + i]!
        // A stable sort: of equal entries the first comes first, as in ONNX.
        const sorted = order.slice().sort((a, b) => at(b) - at(a))
        for (let entry = 0; entry < k; entry++) data[(o * k + entry) * inner + i] = sorted[entry]!
      }
    return { dtype: 'int64', shape, data }
  },
  lower: (emitter, [x], { attributes: { k, axis } }) => {
    const attributes = { axis: { int: axis }, largest: { int: 1 }, sorted: { int: 1 } }
    return emitter.node('TopK', [x!, emitter.constant('int64', [1], [k])], attributes, 1)
  },
}

/** The largest entries along an axis, and where they are. */
export interface TopK {
  /** float32 [..., k, ...], in falling order. The gradient goes to the entries that were taken. */
  readonly values: Tensor
  /** int64 [..., k, ...]. */
  readonly indices: Tensor
}

/**
 * The k largest entries of a float32 tensor along an axis (the last by default), in falling order; of equal entries the
 * one with the lower index. NaN has no place in the order.
 * @throws ValueError unless k is a whole number of at least 1; ShapeError where the axis has fewer than k entries
 */
export function topK(x: Tensor, k: number, axis = -1): TopK {
  if (!Number.isInteger(k) || k < 1) throw new ValueError(`topK: k must be a whole number of at least 1; found ${k}`)
  const along = normalizeAxis(axis, x.rank, 'topK')
  const indices = apply(topKOperation, [x], { k, axis: along })
  return { values: gatherElements(x, indices, along), indices }
}
