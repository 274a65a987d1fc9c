// Decoupled InfoNCE: the positive is left out of its own denominator.
import { type Contrast, checkContrast } from '../contrast.js'
import { withInfinity } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { multiply, stopGradient, subtract, where } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'
import { positiveCount } from './counts.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss } from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'
import { againstNegatives, atPositives, sumPositives } from './sums.js'

/** Options of {@link decoupledInfoNCE}. */
export interface DecoupledOptions extends ReductionOptions {
  /**
   * How often the score of the positive counts, float32 [..., A, 1]: the weights of DCLW (Yeh et al. 2022, section 3.3).
   * No gradient flows to them. Default: 1
   */
  readonly positiveWeight?: Tensor
}

/**
 * Decoupled contrastive learning, −w s⁺ + ln Σ e^s⁻ (Yeh et al. 2022, eq. 4): InfoNCE whose gradient does not vanish where
 * the positive is told from few negatives easily. A loss for each positive; it has no lower bound at 0. An anchor without
 * negatives gives none.
 */
export function decoupledInfoNCE(contrast: Contrast, options: DecoupledOptions = {}): Loss<ContrastMetrics> {
  checkContrast('decoupledInfoNCE', contrast)
  const reduction = reductionOf('decoupledInfoNCE', options, ['positiveWeight'])
  const weight = options.positiveWeight && stopGradient(options.positiveWeight)
  const { negatives, candidates: rivals } = againstNegatives(contrast, 0)
  const alone = equal(rivals, 0)
  const against = where(alone, 0, withInfinity(negatives))
  const lossOf = ({ scores }: Contrast): Tensor => subtract(against, weight ? multiply(weight, scores) : scores)
  const counts = where(alone, 0, positiveCount(contrast))
  const perAnchor = checkScores(contrast, where(alone, 0, sumPositives(contrast, lossOf)), counts)
  return {
    loss: reduceLoss(perAnchor, counts, reduction),
    perAnchor,
    perPositive: where(alone, 0, atPositives(contrast, lossOf(contrast))),
    metrics: contrastMetrics(contrast),
  }
}
