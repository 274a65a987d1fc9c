// The binary objectives: tell each positive from its noise.
import { type Contrast, checkContrast, sourcesOf, throughout } from '../contrast.js'
import { softTarget } from '../contrast-changes.js'
import { broadcastShapes, sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { LOG_ZERO } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { add, maximum, multiply, negate, subtract, where } from '../operations/elementwise.js'
import { type Operand, scalar, toTensors } from '../operations/leaves.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { positiveCount } from './counts.js'
import { checkFocal, focalSoftplus } from './focal.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss, requireExpectedCount } from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'

/** Options of {@link negativeSampling}. */
export interface BinaryOptions extends ReductionOptions {
  /** γ of the focal loss: an entry that is told right with probability p counts (1 − p)^γ times (Lin et al. 2017). Default: 0 */
  readonly focal?: number
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
function logisticLosses(source: Contrast, logits: Tensor, counts: Tensor, focal: number): Tensor {
  const { positive, weight } = source
  const [everyPositive, everyWeight] = [throughout(positive), throughout(weight)]
  if (source.target.dtype === 'float32') {
    const { own, noise } = softTerms(source, logits, focal)
    return reduceSum(add(own, multiply(counts, noise)), -1, true)
  }
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
  return reduceSum(multiply(times, focalSoftplus(signed, focal)), -1, true)
}

/**
 * The terms of each entry as a positive and as noise: an entry of target t below 1 is noise by 1 − t (TensorFlow's
 * sigmoid cross-entropy with labels of 1/num_true).
 */
function softTerms(source: Contrast, logits: Tensor, focal: number): { readonly own: Tensor; readonly noise: Tensor } {
  const { positive, weight } = source
  const target = softTarget(source)
  const share = multiply(weight, maximum(subtract(1, target), 0))
  return {
    own: multiply(target, focalSoftplus(negate(where(positive, logits, -LOG_ZERO)), focal)),
    noise: multiply(share, focalSoftplus(where(equal(share, 0), LOG_ZERO, logits), focal)),
  }
}

function logistic(
  what: string,
  contrast: Contrast,
  logitsOf: (source: Contrast) => Tensor,
  options: BinaryOptions,
  own: readonly string[],
): Loss<ContrastMetrics> {
  const reduction = reductionOf(what, options, ['focal', ...own])
  const { focal = 0 } = options
  checkFocal(what, focal)
  const counts = positiveCount(contrast)
  const losses = sourcesOf(contrast)
    .map((source) => logisticLosses(source, logitsOf(source), counts, focal))
    .reduce((a, b) => add(a, b))
  const perAnchor = checkScores(contrast, losses, counts)
  const terms = softTerms(contrast, logitsOf(contrast), focal)
  const noise = reduceSum(terms.noise, -1, true)
  return {
    loss: reduceLoss(perAnchor, counts, reduction),
    perAnchor,
    // Each positive is compared with all noise.
    perPositive: add(terms.own, multiply(softTarget(contrast), noise)),
    metrics: contrastMetrics(contrast),
  }
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
  checkContrast('noiseContrastiveEstimation', contrast)
  const { logPartition = 0 } = options
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
  return logistic('noiseContrastiveEstimation', contrast, logits, options, ['logPartition'])
}

/**
 * Negative sampling, −[ln σ(s⁺) + Σ ln σ(−s⁻)] (Mikolov et al. 2013, eq. 4): noise-contrastive estimation with
 * k q taken as 1. Its scores estimate pointwise mutual information less ln k (Levy & Goldberg 2014), not a density.
 */
export function negativeSampling(contrast: Contrast, options: BinaryOptions = {}): Loss<ContrastMetrics> {
  checkContrast('negativeSampling', contrast)
  return logistic('negativeSampling', contrast, ({ scores }) => scores, options, [])
}
