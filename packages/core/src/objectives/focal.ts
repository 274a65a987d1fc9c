// The focal factor: what is easy counts less.
import { checkRange } from '../arguments.js'
import { less } from '../operations/comparison.js'
import { exp, log, multiply, negate, softplus, subtract, where } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'

/** Throws a `ValueError` for γ below 0. */
export function checkFocal(what: string, gamma: number): void {
  checkRange(what, 'focal', gamma, (value) => value >= 0 && value < Infinity, 'at least 0')
}

/** softplus(x) = −ln p of p = σ(−x), times (1 − p)^γ: Lin et al. 2017, eq. 4. */
export function focalSoftplus(x: Tensor, gamma: number): Tensor {
  const loss = softplus(x)
  // 1 − p = σ(x) = e^(−softplus(−x)).
  return gamma === 0 ? loss : multiply(loss, exp(multiply(-gamma, softplus(negate(x)))))
}

/** A loss −ln p, times (1 − p)^γ. */
export function focalLoss(loss: Tensor, gamma: number): Tensor {
  if (gamma === 0) return loss
  // ln(1 − e^−L): for a small L by its series, which keeps its digits.
  const isSmall = less(loss, 1e-3)
  const safe = where(less(loss, 1e-30), 1e-30, loss)
  const series = subtract(log(where(isSmall, safe, 1)), multiply(0.5, where(isSmall, safe, 0)))
  const direct = log(subtract(1, exp(negate(where(isSmall, 1, loss)))))
  return multiply(loss, exp(multiply(gamma, where(isSmall, series, direct))))
}
