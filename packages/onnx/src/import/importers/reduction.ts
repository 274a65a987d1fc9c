// Reductions over axes, and soft maxima along them.
import {
  abs,
  addDimensions,
  type Dimension,
  divide,
  equal,
  exp,
  log,
  logSumExp,
  multiplyDimensions,
  negate,
  reduceMax,
  reduceMean,
  reduceSum,
  reshape,
  sqrt,
  square,
  stopGradient,
  subtract,
  type Tensor,
  where,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import { KnownIntegers } from '../known-integers.js'
import type { NodeReader } from '../node-reader.js'
import { type Combine, larger, smaller } from './integer-arithmetic.js'

const allAxes = (x: { readonly shape: readonly unknown[] }): number[] => x.shape.map((_, axis) => axis)

/** The axes to reduce: those given, none where none is asked for, otherwise all. */
function axesOf(node: NodeReader, inputSince: number): number[] {
  const axes = node.axes(inputSince) ?? []
  const noop = node.opset >= inputSince && node.int('noop_with_empty_axes', 0) !== 0
  const rank = node.value(0).shape.length
  return axes.length > 0 || noop ? axes.map((axis) => node.axis(axis, rank)) : allAxes(node.value(0))
}

/** All known integers of an input as one, where all of its axes are reduced. */
function reduceIntegers(
  node: NodeReader,
  axes: readonly number[],
  keep: boolean,
  combine: Combine,
): KnownIntegers | undefined {
  const value = node.value(0)
  if (!(value instanceof KnownIntegers) || axes.length !== value.shape.length || value.entries.length === 0)
    return undefined
  const [first, ...rest] = value.entries
  const total = rest.reduce<Dimension | undefined>((a, b) => (a === undefined ? a : combine(a, b)), first)
  if (total === undefined) return undefined
  return new KnownIntegers(value.dtype, keep ? value.shape.map(() => 1) : [], [total])
}

/** A reduction by a function that keeps reduced axes with size 1. */
const reduction = (
  f: (x: Tensor, axes: readonly number[]) => Tensor,
  inputSince: number,
  ofIntegers?: Combine,
): Importer => ({
  read: (node) => {
    const keep = node.int('keepdims', 1) !== 0
    const axes = axesOf(node, inputSince)
    const total = ofIntegers && reduceIntegers(node, axes, keep, ofIntegers)
    if (total) return total
    const reduced = f(node.tensor(0), axes)
    return keep
      ? reduced
      : reshape(
          reduced,
          reduced.shape.filter((_, axis) => !axes.includes(axis)),
        )
  },
})

/** The root of a sum of squares; at 0 its gradient is 0, not NaN. */
export function euclideanNorm(x: Tensor, axes: readonly number[]): Tensor {
  const squares = reduceSum(square(x), axes, true)
  const isZero = equal(squares, 0)
  return where(isZero, 0, sqrt(where(isZero, 1, squares)))
}

const product: Importer = {
  read: (node) => {
    const total = reduceIntegers(node, axesOf(node, 18), node.int('keepdims', 1) !== 0, multiplyDimensions)
    if (!total) throw node.unsupportedHere('the product of numbers that depend on data is not supported')
    return total
  },
}

/** Up to opset 12 a softmax ran over all axes from its axis on, from 13 over that axis alone. */
function softAxes(node: NodeReader, x: Tensor): number[] {
  const axis = node.axis(node.int('axis', node.opset < 13 ? 1 : -1), x.rank)
  return node.opset < 13 ? allAxes(x).slice(axis) : [axis]
}

const softmax: Importer = {
  read: (node) => {
    const x = node.tensor(0)
    const axes = softAxes(node, x)
    const scaled = exp(subtract(x, stopGradient(reduceMax(x, axes, true))))
    return divide(scaled, reduceSum(scaled, axes, true))
  },
}

const logSoftmax: Importer = {
  read: (node) => {
    const x = node.tensor(0)
    return subtract(x, logSumExp(x, softAxes(node, x), true))
  },
}

export const reductions = (): Importers => ({
  ReduceSum: reduction((x, axes) => reduceSum(x, axes, true), 13, addDimensions),
  ReduceMean: reduction((x, axes) => reduceMean(x, axes, true), 18),
  ReduceMax: reduction((x, axes) => reduceMax(x, axes, true), 18, larger),
  ReduceMin: reduction((x, axes) => negate(reduceMax(negate(x), axes, true)), 18, smaller),
  ReduceProd: product,
  ReduceL1: reduction((x, axes) => reduceSum(abs(x), axes, true), 18),
  ReduceL2: reduction(euclideanNorm, 18),
  ReduceSumSquare: reduction((x, axes) => reduceSum(square(x), axes, true), 18),
  ReduceLogSum: reduction((x, axes) => log(reduceSum(x, axes, true)), 18),
  ReduceLogSumExp: reduction((x, axes) => logSumExp(x, axes, true), 18),
  Softmax: softmax,
  LogSoftmax: logSoftmax,
})
