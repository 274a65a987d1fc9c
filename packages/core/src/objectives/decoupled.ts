// Decoupled InfoNCE: the positive is left out of its own denominator.
import { type Contrast, sourcesOf } from '../contrast.js'
import { logSumExp } from '../log-sum-exp.js'
import { and, greater } from '../operations/comparison.js'
import { multiply, subtract, where } from '../operations/elementwise.js'
import { concatenate } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import {
  type ContrastMetrics,
  contrastMetrics,
  type Loss,
  negativeWeight,
  positiveCount,
  type Reduction,
  reduceLoss,
} from './objective.js'

/** Options of {@link decoupledInfoNCE}. */
export interface DecoupledOptions {
  /** Default: `'mean'`. */
  readonly reduction?: Reduction
}

/**
 * Decoupled contrastive learning, −s⁺ + ln Σ e^s⁻ (Yeh et al. 2022, eq. 4): InfoNCE whose gradient does not vanish where
 * the positive is told from few negatives easily. A loss for each positive; it has no lower bound at 0. An anchor without
 * negatives gives none.
 */
export function decoupledInfoNCE(contrast: Contrast, options: DecoupledOptions = {}): Loss<ContrastMetrics> {
  const { scores, positive } = contrast
  const sources = sourcesOf(contrast)
  const sums = sources.map((source) => logSumExp(source.scores, -1, negativeWeight(source)))
  const negatives = sums.length === 1 ? sums[0]! : logSumExp(concatenate(sums, -1), -1)
  const rivals = reduceSum(negativeWeight(contrast), -1, true)
  const counted = where(greater(rivals, 0), negatives, 0)
  const losses = where(and(positive, greater(rivals, 0)), subtract(counted, where(positive, scores, 0)), 0)
  const perAnchor = reduceSum(losses, -1, true)
  const counts = multiply(positiveCount(contrast), where(greater(rivals, 0), 1, 0))
  return {
    loss: reduceLoss(perAnchor, counts, options.reduction ?? 'mean'),
    perAnchor,
    metrics: contrastMetrics(contrast),
  }
}
