// Log-sum-exp and its kin: the numerically safe pieces that objectives are made of.

import { greater } from './operations/comparison.js'
import {
  absolute,
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
import { type Axes, reduceMax, reduceSum } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/** Stands for −∞ in a graph: shaders may assume that there are no infinities. The log of an empty weighted sum is this. */
export const LOG_ZERO = -3e38

/**
 * ln Σ w·eˣ over axes, which stay with size 1; shifted by the maximum, so that nothing overflows.
 * @param weight at least 0, of x's rank and broadcastable to it. An entry of weight 0 is excluded whatever x is, NaN
 *   included; where all are excluded the result is {@link LOG_ZERO} and no gradient flows
 */
export function logSumExp(x: Tensor, axes: Axes, weight?: Tensor): Tensor {
  if (!weight) {
    const shift = stopGradient(reduceMax(x, axes, true))
    return add(log(reduceSum(exp(subtract(x, shift)), axes, true)), shift)
  }
  const kept = where(greater(weight, 0), x, LOG_ZERO)
  const shift = stopGradient(reduceMax(kept, axes, true))
  const sum = reduceSum(multiply(weight, exp(subtract(kept, shift))), axes, true)
  const any = greater(sum, 0)
  return where(any, add(log(where(any, sum, 1)), shift), LOG_ZERO)
}

/** ln(eᵃ + eᵇ), also where either is {@link LOG_ZERO}. */
export function logAddExp(a: Tensor, b: Tensor): Tensor {
  // From the larger of the two: a + softplus(b − a) loses b where a is far below it.
  return add(maximum(a, b), softplus(negate(absolute(subtract(a, b)))))
}

/** ln σ(x) = −softplus(−x), without overflow or cancellation. */
export function logSigmoid(x: Tensor): Tensor {
  return negate(softplus(negate(x)))
}

/** x − ln Σ eˣ along an axis. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return subtract(x, logSumExp(x, axis))
}
