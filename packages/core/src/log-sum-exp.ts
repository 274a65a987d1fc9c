// Log-sum-exp and its kin: the numerically safe pieces that objectives are made of.

import { equal } from './operations/comparison.js'
import {
  abs,
  add,
  exp,
  log,
  maximum,
  multiply,
  negate,
  softplus,
  stopGradient,
  subtract,
  where,
} from './operations/elementwise.js'
import { scalarValue } from './operations/leaves.js'
import { unexpanded } from './operations/movement.js'
import { type Axes, dropAxes, reduceMax, reduceSum } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/** Stands for −∞ in a graph: shaders may assume that there are no infinities. The log of an empty weighted sum is this. */
export const LOG_ZERO = -3e38

/**
 * ln Σ w·eˣ over axes (all by default); with `keepDims` they stay with size 1. Shifted by the maximum, so that nothing
 * overflows. NaN or +∞ among what counts gives NaN; −∞ adds nothing. Where the sum is 0 the result is {@link LOG_ZERO}
 * and no gradient flows.
 * @param weight at least 0, of x's rank and broadcastable to it. An entry of weight 0 is excluded whatever x is, NaN
 *   included. Default: 1
 */
export function logSumExp(x: Tensor, axes?: Axes, keepDims = false, weight?: Tensor): Tensor {
  const same = weight && scalarValue(unexpanded(weight))
  if (same) {
    const sum = logSumExp(x, axes, keepDims)
    return same === 1 ? sum : add(sum, Math.log(same))
  }
  const mask = weight && maskOf(weight)
  const kept = weight ? keptScores(x, weight) : x
  // Not −∞ itself, from which −∞ is no distance.
  const highest = stopGradient(maximum(reduceMax(kept, axes, true), LOG_ZERO))
  // What is left out is LOG_ZERO, and its exponential 0 but where nothing is left: then the shift must not be LOG_ZERO too.
  const shift = mask ? where(equal(highest, LOG_ZERO), 0, highest) : highest
  const terms = exp(subtract(kept, shift))
  const sum = reduceSum(weight && !mask ? multiply(weight, terms) : terms, axes, true)
  const isEmpty = equal(sum, 0)
  // NaN equals nothing, so that it stays: it is neither above 0 nor not above.
  const result = add(log(where(isEmpty, 1, sum)), mask ? where(isEmpty, LOG_ZERO, shift) : shift)
  return keepDims ? result : dropAxes(result, axes)
}

/** x where the weight is above 0, LOG_ZERO elsewhere. */
export function keptScores(x: Tensor, weight: Tensor): Tensor {
  const mask = maskOf(weight)
  if (!mask) return throughoutAbove(weight) ? x : where(equal(weight, 0), LOG_ZERO, x)
  return mask.isKept ? where(mask.tensor, x, LOG_ZERO) : where(mask.tensor, LOG_ZERO, x)
}

const throughoutAbove = (weight: Tensor): boolean => (scalarValue(unexpanded(weight)) ?? 0) > 0

/** Where a weight is 1, if it is known to be 0 or 1: a cast of a mask, or a choice between 0 and 1 by a mask. */
function maskOf(weight: Tensor): { readonly tensor: Tensor; readonly isKept: boolean } | undefined {
  const made = unexpanded(weight)
  const [condition, yes, no] = made.inputs
  if (made.operation.name === 'cast' && condition!.dtype === 'bool') return { tensor: condition!, isKept: true }
  if (made.operation.name !== 'where') return undefined
  const [first, second] = [yes!, no!].map((each) => scalarValue(unexpanded(each)))
  if (first === 0 && second === 1) return { tensor: condition!, isKept: false }
  return first === 1 && second === 0 ? { tensor: condition!, isKept: true } : undefined
}

/** As it is, but LOG_ZERO as −∞: for sums that are no exponent again. */
export function withInfinity(logarithm: Tensor): Tensor {
  return where(equal(logarithm, LOG_ZERO), -Infinity, logarithm)
}

/** ln(eᵃ + eᵇ), also where either is {@link LOG_ZERO}. */
export function logAddExp(a: Tensor, b: Tensor): Tensor {
  // From the larger of the two: a + softplus(b − a) loses b where a is far below it.
  return add(maximum(a, b), softplus(negate(abs(subtract(a, b)))))
}

/** ln σ(x) = −softplus(−x), without overflow or cancellation. */
export function logSigmoid(x: Tensor): Tensor {
  return negate(softplus(negate(x)))
}

/** x − ln Σ eˣ along an axis. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return subtract(x, logSumExp(x, axis, true))
}
