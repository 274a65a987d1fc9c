// Losses of triplets: an anchor, one of its positives, one of its negatives.
import { checkRange } from '../arguments.js'
import { type Contrast, checkContrast } from '../contrast.js'
import { choose } from '../errors.js'
import { and, equal, greater, less } from '../operations/comparison.js'
import { add, cast, multiply, negate, relu, softplus, subtract, where } from '../operations/elementwise.js'
import { expandDimension } from '../operations/movement.js'
import { reduceMax, reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight } from './counts.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss } from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'

/** Options of {@link tripletMargin}. */
export interface TripletOptions extends ReductionOptions {
  /** m, the similarity that a positive must have more than a negative. Default: 0.1 */
  readonly margin?: number
  /**
   * Which triplets count:
   * - `all`: every positive with every negative
   * - `hard`: the least similar positive with the most similar negative, of each anchor (batch-hard, Hermans et al. 2017,
   *   eq. 5)
   * - `semihard`: each positive with the most similar negative that is less similar than it, or, where there is none, with
   *   the least similar negative (FaceNet, Schroff et al. 2015, and TensorFlow's)
   *
   * Default: `'all'`
   */
  readonly triplets?: keyof typeof choices
  /** softplus in place of (·)₊, without a margin's corner. Default: false */
  readonly smooth?: boolean
}

/** What one choice of triplets gives: the summed losses of anchors [..., A, 1], how many triplets, and those of positives. */
interface Triplets {
  readonly losses: Tensor
  readonly counts: Tensor
  readonly perPositive: Tensor
}

interface Parts {
  readonly scores: Tensor
  readonly positive: Tensor
  readonly negative: Tensor
  readonly lossOf: (gap: Tensor) => Tensor
}

const LOWEST = -3e38
const count = (mask: Tensor, axis = -1): Tensor => reduceSum(cast(mask, 'float32'), axis, true)
const highest = (mask: Tensor, x: Tensor, axis = -1): Tensor => reduceMax(where(mask, x, LOWEST), axis, true)

const choices = {
  all({ scores, positive, negative, lossOf }: Parts): Triplets {
    // [..., A, P, N]
    const [own, others] = [where(positive, scores, 0), where(negative, scores, 0)]
    const isTriplet = and(expandDimension(positive, -1), expandDimension(negative, -2))
    const each = where(isTriplet, lossOf(subtract(expandDimension(others, -2), expandDimension(own, -1))), 0)
    const perPositive = reduceSum(each, -1)
    return {
      losses: reduceSum(perPositive, -1, true),
      counts: multiply(count(positive), count(negative)),
      perPositive,
    }
  },
  hard({ scores, positive, negative, lossOf }: Parts): Triplets {
    const least = negate(highest(positive, negate(scores)))
    const most = highest(negative, scores)
    const isWhole = and(greater(count(positive), 0), greater(count(negative), 0))
    const losses = where(isWhole, lossOf(subtract(where(isWhole, most, 0), where(isWhole, least, 0))), 0)
    return {
      losses,
      counts: cast(isWhole, 'float32'),
      perPositive: where(and(positive, equal(scores, least)), losses, 0),
    }
  },
  semihard({ scores, positive, negative, lossOf }: Parts): Triplets {
    const own = where(positive, scores, 0)
    const hasNegative = greater(count(negative), 0)
    // [..., A, P, N]
    const others = expandDimension(where(negative, scores, 0), -2)
    const isBelow = and(expandDimension(negative, -2), less(others, expandDimension(own, -1)))
    const nearest = reduceMax(where(isBelow, others, LOWEST), -1)
    const farthest = negate(highest(negative, negate(scores)))
    const isFound = greater(reduceMax(cast(isBelow, 'float32'), -1), 0)
    const isTriplet = and(positive, hasNegative)
    const chosen = where(isTriplet, where(isFound, nearest, farthest), 0)
    const perPositive = where(isTriplet, lossOf(subtract(chosen, own)), 0)
    return { losses: reduceSum(perPositive, -1, true), counts: count(isTriplet), perPositive }
  },
}

/**
 * The triplet loss (s⁻ − s⁺ + m)₊ of an anchor's positives and negatives (Weinberger & Saul 2009; Schroff et al. 2015, eq. 1,
 * with similarities in place of squared distances: give `negativeSquaredDistance` for those). `perAnchor` is summed over
 * an anchor's triplets, which the reductions count as they count positives: `pairs` is the mean over all triplets, `sum`
 * their sum, `mean` the mean over anchors. Weights count as 0 or not.
 * @throws ValueError for options that do not exist or are out of range
 */
export function tripletMargin(contrast: Contrast, options: TripletOptions = {}): Loss<ContrastMetrics> {
  checkContrast('tripletMargin', contrast)
  const reduction = reductionOf('tripletMargin', options, ['margin', 'triplets', 'smooth'])
  const { margin = 0.1, triplets = 'all', smooth = false } = options
  checkRange('tripletMargin', 'margin', margin, (x) => Number.isFinite(x), 'a number')
  const { scores, positive } = contrast
  const negative = greater(negativeWeight(contrast), 0)
  const lossOf = (gap: Tensor): Tensor => (smooth ? softplus : relu)(add(gap, margin))
  const { losses, counts, perPositive } = choose(choices, triplets, 'triplets')({ scores, positive, negative, lossOf })
  const perAnchor = checkScores(contrast, losses, counts)
  const metrics = contrastMetrics(contrast)
  return { loss: reduceLoss(perAnchor, counts, reduction), perAnchor, perPositive, metrics }
}
