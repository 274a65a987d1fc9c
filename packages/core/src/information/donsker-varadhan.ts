// The bound of Donsker and Varadhan, and what makes it trainable: MINE's moving average, SMILE's clipping.
import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { LOG_ZERO, logAddExp } from '../log-sum-exp.js'
import { lessOrEqual } from '../operations/comparison.js'
import { add, exp, maximum, minimum, negate, stopGradient, subtract, where } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'
import { jensenShannonDivergence } from './jensen-shannon.js'
import { estimateOf, type InformationEstimate, jointMean, logProductMean, pairsOf } from './pairs.js'

/**
 * The bound of Donsker and Varadhan 1983: E[s] − ln E[e^s], the first mean over the joint distribution, the second over
 * the product of marginals. Tight at s = ln p(x,y)/(p(x)p(y)) plus any constant. From a batch it is biased upward, and
 * so is its gradient: {@link mine} corrects the latter.
 */
export function donskerVaradhan(contrast: Contrast): InformationEstimate {
  const pairs = pairsOf(contrast)
  const value = subtract(jointMean(pairs, pairs.scores), logProductMean(pairs, pairs.scores))
  return estimateOf(pairs, value, negate(value))
}

/** Options of {@link mine}. */
export interface MineOptions {
  /**
   * ln of the moving average of E[e^s], float32 scalar: a state that is carried from step to step. A value of
   * `LOG_ZERO` or below says that there is none yet; the average then starts with this batch.
   */
  readonly logAverage: Tensor
  /** The share of the average that stays in a step, from 0 to below 1. Default: 0.99 */
  readonly decay?: number
}

/** What {@link mine} returns. */
export interface MineEstimate extends InformationEstimate {
  /** The next `logAverage`, float32 scalar. */
  readonly nextLogAverage: Tensor
}

/**
 * {@link donskerVaradhan} by MINE (Belghazi et al. 2018, eq. 12 and section 3.2): the same value, but the gradient of
 * ln E[e^s] is divided by a moving average of E[e^s] and not by its value in the batch.
 * @throws ValueError for a decay outside 0 to below 1
 */
export function mine(contrast: Contrast, { logAverage, decay = 0.99 }: MineOptions): MineEstimate {
  if (!(decay >= 0 && decay < 1)) throw new ValueError(`decay must be at least 0 and below 1; found ${decay}`)
  const pairs = pairsOf(contrast)
  const logMean = logProductMean(pairs, pairs.scores)
  const current = stopGradient(logMean)
  const kept = decay === 0 ? current : logAddExp(add(logAverage, Math.log(decay)), add(current, Math.log1p(-decay)))
  const nextLogAverage = where(lessOrEqual(logAverage, LOG_ZERO), current, kept)
  const joint = jointMean(pairs, pairs.scores)
  const correction = exp(subtract(logMean, nextLogAverage))
  const value = subtract(joint, logMean)
  // The value of the bound, and the gradient of E[s] − E[e^s] / average.
  const loss = add(subtract(current, joint), subtract(correction, stopGradient(correction)))
  return { ...estimateOf(pairs, value, loss), nextLogAverage }
}

/** Options of {@link smile}. */
export interface SmileOptions {
  /** τ: scores are limited to −τ … τ in ln E[e^s]. Above 0; Infinity gives {@link donskerVaradhan}. Default: 5 */
  readonly clip?: number
  /**
   * What the critic is trained by: the Jensen–Shannon divergence, as the paper does, or the clipped bound itself, which
   * gives no gradient to scores beyond the limits. Default: `'jensenShannon'`
   */
  readonly trainBy?: 'jensenShannon' | 'clippedBound'
}

/**
 * SMILE (Song & Ermon 2020, eq. 9): E[s] − ln E[clip(e^s, e^−τ, e^τ)], which trades bias for a variance that τ limits. The
 * limits are a part of the method.
 * @throws ValueError for a clip that is not above 0
 */
export function smile(
  contrast: Contrast,
  { clip = 5, trainBy = 'jensenShannon' }: SmileOptions = {},
): InformationEstimate {
  if (!(clip > 0)) throw new ValueError(`clip must be above 0; found ${clip}`)
  if (trainBy !== 'jensenShannon' && trainBy !== 'clippedBound')
    throw new ValueError(`trainBy must be one of jensenShannon, clippedBound; found '${trainBy}'`)
  const pairs = pairsOf(contrast)
  const { scores } = pairs
  const limited = clip === Infinity ? scores : maximum(minimum(scores, clip), -clip)
  const value = subtract(jointMean(pairs, scores), logProductMean(pairs, limited))
  const loss = trainBy === 'clippedBound' ? negate(value) : negate(jensenShannonDivergence(pairs))
  return estimateOf(pairs, value, loss)
}
