// The binary objectives: tell each positive from its noise.
import type { Contrast } from '../contrast.js'
import { broadcastShapes, sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { greater, or } from '../operations/comparison.js'
import { add, cast, multiply, softplus, subtract, where } from '../operations/elementwise.js'
import { type Operand, toTensors } from '../operations/leaves.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import {
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
   * ln Z, the normaliser of the scores: a number (fixed; Mnih & Teh 2012 fix 0), a learned scalar, or a tensor
   * broadcastable to [..., A, 1] for one of each context. Default: 0.
   */
  readonly logPartition?: Operand
}

function logistic(contrast: Contrast, logits: Tensor, reduction: Reduction): Loss {
  const { positive, weight } = contrast
  const counts = positiveCount(contrast)
  // One softplus serves both kinds of entry: −ln σ(x) of a positive and −ln σ(−x) of a negative.
  const isPositive = cast(positive, 'float32')
  const sign = subtract(1, multiply(2, isPositive))
  const signed = where(or(positive, greater(weight, 0)), multiply(sign, logits), 0)
  // Weights are finite, so that masking them is arithmetic, which runtimes do faster than choosing.
  const times = add(isPositive, multiply(subtract(1, isPositive), multiply(counts, weight)))
  const perAnchor = reduceSum(multiply(times, softplus(signed)), -1, true)
  return { loss: reduceLoss(perAnchor, counts, reduction), perAnchor, metrics: contrastMetrics(contrast) }
}

/**
 * Noise-contrastive estimation: logistic regression of each positive against noise samples, whose optimum is the
 * normalised density itself.
 *
 *   −[ln σ(s⁺ − ln Z − ln k q⁺) + Σ ln(1 − σ(s⁻ − ln Z − ln k q⁻))]
 *
 * Gutmann & Hyvärinen 2010, 2012 (eq. 3); Mnih & Teh 2012 for ln Z = 0. `ln k q` is the contrast's
 * `logExpectedCount`: expected counts, not probabilities.
 * @throws ValueError when the contrast has no `logExpectedCount`; ShapeError when ln Z differs between candidates
 */
export function noiseContrastiveEstimation(contrast: Contrast, options: NoiseContrastiveOptions = {}): Loss {
  const { logPartition = 0, reduction = 'mean' } = options
  const noise = requireExpectedCount('noiseContrastiveEstimation', contrast)
  const [normaliser, { shape }] = [toTensors([logPartition])[0]!, contrast.scores]
  // A vector [A] would broadcast along the candidates wherever there happen to be as many of them.
  if (
    (normaliser.rank > 0 && normaliser.shape.at(-1) !== 1) ||
    !sameShape(broadcastShapes(normaliser.shape, shape, 'noiseContrastiveEstimation: logPartition'), shape)
  )
    throw new ShapeError(
      'noiseContrastiveEstimation: logPartition must be a scalar or have one number for each anchor, [..., A, 1]; ' +
        `found ${shapeText(normaliser.shape)} for scores ${shapeText(shape)}`,
    )
  return logistic(contrast, subtract(subtract(contrast.scores, normaliser), noise), reduction)
}

/**
 * Negative sampling, −[ln σ(s⁺) + Σ ln σ(−s⁻)] (Mikolov et al. 2013, eq. 4): noise-contrastive estimation with
 * k q taken as 1. Its scores estimate pointwise mutual information less ln k (Levy & Goldberg 2014), not a density.
 */
export function negativeSampling(contrast: Contrast, options: BinaryOptions = {}): Loss {
  return logistic(contrast, contrast.scores, options.reduction ?? 'mean')
}
