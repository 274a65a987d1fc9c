// What estimates of mutual information read of a contrast: pairs of the joint distribution, and of the product of marginals.
import type { Contrast } from '../contrast.js'
import { logSumExp } from '../log-sum-exp.js'
import { negativeWeight } from '../objectives/counts.js'
import { equal } from '../operations/comparison.js'
import { cast, divide, log, maximum, multiply, subtract, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'

/** What every estimate returns. */
export interface InformationEstimate {
  /** float32 scalar to be minimized, in nats. */
  readonly loss: Tensor
  /** float32 scalars by name. */
  readonly metrics: {
    /** The estimate of the mutual information, in nats. */
    readonly information: Tensor
    /** Mean score of pairs of the joint distribution. */
    readonly jointScore: Tensor
    /** Mean score of pairs of the product of marginals, by weight. */
    readonly productScore: Tensor
  }
}

/** Numbers over pairs of the joint distribution: the positives of a contrast. */
export interface Pairs {
  /** float32 [..., A, C]. */
  readonly scores: Tensor
  /** Pairs of the joint distribution, bool [..., A, C]. */
  readonly joint: Tensor
  /** Weights of pairs of the product of marginals, float32 [..., A, C]. */
  readonly product: Tensor
}

/** Positives are pairs of the joint distribution, negatives those of the product of marginals. */
export function pairsOf(contrast: Contrast): Pairs {
  const { scores, positive: joint } = contrast
  const product = negativeWeight(contrast)
  // Other entries may be NaN, which a product with 0 in the gradient would keep.
  const isOther = equal(where(joint, 1, product), 0)
  return { scores: where(isOther, 0, scores), joint, product }
}

const share = (sum: Tensor, count: Tensor): Tensor => divide(sum, maximum(count, 1e-30))

/** The mean of x [..., A, C] over pairs of the joint distribution; 0 where there are none. */
export const jointMean = ({ joint }: Pairs, x: Tensor): Tensor =>
  share(reduceSum(where(joint, x, 0)), reduceSum(cast(joint, 'float32')))

/** The mean of x [..., A, C] over pairs of the product of marginals, by weight; 0 where there are none. */
export const productMean = ({ product }: Pairs, x: Tensor): Tensor =>
  share(reduceSum(multiply(product, where(equal(product, 0), 0, x))), reduceSum(product))

/** ln of the weighted mean of eˣ, over an axis or all; 0 where all weights are 0. */
export function logMeanExp(x: Tensor, weight: Tensor, axis?: number): Tensor {
  const total = reduceSum(weight, axis, true)
  const isEmpty = equal(total, 0)
  const sum = logSumExp(x, axis, true, weight)
  const mean = where(isEmpty, 0, subtract(sum, log(where(isEmpty, 1, total))))
  return axis === undefined ? reduceSum(mean) : mean
}

/** ln of the mean of eˣ over all pairs of the product of marginals. */
export const logProductMean = ({ product }: Pairs, x: Tensor): Tensor => logMeanExp(x, product)

/** An estimate and its loss, with the scores that it was made of. */
export const estimateOf = (pairs: Pairs, information: Tensor, loss: Tensor): InformationEstimate => ({
  loss,
  metrics: {
    information,
    jointScore: jointMean(pairs, pairs.scores),
    productScore: productMean(pairs, pairs.scores),
  },
})
