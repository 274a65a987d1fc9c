// How the losses of anchors become one number.
import { checkOptions } from '../arguments.js'
import { sameShape, shapeText } from '../dimension.js'
import { choose, ShapeError } from '../errors.js'
import { equal, greater } from '../operations/comparison.js'
import { cast, divide, maximum, multiply, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'

/**
 * How the losses of anchors become one number:
 * - `mean`: the mean over anchors that have a positive, of the mean over their positives
 * - `sum`: the sum over all positives of all anchors
 * - `pairs`: the mean over all positives of all anchors
 * - `nonzero`: the mean over anchors whose loss is above 0, of the mean over their positives
 */
export type Reduction = keyof typeof reductions

/** Options of every objective. */
export interface ReductionOptions {
  /** Default: `'mean'`. */
  readonly reduction?: Reduction
  /** How often each anchor counts, float32 [..., A, 1], at least 0. Default: 1 */
  readonly anchorWeight?: Tensor
}

/** The names of {@link ReductionOptions}. */
export const reductionOptions: readonly string[] = ['reduction', 'anchorWeight']

/** Losses of anchors and how many positives each sums over, both [..., A, 1]; weights of anchors. */
interface Anchors {
  readonly perAnchor: Tensor
  readonly counts: Tensor
  readonly weight: Tensor | undefined
}

const weighted = (x: Tensor, weight: Tensor | undefined): Tensor => (weight ? multiply(weight, x) : x)
const over = (sum: Tensor, count: Tensor): Tensor => divide(sum, where(equal(count, 0), 1, count))
/** Means over the positives of each anchor; 0 where there is none. */
const means = ({ perAnchor, counts }: Anchors): Tensor => divide(perAnchor, where(equal(counts, 0), 1, counts))

const reductions = {
  mean(anchors: Anchors): Tensor {
    const { counts, weight } = anchors
    const present = reduceSum(weighted(cast(greater(counts, 0), 'float32'), weight))
    // Whole numbers of anchors are divided by at least 1, weights by what they are.
    const total = weight ? where(equal(present, 0), 1, present) : maximum(present, 1)
    return divide(reduceSum(weighted(means(anchors), weight)), total)
  },
  sum: ({ perAnchor, weight }: Anchors): Tensor => reduceSum(weighted(perAnchor, weight)),
  pairs: ({ perAnchor, counts, weight }: Anchors): Tensor =>
    over(reduceSum(weighted(perAnchor, weight)), reduceSum(weighted(counts, weight))),
  nonzero(anchors: Anchors): Tensor {
    const each = means(anchors)
    const { weight } = anchors
    return over(reduceSum(weighted(each, weight)), reduceSum(weighted(cast(greater(each, 0), 'float32'), weight)))
  },
}

/**
 * Reduces losses of anchors, each a sum over positives.
 * @param perAnchor float32 [..., A, 1]
 * @param counts how many positives each sums over, float32 [..., A, 1]; 0 leaves an anchor out
 */
export function reduceLoss(perAnchor: Tensor, counts: Tensor, options: ReductionOptions = {}): Tensor {
  const { reduction = 'mean', anchorWeight: weight } = options
  if (weight && !(weight.rank === 0 || sameShape(weight.shape, perAnchor.shape)))
    throw new ShapeError(
      `anchorWeight must be a scalar or ${shapeText(perAnchor.shape)}; found ${shapeText(weight.shape)}`,
    )
  return choose(reductions, reduction, 'reduction')({ perAnchor, counts, weight })
}

/** Checks the options of an objective, and takes those of its reduction. */
export function reductionOf(what: string, options: ReductionOptions, own: readonly string[]): ReductionOptions {
  checkOptions(what, options, [...own, ...reductionOptions])
  const { reduction, anchorWeight } = options
  return { ...(reduction !== undefined && { reduction }), ...(anchorWeight && { anchorWeight }) }
}
