// Movement: the same elements in another arrangement.
import { asTensor } from '../arguments.js'
import { describeValue } from '../describe-value.js'
import {
  addDimensions,
  canonicalDimension,
  type Dimension,
  elementCount,
  multiplyDimensions,
  type Shape,
  sameShape,
  shapeText,
} from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Emitter, Operation } from '../operation.js'
import { apply, normalizeAxis, type Tensor } from '../tensor.js'
import { broadcastStrides, countOf, offsets, stridesOf } from '../value.js'
import { movedAsNumbers } from './carried.js'
import { scalarValue } from './leaves.js'
import { reduceSum } from './reduction.js'
import { slice } from './slicing.js'

interface ShapeAttributes {
  readonly shape: Shape
}

export const reshapeOperation: Operation<ShapeAttributes> = {
  name: 'reshape',
  infer: ([x], { shape }) => {
    if (elementCount(x!.shape) !== elementCount(shape))
      throw new ShapeError(
        `reshape: ${shapeText(x!.shape)} has ${elementCount(x!.shape)} elements, ${shapeText(shape)} has ${elementCount(shape)}`,
      )
    return { dtype: x!.dtype, shape }
  },
  mapDimensions: ({ shape }, change) => ({ shape: shape.map(change) }),
  simplify: ({ inputs: [x], shape }) => {
    if (sameShape(x!.shape, shape)) return x
    // As an expansion it falls away beside a larger operand: the 1 that every gradient starts with, say.
    if (scalarValue(x!) !== undefined) return expand(x!, shape)
    return x!.operation.name === reshapeOperation.name ? reshape(x!.inputs[0]!, shape) : undefined
  },
  gradient: ({ inputs: [x] }, gradient) => [reshape(gradient, x!.shape)],
  evaluate: ([x], { shape }, context) => ({ ...x!, shape: shape.map((dimension) => context.size(dimension)) }),
  lower: (emitter, [x], { shape }) => lowerReshape(emitter, x!, shape),
}

/** A value under another shape. */
export function lowerReshape(emitter: Emitter, value: string, shape: Shape): string {
  // One unknown size is left to the runtime, which keeps the computation of shapes out of the graph.
  const named = shape.filter((dimension) => typeof dimension === 'string').length
  const target =
    named === 1 && !shape.includes(0)
      ? emitter.constant(
          'int64',
          [shape.length],
          shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension)),
        )
      : emitter.shape(shape)
  // Without allowzero, a size that is 0 would stand for that of the input.
  const mayBeZero = named > 1 || shape.includes(0)
  return emitter.node('Reshape', [value, target], mayBeZero ? { allowzero: { int: 1 } } : {})
}

