// BlackOut: a sampled softmax that also tells the samples off.
import { type Contrast, checkContrast } from '../contrast.js'
import { logSumExpOfOthers } from '../leave-one-out.js'
import { logAddExp, logSumExp } from '../log-sum-exp.js'
import { equal, greater } from '../operations/comparison.js'
import { add, cast, multiply, softplus, subtract, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import { negativeWeight, positivePairs } from './counts.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss } from './objective.js'
import { correctedByCount } from './ranking.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'
import { positiveScores } from './sums.js'

/**
 * BlackOut (Ji et al. 2016, eq. 4 and 6): −ln p⁺ − Σ ln(1 − p⁻), where p are the probabilities of a softmax over the
 * positive and its samples of scores less ln of their expected counts. Each anchor has one positive; weights of samples are
 * 0 or 1.
 * @throws ValueError when the contrast has no `logExpectedCount`
 */
export function blackOut(contrast: Contrast, options: ReductionOptions = {}): Loss<ContrastMetrics> {
  checkContrast('blackOut', contrast)
  const reduction = reductionOf('blackOut', options, [])
  const corrected = correctedByCount('blackOut', contrast)
  const { scores } = corrected
  const weight = negativeWeight(corrected)
  const own = positiveScores(corrected)
  const counts = cast(greater(positivePairs(corrected), 0), 'float32')
  const negatives = logSumExp(scores, -1, true, weight)
  const all = logAddExp(own, negatives)
  // −ln(1 − p⁻) = ln Σ of all − ln Σ of all but that one.
  const told = subtract(all, logSumExpOfOthers(scores, weight, own))
  const noise = reduceSum(multiply(weight, where(equal(weight, 0), 0, told)), -1, true)
  const losses = where(equal(counts, 0), 0, add(softplus(subtract(negatives, own)), noise))
  const perAnchor = checkScores(contrast, losses, counts)
  return {
    loss: reduceLoss(perAnchor, counts, reduction),
    perAnchor,
    perPositive: where(contrast.positive, perAnchor, 0),
    metrics: contrastMetrics(contrast),
  }
}
