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
  if (same) return add(logSumExp(x, axes, keepDims), Math.log(same))
  const kept = weight ? where(equal(weight, 0), LOG_ZERO, x) : x
  // Not −∞ itself, from which −∞ is no distance.
  const shift = stopGradient(maximum(reduceMax(kept, axes, true), LOG_ZERO))
  const terms = exp(subtract(kept, shift))
  const sum = reduceSum(weight ? multiply(weight, terms) : terms, axes, true)
  // The shift of an empty sum is LOG_ZERO. NaN equals nothing, so that it stays: it is neither above 0 nor not above.
  const result = add(log(where(equal(sum, 0), 1, sum)), shift)
  return keepDims ? result : dropAxes(result, axes)
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
