// Reductions over axes.
import { asTensor } from '../arguments.js'
import { type Dimension, elementCount, type Shape } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation, Value } from '../operation.js'
import { apply, normalizeAxis, type Tensor } from '../tensor.js'
import { broadcastStrides, countOf, offsets } from '../value.js'
import { equal } from './comparison.js'
import { cast, divide, multiply, requireNumbers, square } from './elementwise.js'
import { size } from './leaves.js'
import { expand, reshape } from './movement.js'

interface ReductionAttributes {
  readonly axes: readonly number[]
}

const keptShape = (shape: Shape, axes: readonly number[]): Dimension[] =>
  shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))

/** Reduced axes stay with size 1, so that a result broadcasts against what it came from. */
function reduction(
  name: string,
  operator: string,
  start: number,
  kernel: (total: number, x: number) => number,
  rule: (gradient: Tensor, x: Tensor, y: Tensor, axes: readonly number[]) => Tensor,
  /** What one entry is reduced to. */
  ofOne: (x: Tensor) => Tensor = (x) => x,
): Operation<ReductionAttributes> {
  return {
    name,
    infer: ([x], { axes }) => {
      requireNumbers(name, x!)
      return { dtype: x!.dtype, shape: keptShape(x!.shape, axes) }
    },
    simplify: ({ inputs: [x], attributes: { axes } }) =>
      axes.every((axis) => x!.shape[axis] === 1) ? ofOne(x!) : undefined,
    gradient: (node, gradient) => [rule(gradient, node.inputs[0]!, node as Tensor, node.attributes.axes)],
    evaluate: ([x], { axes }): Value => {
      const shape = keptShape(x!.shape, axes) as number[]
      const data = new Float64Array(countOf(shape)).fill(start)
      const at = offsets(x!.shape, broadcastStrides(shape, x!.shape))
      for (let i = 0; i < x!.data.length; i++) data[at[i]!] = kernel(data[at[i]!]!, x!.data[i]!)
      return { dtype: x!.dtype, shape, data }
    },
    lower: (emitter, [x], { attributes: { axes } }) =>
      emitter.node(operator, [x!, emitter.constant('int64', [axes.length], axes)], { keepdims: { int: 1 } }),
  }
}

export const reduceSumOperation: Operation<ReductionAttributes> = /* @__PURE__ */ reduction(
  'reduceSum',
  'ReduceSum',
  0,
  (total, x) => total + x,
  (gradient, x) => expand(gradient, x.shape),
)

export const reduceSumSquareOperation: Operation<ReductionAttributes> = /* @__PURE__ */ reduction(
  'reduceSumSquare',
  'ReduceSumSquare',
  0,
  (total, x) => total + x * x,
  (gradient, x) => multiply(multiply(2, gradient), x),
  (x) => square(x),
)

export const reduceMaxOperation: Operation<ReductionAttributes> = /* @__PURE__ */ reduction(
  'reduceMax',
  'ReduceMax',
  -Infinity,
  Math.max,
  // Entries that tie share the gradient.
  (gradient, x, y, axes) => {
    const winners = cast(equal(x, y), 'float32')
    return multiply(divide(gradient, reduceSum(winners, axes, true)), winners)
  },
)

/** Axes to reduce: one, several, or all when left out. */
export type Axes = number | readonly number[]

function normalizeAxes(x: Tensor, axes: Axes | undefined, what: string): readonly number[] {
  const list = axes === undefined ? x.shape.map((_, axis) => axis) : typeof axes === 'number' ? [axes] : axes
  return [...new Set(list.map((axis) => normalizeAxis(axis, x.rank, what)))].sort((a, b) => a - b)
}

/** Removes axes of size 1 (all by default), which a reduction kept. */
export function dropAxes(x: Tensor, axes?: Axes): Tensor {
  const list = normalizeAxes(x, axes, 'reduce')
  return reshape(
    x,
    x.shape.filter((_, axis) => !list.includes(axis)),
  )
}

function reduce(
  operation: Operation<ReductionAttributes>,
  given: Tensor,
  axes: Axes | undefined,
  keepDims: boolean,
): Tensor {
  const x = asTensor(operation.name, given)
  const list = normalizeAxes(x, axes, operation.name)
  const reduced = apply(operation, [x], { axes: list })
  return keepDims ? reduced : dropAxes(reduced, list)
}

/** The sum over axes (all by default); with `keepDims` they stay with size 1. The sum over none is 0. */
export function reduceSum(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  return reduce(reduceSumOperation, x, axes, keepDims)
}

/**
 * The sum of squares over axes (all by default) of a float32 tensor; with `keepDims` they stay with size 1. It takes no
 * memory for the squares.
 */
export function reduceSumSquare(given: Tensor, axes?: Axes, keepDims = false): Tensor {
  const x = asTensor('reduceSumSquare', given)
  if (x.dtype !== 'float32') throw new ShapeError(`reduceSumSquare: expected float32, found ${x}`)
  return reduce(reduceSumSquareOperation, x, axes, keepDims)
}

/** The maximum over axes (all by default); with `keepDims` they stay with size 1. The maximum over none is −∞. */
export function reduceMax(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  return reduce(reduceMaxOperation, x, axes, keepDims)
}

/** The arithmetic mean over axes (all by default); with `keepDims` they stay with size 1. The mean over none is NaN. */
export function reduceMean(given: Tensor, axes?: Axes, keepDims = false): Tensor {
  const x = asTensor('reduceMean', given)
  const count = elementCount(normalizeAxes(x, axes, 'reduceMean').map((axis) => x.shape[axis]!))
  return divide(reduceSum(x, axes, keepDims), size(count))
}
