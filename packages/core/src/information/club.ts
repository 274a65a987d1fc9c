// CLUB: an upper bound on mutual information.
import type { Contrast } from '../contrast.js'
import { negate, subtract } from '../operations/elementwise.js'
import { estimateOf, type InformationEstimate, jointMean, pairsOf, productMean } from './pairs.js'

/**
 * CLUB (Cheng et al. 2020, eq. 7): E[ln q(y|x)] − E[ln q(y|x)], the first mean over the joint distribution, the second
 * over the product of marginals. An upper bound where q is the true conditional distribution. The loss fits q by maximum
 * likelihood, −E[ln q(y|x)] over the joint distribution; a model whose information is to be reduced minimizes
 * `metrics.information`.
 * @param contrast its scores are ln q(y|x), with normalization: a score that lacks it cancels in the information where
 *   it depends on x alone, but not in the loss
 */
export function club(contrast: Contrast): InformationEstimate {
  const pairs = pairsOf(contrast)
  const { scores } = pairs
  const joint = jointMean(pairs, scores)
  return estimateOf(pairs, subtract(joint, productMean(pairs, scores)), negate(joint))
}
