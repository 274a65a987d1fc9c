// The negatives of InfoNCE without those that are positives in truth, and with the hard ones counted more.
import { checkOptions, checkRange } from '../arguments.js'
import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { LOG_ZERO, logSumExp } from '../log-sum-exp.js'
import { equal, less } from '../operations/comparison.js'
import { add, exp, log, maximum, multiply, subtract, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight } from './counts.js'

/** How negatives are corrected for those among them that are positives in truth. */
export interface DebiasOptions {
  /** τ⁺, the probability that a negative is of the anchor's class, from 0 to below 1. */
  readonly positivePrior: number
  /** β: negatives count by e^(β s), hard ones more (Robinson et al. 2021, eq. 4). Default: 0, all alike */
  readonly hardness?: number
  /**
   * The least score there is: −1/τ of cosines. The corrected mean of e^s is held at e^lowestScore or above, as the papers
   * do, where it gives no gradient. Default: −∞, so that it is held at 0
   */
  readonly lowestScore?: number
}

export function checkDebias(options: DebiasOptions): void {
  checkOptions('infoNCE: debias', options, ['positivePrior', 'hardness', 'lowestScore'])
  const { positivePrior, hardness = 0, lowestScore = -1 } = options
  checkRange('infoNCE: debias', 'positivePrior', positivePrior, (x) => x >= 0 && x < 1, 'at least 0 and below 1')
  checkRange('infoNCE: debias', 'hardness', hardness, (x) => x >= 0 && x < Infinity, 'at least 0')
  if (Number.isNaN(lowestScore)) throw new ValueError('infoNCE: debias: lowestScore must be a number')
}

/**
 * ln(N g) for positives of these scores: g = max((m − τ⁺ e^s⁺) / (1 − τ⁺), e^lowestScore), where m is
 * the mean of e^s over the N negatives, by e^(βs) (Chuang et al. 2020, eq. 7 with M = 1; Robinson et al. 2021, eq. 4). In
 * logs throughout, so that no exponential overflows.
 */
export function debiasedNegatives(
  contrast: Contrast,
  { positivePrior, hardness = 0, lowestScore = Number.NEGATIVE_INFINITY }: DebiasOptions,
  positive: Tensor,
): Tensor {
  const { scores } = contrast
  const weight = negativeWeight(contrast)
  const n = reduceSum(weight, -1, true)
  const isEmpty = equal(n, 0)
  const logN = log(where(isEmpty, 1, n))
  const sum =
    hardness === 0
      ? logSumExp(scores, -1, true, weight)
      : add(
          subtract(
            logSumExp(multiply(scores, 1 + hardness), -1, true, weight),
            logSumExp(multiply(scores, hardness), -1, true, weight),
          ),
          logN,
        )
  if (positivePrior === 0 && lowestScore === Number.NEGATIVE_INFINITY) return where(isEmpty, LOG_ZERO, sum)
  const mean = subtract(sum, logN)
  const floor = Math.max(lowestScore, LOG_ZERO)
  if (positivePrior === 0) return where(isEmpty, LOG_ZERO, add(maximum(mean, floor), logN))
  // ln(e^mean − e^own), where that is above 0.
  const own = add(positive, Math.log(positivePrior))
  const gap = subtract(own, mean)
  const isAbove = less(gap, -1e-7)
  const difference = add(mean, log(subtract(1, exp(where(isAbove, gap, -1)))))
  const corrected = where(isAbove, subtract(difference, Math.log1p(-positivePrior)), floor)
  return where(isEmpty, LOG_ZERO, add(maximum(corrected, floor), logN))
}
