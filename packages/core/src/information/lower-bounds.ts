// Lower bounds on mutual information from unnormalized critics: TUBA, NWJ, and those between them and InfoNCE.
import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { logAddExp } from '../log-sum-exp.js'
import { add, exp, negate, subtract, where } from '../operations/elementwise.js'
import type { Operand } from '../operations/leaves.js'
import type { Tensor } from '../tensor.js'
import {
  estimateOf,
  type InformationEstimate,
  jointMean,
  logMeanExp,
  logProductMean,
  type Pairs,
  pairsOf,
} from './pairs.js'

/** Options of {@link tuba}. */
export interface TubaOptions {
  /**
   * ln of the baseline a(y) of each anchor, broadcastable to [..., A, 1]: fixed or learned. Its optimum is
   * ln E[e^score] over the product of marginals, which makes the bound tight. Default: 0
   */
  readonly logBaseline?: Operand
}

/** Options of {@link interpolatedBound}. */
export interface InterpolatedOptions extends TubaOptions {
  /** α from 0 (TUBA: no bias, large variance) to 1 (InfoNCE: at most ln N, small variance). Default: 0.5 */
  readonly alpha?: number
}

/**
 * The bound of Nguyen, Wainwright and Jordan 2010 (f-GAN's KL, Nowozin et al. 2016): E[s] − E[e^(s−1)], the first mean
 * over the joint distribution, the second over the product of marginals. Tight at s = 1 + ln p(x,y)/(p(x)p(y)). Its
 * variance grows exponentially with the information (McAllester & Stratos 2020).
 */
export function nwj(contrast: Contrast): InformationEstimate {
  return tuba(contrast, { logBaseline: 1 })
}

/**
 * The bound of Barber and Agakov with a baseline (TUBA): 1 + E[s − ln a] − E[e^s / a] (Poole et al. 2019, eq. 9).
 * Tight at s − ln a = ln p(x,y)/(p(x)p(y)).
 */
export function tuba(contrast: Contrast, { logBaseline = 0 }: TubaOptions = {}): InformationEstimate {
  const pairs = pairsOf(contrast)
  const ratio = subtract(pairs.scores, logBaseline)
  return boundOf(pairs, tubaValue(pairs, ratio))
}

/** 1 + E[r] − E[e^r]. */
export const tubaValue = (pairs: Pairs, ratio: Tensor): Tensor =>
  subtract(add(1, jointMean(pairs, ratio)), exp(logProductMean(pairs, ratio)))

const boundOf = (pairs: Pairs, information: Tensor): InformationEstimate =>
  estimateOf(pairs, information, negate(information))

/**
 * The bound between TUBA and InfoNCE (Poole et al. 2019, eq. 12): the baseline of an anchor is α m + (1 − α) a, where m
 * is the mean of e^s over its candidates, its positive included for a pair of the joint distribution. At α = 1 it is
 * InfoNCE's ln N − L, at α = 0 {@link tuba}. For one positive an anchor.
 * @throws ValueError for α outside 0 to 1
 */
export function interpolatedBound(
  contrast: Contrast,
  { alpha = 0.5, logBaseline = 0 }: InterpolatedOptions = {},
): InformationEstimate {
  if (!(alpha >= 0 && alpha <= 1)) throw new ValueError(`alpha must be from 0 to 1; found ${alpha}`)
  if (alpha === 0) return tuba(contrast, { logBaseline })
  const pairs = pairsOf(contrast)
  const { scores, joint, product } = pairs
  const baseline = (mean: Tensor): Tensor => {
    const ofCandidates = add(mean, Math.log(alpha))
    return alpha === 1 ? ofCandidates : logAddExp(ofCandidates, add(logBaseline, Math.log1p(-alpha)))
  }
  const own = baseline(logMeanExp(scores, where(joint, 1, product), -1))
  const others = baseline(logMeanExp(scores, product, -1))
  const value = subtract(
    add(1, jointMean(pairs, subtract(scores, own))),
    exp(logProductMean(pairs, subtract(scores, others))),
  )
  return boundOf(pairs, value)
}

/**
 * InfoNCE as an estimate: ln N − L of van den Oord et al. 2018, eq. 5, at most ln N, for one positive an anchor. The
 * same number is `infoNCE(contrast).metrics.bound`. Tight only where N is much more than e^information.
 */
export function infoNCEBound(contrast: Contrast): InformationEstimate {
  const pairs = pairsOf(contrast)
  const { scores, joint, product } = pairs
  const value = jointMean(pairs, subtract(scores, logMeanExp(scores, where(joint, 1, product), -1)))
  return boundOf(pairs, value)
}
