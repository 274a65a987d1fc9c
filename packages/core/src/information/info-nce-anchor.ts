// InfoNCE with a class for "none of them", which makes it a consistent estimator of the density ratio.
import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { logSumExpOfOthers } from '../leave-one-out.js'
import { logAddExp, logSumExp } from '../log-sum-exp.js'
import { equal, greater } from '../operations/comparison.js'
import { add, cast, divide, maximum, multiply, subtract, where } from '../operations/elementwise.js'
import { scalar } from '../operations/leaves.js'
import { reduceSum } from '../operations/reduction.js'
import { estimateOf, type InformationEstimate, jointMean, pairsOf } from './pairs.js'

/** Options of {@link infoNCEAnchor}. */
export interface InfoNCEAnchorOptions {
  /** ν, the prior of the class "none of them" over that of one candidate, above 0. Default: 1 */
  readonly priorRatio?: number
}

/**
 * InfoNCE-anchor (arXiv 2510.25983): the loss tells which of K candidates goes with the anchor, or that none does. The
 * scores that minimize it are ln p(x,y)/(p(x)p(y)) itself, where InfoNCE leaves a function of the anchor free and stops at
 * ln N. The information is their mean over the joint distribution: an estimate, no bound. With K = 1 and ν = 1 the loss
 * is half of {@link jensenShannon}'s.
 *
 * K is an anchor's number of negatives. Its set with a positive leaves out one negative, and the loss is the mean over
 * which; its set without is all negatives. With r = e^s, averaged over anchors with a positive:
 * −K/(K+ν) ln r⁺/(ν + r⁺ + Σ r⁻) − ν/(K+ν) ln ν/(ν + Σ r⁻).
 * @param contrast weights of negatives must be 0 or 1, and one positive an anchor
 * @throws ValueError for a ratio that is not above 0
 */
export function infoNCEAnchor(contrast: Contrast, { priorRatio = 1 }: InfoNCEAnchorOptions = {}): InformationEstimate {
  if (!(priorRatio > 0 && priorRatio < Infinity))
    throw new ValueError(`priorRatio must be above 0 and finite; found ${priorRatio}`)
  const logPrior = Math.log(priorRatio)
  const pairs = pairsOf(contrast)
  const { scores, joint, product } = pairs
  const counts = reduceSum(cast(joint, 'float32'), -1, true)
  const isPresent = greater(counts, 0)
  const own = reduceSum(where(joint, scores, 0), -1, true)
  const k = reduceSum(product, -1, true)
  const safeK = maximum(k, 1)

  const base = logAddExp(own, scalar(logPrior))
  // ln(ν + r⁺ + Σ r⁻) less one negative.
  const sums = logSumExpOfOthers(scores, product, base)
  const meanSum = where(
    equal(k, 0),
    base,
    divide(reduceSum(multiply(product, where(equal(product, 0), 0, sums)), -1, true), safeK),
  )
  const withPositive = multiply(k, subtract(meanSum, own))

  const none = logAddExp(logSumExp(scores, -1, true, product), scalar(logPrior))
  const withoutPositive = multiply(priorRatio, subtract(none, logPrior))

  const perAnchor = divide(add(withPositive, withoutPositive), add(k, priorRatio))
  const anchors = reduceSum(cast(isPresent, 'float32'))
  const loss = divide(reduceSum(where(isPresent, perAnchor, 0)), maximum(anchors, 1))
  return estimateOf(pairs, jointMean(pairs, scores), loss)
}
