// Log-sum-exp of all entries but one, for each of them.
import { logAddExp, logSumExp } from './log-sum-exp.js'
import { equal, greater } from './operations/comparison.js'
import { add, exp, log, minimum, subtract, where } from './operations/elementwise.js'
import type { Tensor } from './tensor.js'

/**
 * ln(e^base + Σ_{j ≠ c} w_j e^x_j) for each entry c of the last axis, [..., C]; where the weight of an entry is 0, of all.
 * An entry that is more than half of the sum is left out of the sum itself, any other is subtracted from it, so that
 * nothing cancels. Weights must be 0 or 1.
 * @param base float32 [..., 1]
 */
export function logSumExpOfOthers(x: Tensor, weight: Tensor, base: Tensor): Tensor {
  const all = logAddExp(base, logSumExp(x, -1, true, weight))
  const shares = subtract(where(equal(weight, 0), all, x), all)
  const dominates = greater(shares, -Math.LN2)
  const without = logAddExp(base, logSumExp(x, -1, true, where(dominates, 0, weight)))
  const subtracted = add(all, log(subtract(1, exp(minimum(where(dominates, -1, shares), -Math.LN2)))))
  return where(equal(weight, 0), all, where(dominates, without, subtracted))
}
