// The binary objectives: tell each positive from its noise.
import { type Contrast, sourcesOf } from '../contrast.js'
import { broadcastShapes, sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { LOG_ZERO } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { add, multiply, negate, softplus, subtract, where } from '../operations/elementwise.js'
import { type Operand, scalar, scalarValue, toTensors } from '../operations/leaves.js'
import { unexpanded } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import {
  type ContrastMetrics,
  checkScores,
  contrastMetrics,
  type Loss,
  positiveCount,
  type Reduction,
  reduceLoss,
  requireExpectedCount,
} from './objective.js'

/** Options of {@link negativeSampling}. */
export interface BinaryOptions {
  /** Default: `'mean'`. */
  readonly reduction?: Reduction
}

/** Options of {@link noiseContrastiveEstimation}. */
export interface NoiseContrastiveOptions extends BinaryOptions {
  /**
   * ln Z, the normalizer of the scores: a number (fixed; Mnih & Teh 2012 fix 0), a learned scalar, or a tensor
   * broadcastable to [..., A, 1] for one of each context. Default: 0.
   */
  readonly logPartition?: Operand
}

/** Σ over candidates of −ln σ(x) of the positives and −ln σ(−x) of the noise, float32 [..., A, 1]. */
function logisticLosses({ positive, weight }: Contrast, logits: Tensor, counts: Tensor): Tensor {
  const [everyPositive, everyWeight] = [positive, weight].map((mask) => scalarValue(unexpanded(mask)))
  // What has no share in the sum is −∞ in it, whatever its score is; a source that is all noise has no such entries.
  let signed = where(positive, negate(logits), where(equal(weight, 0), LOG_ZERO, logits))
  let times = where(positive, 1, multiply(counts, weight))
  if (everyWeight === 0) {
    signed = negate(where(positive, logits, -LOG_ZERO))
    times = scalar(1)
  } else if (everyPositive === 0) {
    signed = everyWeight === undefined ? where(equal(weight, 0), LOG_ZERO, logits) : logits
    times = multiply(counts, weight)
  }
  return reduceSum(multiply(times, softplus(signed)), -1, true)
}

function logistic(
  contrast: Contrast,
  logitsOf: (source: Contrast) => Tensor,
  reduction: Reduction,
): Loss<ContrastMetrics> {
  const counts = positiveCount(contrast)
  const losses = sourcesOf(contrast)
    .map((source) => logisticLosses(source, logitsOf(source), counts))
    .reduce(add)
  const perAnchor = checkScores(contrast, losses, counts)
  return { loss: reduceLoss(perAnchor, counts, reduction), perAnchor, metrics: contrastMetrics(contrast) }
}

/**
 * Noise-contrastive estimation: logistic regression of each positive against noise samples, whose optimum is the
 * normalized density itself.
 *
 *   −[ln σ(s⁺ − ln Z − ln k q⁺) + Σ ln(1 − σ(s⁻ − ln Z − ln k q⁻))]
 *
 * Gutmann & Hyvärinen 2010, 2012 (eq. 3); Mnih & Teh 2012 for ln Z = 0. `ln k q` is the contrast's
 * `logExpectedCount`: expected counts, not probabilities.
 * @throws ValueError when the contrast has no `logExpectedCount`; ShapeError when ln Z differs between candidates
 */
export function noiseContrastiveEstimation(
  contrast: Contrast,
  options: NoiseContrastiveOptions = {},
): Loss<ContrastMetrics> {
  const { logPartition = 0, reduction = 'mean' } = options
  requireExpectedCount('noiseContrastiveEstimation', contrast)
  const [normalizer, { shape }] = [toTensors([logPartition])[0]!, contrast.scores]
  // A vector [A] would broadcast along the candidates wherever there happen to be as many of them.
  if (
    (normalizer.rank > 0 && normalizer.shape.at(-1) !== 1) ||
    !sameShape(broadcastShapes(normalizer.shape, shape, 'noiseContrastiveEstimation: logPartition'), shape)
  )
    throw new ShapeError(
      'noiseContrastiveEstimation: logPartition must be a scalar or have one number for each anchor, [..., A, 1]; ' +
        `found ${shapeText(normalizer.shape)} for scores ${shapeText(shape)}`,
    )
  const logits = ({ scores, logExpectedCount }: Contrast) => subtract(subtract(scores, normalizer), logExpectedCount!)
  return logistic(contrast, logits, reduction)
}

/**
 * Negative sampling, −[ln σ(s⁺) + Σ ln σ(−s⁻)] (Mikolov et al. 2013, eq. 4): noise-contrastive estimation with
 * k q taken as 1. Its scores estimate pointwise mutual information less ln k (Levy & Goldberg 2014), not a density.
 */
export function negativeSampling(contrast: Contrast, options: BinaryOptions = {}): Loss<ContrastMetrics> {
  return logistic(contrast, ({ scores }) => scores, options.reduction ?? 'mean')
}
