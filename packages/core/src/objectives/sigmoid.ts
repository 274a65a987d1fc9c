// The sigmoid loss: every pair is a yes or no of its own.
import { type Contrast, checkContrast, sourcesOf, throughout } from '../contrast.js'
import { softTarget } from '../contrast-changes.js'
import { LOG_ZERO } from '../log-sum-exp.js'
import { equal, greater } from '../operations/comparison.js'
import { add, cast, maximum, multiply, negate, subtract, where } from '../operations/elementwise.js'
import { scalar } from '../operations/leaves.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { checkFocal, focalSoftplus } from './focal.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss } from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'

/** Options of {@link sigmoidLoss}. */
export interface SigmoidOptions extends ReductionOptions {
  /** γ of the focal loss (Lin et al. 2017). Default: 0 */
  readonly focal?: number
}

/**
 * The sigmoid loss, Σ −ln σ(z s) over all pairs of an anchor with z = 1 of positives and −1 of negatives (SigLIP, Zhai et
 * al. 2023, eq. 1), scores being e^t' cos + b (`learnedScale`). A mean over anchors: also those without a positive, whose
 * negatives count. Differs from `negativeSampling` in that, and in that negatives count once, however many positives there
 * are. With soft targets t: t·(−ln σ(s)) + (1 − t)·(−ln σ(−s)).
 * @throws ValueError for what is no contrast, and unknown options
 */
export function sigmoidLoss(contrast: Contrast, options: SigmoidOptions = {}): Loss<ContrastMetrics> {
  checkContrast('sigmoidLoss', contrast)
  const reduction = reductionOf('sigmoidLoss', options, ['focal'])
  const { focal = 0 } = options
  checkFocal('sigmoidLoss', focal)
  const ownOf = ({ scores, positive, target }: Contrast): Tensor => {
    const loss = focalSoftplus(negate(where(positive, scores, -LOG_ZERO)), focal)
    return target.dtype === 'bool' ? loss : multiply(target, loss)
  }
  const noiseOf = (source: Contrast): Tensor => {
    const { scores, weight } = source
    const share = multiply(weight, maximum(subtract(1, softTarget(source)), 0))
    return multiply(share, focalSoftplus(where(equal(share, 0), LOG_ZERO, scores), focal))
  }
  const sum = (of: (source: Contrast) => Tensor): Tensor =>
    sourcesOf(contrast)
      .map((source) => reduceSum(of(source), -1, true))
      .reduce((a, b) => add(a, b))
  const bothOf = (source: Contrast): Tensor => {
    const { scores, positive, target, weight } = source
    const number = throughout(weight) ?? 0
    if (target.dtype !== 'bool' || number !== 1) return add(ownOf(source), noiseOf(source))
    // All entries count, each as one kind: one softplus does for both.
    return focalSoftplus(multiply(scores, where(positive, -1, scalar(1))), focal)
  }
  const losses = sum(bothOf)
  // An anchor counts once where it has any pair.
  const pairs = sum(({ positive, weight }) => add(cast(positive, 'float32'), weight))
  const counts = cast(greater(pairs, 0), 'float32')
  const perAnchor = checkScores(contrast, losses, counts)
  return {
    loss: reduceLoss(perAnchor, counts, reduction),
    perAnchor,
    perPositive: ownOf(contrast),
    metrics: contrastMetrics(contrast),
  }
}