export const transposeOperation: Operation<readonly number[]> = {
  name: 'transpose',
  infer: ([x], permutation) => ({ dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) }),
  simplify: ({ inputs: [x], attributes: permutation }) => {
    if (permutation.every((axis, i) => axis === i)) return x
    if (x!.operation !== (transposeOperation as Operation<unknown>)) return undefined
    const inner = x!.attributes as readonly number[]
    return transpose(
      x!.inputs[0]!,
      permutation.map((axis) => inner[axis]!),
    )
  },
  gradient: ({ attributes: permutation }, gradient) => [
    transpose(
      gradient,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  evaluate: ([x], permutation) => {
    const strides = stridesOf(x!.shape)
    const shape = permutation.map((axis) => x!.shape[axis]!)
    const at = offsets(
      shape,
      permutation.map((axis) => strides[axis]!),
    )
    return { dtype: x!.dtype, shape, data: at.map((offset) => x!.data[offset]!) }
  },
  lower: (emitter, inputs, { attributes, dtype }) =>
    movedAsNumbers(emitter, dtype, inputs, (operands) =>
      emitter.node('Transpose', operands, { perm: { ints: attributes } }),
    ),
}

export const expandOperation: Operation<ShapeAttributes> = {
  name: 'expand',
  infer: ([x], { shape }) => {
    const shift = shape.length - x!.rank
    if (shift < 0 || x!.shape.some((dimension, axis) => dimension !== 1 && dimension !== shape[axis + shift]))
      throw new ShapeError(`expand: ${shapeText(x!.shape)} does not broadcast to ${shapeText(shape)}`)
    return { dtype: x!.dtype, shape }
  },
  mapDimensions: ({ shape }, change) => ({ shape: shape.map(change) }),
  simplify: ({ inputs: [x], shape }) => {
    if (sameShape(x!.shape, shape)) return x
    return x!.operation.name === expandOperation.name ? expand(x!.inputs[0]!, shape) : undefined
  },
  gradient: (_, gradient) => [gradient],
  evaluate: ([x], { shape }, context) => {
    const sizes = shape.map((dimension) => context.size(dimension))
    const at = offsets(sizes, broadcastStrides(x!.shape, sizes))
    return { dtype: x!.dtype, shape: sizes, data: at.map((offset) => x!.data[offset]!) }
  },
  lower: (emitter, inputs, { shape }) => emitter.node('Expand', [inputs[0]!, emitter.shape(shape)]),
}

/** What was expanded to this tensor; the tensor itself when it is no expansion. */
export function unexpanded(x: Tensor): Tensor {
  return x.operation.name === expandOperation.name ? x.inputs[0]! : x
}

interface AxisAttributes {
  readonly axis: number
}

export const concatOperation: Operation<AxisAttributes> = {
  name: 'concat',
  infer: (inputs, { axis }) => {
    const [first, ...rest] = inputs
    for (const other of rest)
      if (
        other.dtype !== first!.dtype ||
        other.rank !== first!.rank ||
        !sameShape(other.shape.with(axis, 0), first!.shape.with(axis, 0))
      )
        throw new ShapeError(`concatenate along axis ${axis}: ${first} and ${other} do not fit together`)
    return {
      dtype: first!.dtype,
      shape: first!.shape.with(axis, inputs.map((input) => input.shape[axis]!).reduce(addDimensions)),
    }
  },
  simplify: ({ inputs }) => (inputs.length === 1 ? inputs[0] : undefined),
  gradient: ({ inputs, attributes: { axis } }, gradient) => {
    let start: Dimension = 0
    return inputs.map((input) => {
      const end = addDimensions(start, input.shape[axis]!)
      const part = slice(gradient, axis, start, end)
      start = end
      return part
    })
  },
  evaluate: (inputs, { axis }) => {
    const shape = [...inputs[0]!.shape]
    shape[axis] = inputs.reduce((total, input) => total + input.shape[axis]!, 0)
    const data = new Float64Array(countOf(shape))
    const strides = stridesOf(shape)
    let start = 0
    for (const input of inputs) {
      const at = offsets(input.shape, strides, start * strides[axis]!)
      input.data.forEach((x, i) => {
        data[at[i]!] = x
      })
      start += input.shape[axis]!
    }
    return { dtype: inputs[0]!.dtype, shape, data }
  },
  lower: (emitter, inputs, { attributes: { axis }, dtype }) =>
    movedAsNumbers(emitter, dtype, inputs, (operands) => emitter.node('Concat', operands, { axis: { int: axis } })),
}

/** The same elements in row-major order under another shape. Throws a `ShapeError` when the counts differ. */
export function reshape(given: Tensor, shape: Shape): Tensor {
  const x = asTensor('reshape', given)
  return apply(reshapeOperation, [x], { shape: shape.map(canonicalDimension) })
}

/** Axes in another order; without one, the last two are swapped. */
export function transpose(given: Tensor, permutation?: readonly number[]): Tensor {
  const x = asTensor('transpose', given)
  const order = permutation ?? [...x.shape.keys()].slice(0, -2).concat(x.rank - 1, x.rank - 2)
  if (order.length !== x.rank || new Set(order).size !== x.rank || order.some((axis) => !(axis in x.shape)))
    throw new ShapeError(`transpose: [${order}] is not a permutation of the ${x.rank} axes`)
  return apply(transposeOperation, [x], order)
}

/** The tensor repeated along axes of size 1, and along new leading axes, to a shape. */
export function expand(x: Tensor, shape: Shape): Tensor {
  return apply(expandOperation, [x], { shape: shape.map(canonicalDimension) })
}

/** Tensors one after the other along an axis. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (!Array.isArray(tensors))
    throw new ValueError(`concat: expected a list of tensors; found ${describeValue(tensors)}`)
  if (tensors.length === 0) throw new ShapeError('concat: expected at least one tensor')
  const all = tensors.map((each) => asTensor('concat', each))
  return apply(concatOperation, all, { axis: normalizeAxis(axis, all[0]!.rank, 'concat') })
}

/** A new axis of size 1. */
export function expandDimension(given: Tensor, axis: number): Tensor {
  const x = asTensor('expandDimension', given)
  return reshape(x, x.shape.toSpliced(normalizeAxis(axis, x.rank + 1, 'expandDimension'), 0, 1))
}

/** Sums a broadcast result back to the shape that it was broadcast from: the gradient of broadcasting. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const shift = x.rank - shape.length
  const axes = x.shape.flatMap((dimension, axis) =>
    axis < shift || (shape[axis - shift] === 1 && dimension !== 1) ? [axis] : [],
  )
  return reshape(axes.length ? reduceSum(x, axes, true) : x, shape)
}

/** All axes but the last `kept` made one. */
export function flattenLeading(x: Tensor, kept: number): Tensor {
  const split = x.rank - kept
  return reshape(x, [x.shape.slice(0, split).reduce(multiplyDimensions, 1), ...x.shape.slice(split)])
}
