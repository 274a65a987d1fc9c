// Decoupled InfoNCE: the positive is left out of its own denominator.
import type { Contrast } from '../contrast.js'
import { withInfinity } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { subtract, where } from '../operations/elementwise.js'
import {
  type ContrastMetrics,
  checkScores,
  contrastMetrics,
  type Loss,
  positiveCount,
  type Reduction,
  reduceLoss,
} from './objective.js'
import { againstNegatives, sumPositives } from './sums.js'

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
  const { negatives, candidates: rivals } = againstNegatives(contrast, 0)
  const alone = equal(rivals, 0)
  const against = where(alone, 0, withInfinity(negatives))
  const losses = sumPositives(contrast, ({ scores }) => subtract(against, scores))
  const counts = where(alone, 0, positiveCount(contrast))
  const perAnchor = checkScores(contrast, where(alone, 0, losses), counts)
  return {
    loss: reduceLoss(perAnchor, counts, options.reduction ?? 'mean'),
    perAnchor,
    metrics: contrastMetrics(contrast),
  }
}
