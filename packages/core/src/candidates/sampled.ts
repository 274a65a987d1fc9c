// Sampled candidates: negatives drawn from a noise distribution.
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { equal } from '../operations/comparison.js'
import { add, cast, divide, log, where } from '../operations/elementwise.js'
import { scalar, size } from '../operations/leaves.js'
import { expandDimension, reshape } from '../operations/movement.js'
import { reduceMax } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negatives } from './explicit.js'

/** Options of {@link sampled}. */
export interface SampledOptions {
  /** ln q of each sample, float32, broadcastable to the scores; NCE and sampled softmax need it. Default: none. */
  readonly logProbability?: Tensor
  /** Negatives k that each positive is compared with, when fewer or more than the K samples. Default: K. */
  readonly negatives?: number
  /** What each sample is, int32, broadcastable to the scores; see `excludeHits`. */
  readonly ids?: Tensor
  /** Samples that are a positive of the anchor by accident, bool; see {@link accidentalHits}. Default: kept. */
  readonly exclude?: Tensor
}

/**
 * ln(k·q): how often a candidate is expected among the k negatives of a positive, as NCE and sampled softmax ask of
 * positives and of noise alike.
 */
export function logExpectedCount(logProbability: Tensor, negatives: number): Tensor {
  return add(logProbability, Math.log(negatives))
}

/**
 * Noise samples as negatives, from their scores [..., A, K]. Each weighs k/K, and its expected count is k·q:
 * with K samples shared by many anchors, each positive is still compared with k negatives. An excluded sample is not
 * replaced: that anchor has fewer.
 * @throws ValueError for `negatives` that is not above 0
 */
export function sampled(scores: TensorLike, options: SampledOptions = {}): Contrast {
  checkOptions('sampled', options, ['logProbability', 'negatives', 'ids', 'exclude'])
  const { logProbability, exclude, ids } = options
  const all = asTensor('sampled', scores)
  const count = size(all.shape.at(-1) ?? 1)
  if (options.negatives !== undefined && !(options.negatives > 0 && options.negatives < Infinity))
    throw new ValueError(`sampled: negatives must be above 0, found ${options.negatives}`)
  const k = options.negatives === undefined ? count : scalar(options.negatives)
  const weight = divide(k, count)
  return negatives(all, {
    weight: exclude ? where(exclude, 0, weight) : weight,
    ...(logProbability && { logExpectedCount: add(logProbability, log(k)) }),
    ...(ids && { ids }),
  })
}

/**
 * Which samples int32 [..., K], shared by the anchors, are among the positives int32 [..., A, P] of each anchor:
 * bool [..., A, K]. An id that is no class, such as −1, pads positives without a hit.
 */
export function accidentalHits(positiveIds: Tensor, sampleIds: Tensor): Tensor {
  const samples = reshape(sampleIds, [...sampleIds.shape.slice(0, -1), 1, 1, sampleIds.shape.at(-1)!])
  const hits = reduceMax(cast(equal(expandDimension(positiveIds, -1), samples), 'int32'), -2)
  return equal(hits, 1)
}
