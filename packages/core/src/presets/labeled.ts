// Presets of labeled embeddings, of classes with proxies, and of sampled classes.
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import { everyClass, positives as positivesOf } from '../candidates/explicit.js'
import { type Queue, queued } from '../candidates/queue.js'
import { sampled } from '../candidates/sampled.js'
import { sameLabel } from '../candidates/views.js'
import type { Contrast } from '../contrast.js'
import { concatenateContrasts, transposeContrast } from '../contrast-changes.js'
import { excludeHits } from '../hits.js'
import { type NoiseContrastiveOptions, noiseContrastiveEstimation } from '../objectives/binary.js'
import { decoupledInfoNCE } from '../objectives/decoupled.js'
import { arcFace, cosFace, type MarginOptions } from '../objectives/margins.js'
import type { ContrastMetrics, Loss, RankingMetrics } from '../objectives/objective.js'
import { type ProxyAnchorOptions, proxyAnchor } from '../objectives/pairs.js'
import { fullSoftmax, infoNCE, sampledSoftmax } from '../objectives/ranking.js'
import { type TripletOptions, tripletMargin } from '../objectives/triplets.js'
import { add, log, multiply } from '../operations/elementwise.js'
import { size, tensor } from '../operations/leaves.js'
import { expandDimension } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import { cosineSimilarity, dotProduct, negativeSquaredDistance, normalize } from '../similarity.js'
import type { Tensor } from '../tensor.js'
import type { TemperatureOptions } from './batch.js'
import { embeddings, overTemperature, scaledCosines } from './temperature.js'

/** Labels int32 [N], or a list of them. */
export type LabelsLike = Tensor | readonly number[]

const labelsOf = (labels: LabelsLike | readonly (readonly number[])[]): Tensor =>
  Array.isArray(labels) ? tensor(labels as readonly number[], 'int32') : (labels as Tensor)

/**
 * Supervised contrastive learning, L_out (Khosla et al. 2020, eq. 2), without its base temperature.
 *
 * `infoNCE(sameLabel(divide(cosineSimilarity(x, x), temperature), labels), { positives: 'meanOfPositives' })`.
 * @param x float32 [N, D]
 * @param labels int32 [N]; −1 is none
 * @param options `temperature` 0.1 by default
 */
export function supConLoss(x: TensorLike, labels: LabelsLike, options: TemperatureOptions = {}): Loss<RankingMetrics> {
  checkOptions('supConLoss', options, ['temperature'])
  const z = normalize(asTensor('supConLoss', x))
  const scores = dotProduct(overTemperature('supConLoss', z, options.temperature ?? 0.1), z)
  return infoNCE(sameLabel(scores, labelsOf(labels)), { positives: 'meanOfPositives' })
}

/**
 * MoCo's loss (He et al. 2020, eq. 1): queries against their keys and the keys of earlier steps in a queue.
 *
 * `infoNCE(concatenateContrasts([positives(q·k / τ), queued(q·queueᵀ / τ, queue)]))`.
 * @param queries float32 [N, D]
 * @param keys float32 [N, D], of the momentum encoder: stop their gradient
 * @param queue keys [K, D] of length 1, and how many are filled; see `enqueue`
 * @param options `temperature` 0.07 by default
 */
export function mocoLoss(
  queries: TensorLike,
  keys: TensorLike,
  queue: Queue,
  options: TemperatureOptions = {},
): Loss<RankingMetrics> {
  checkOptions('mocoLoss', options, ['temperature'])
  const [q, k] = embeddings('mocoLoss', queries, keys) as [Tensor, Tensor]
  const scaled = overTemperature('mocoLoss', normalize(q), options.temperature ?? 0.07)
  const own = positivesOf(reduceSum(multiply(scaled, normalize(k)), -1, true), { candidate: false })
  return infoNCE(concatenateContrasts([own, queued(dotProduct(scaled, queue.keys), { count: queue.count })]))
}

/** Options of {@link tripletLoss}. */
export interface TripletLossOptions extends TripletOptions {
  /** How embeddings are compared. Default: `'cosine'` */
  readonly similarity?: 'cosine' | 'negativeSquaredDistance'
}

/**
 * The triplet loss (Schroff et al. 2015; batch-hard: Hermans et al. 2017) of labeled embeddings.
 *
 * `tripletMargin(sameLabel(cosineSimilarity(x, x), labels), options)`.
 */
export function tripletLoss(
  x: TensorLike,
  labels: LabelsLike,
  options: TripletLossOptions = {},
): Loss<ContrastMetrics> {
  const { similarity = 'cosine', ...triplets } = options
  const all = asTensor('tripletLoss', x)
  const scores = similarity === 'cosine' ? cosineSimilarity(all, all) : negativeSquaredDistance(all, all)
  return tripletMargin(sameLabel(scores, labelsOf(labels)), triplets)
}

/** Cosines of examples with all class vectors. */
const withClasses = (what: string, x: TensorLike, classes: TensorLike, labels: LabelsLike): Contrast => {
  const [a, b] = embeddings(what, x, classes) as [Tensor, Tensor]
  return everyClass(cosineSimilarity(a, b), labelsOf(labels))
}

/**
 * ArcFace (Deng et al. 2019, eq. 3): softmax over classes with an angular margin.
 *
 * `fullSoftmax(arcFace(everyClass(cosineSimilarity(x, classes), labels), { margin, scale }))`.
 * @param x float32 [N, D]
 * @param classes float32 [V, D], learned
 * @param labels int32 [N]
 * @param options `margin` 0.5 radians, `scale` 64 by default
 */
export function arcFaceLoss(
  x: TensorLike,
  classes: TensorLike,
  labels: LabelsLike,
  options: MarginOptions = {},
): Loss<RankingMetrics> {
  return fullSoftmax(arcFace(withClasses('arcFaceLoss', x, classes, labels), options))
}

/**
 * CosFace (Wang et al. 2018, eq. 4): softmax over classes with a margin of the cosine.
 *
 * `fullSoftmax(cosFace(everyClass(cosineSimilarity(x, classes), labels), { margin, scale }))`.
 * @param options `margin` 0.35, `scale` 64 by default
 */
export function cosFaceLoss(
  x: TensorLike,
  classes: TensorLike,
  labels: LabelsLike,
  options: MarginOptions = {},
): Loss<RankingMetrics> {
  return fullSoftmax(cosFace(withClasses('cosFaceLoss', x, classes, labels), options))
}

/**
 * Normalized softmax (Zhai & Wu 2019): softmax over cosines with classes.
 *
 * `fullSoftmax(everyClass(divide(cosineSimilarity(x, classes), temperature), labels))`.
 * @param options `temperature` 0.05 by default
 */
export function normalizedSoftmaxLoss(
  x: TensorLike,
  classes: TensorLike,
  labels: LabelsLike,
  options: TemperatureOptions = {},
): Loss<RankingMetrics> {
  checkOptions('normalizedSoftmaxLoss', options, ['temperature'])
  const [a, b] = embeddings('normalizedSoftmaxLoss', x, classes) as [Tensor, Tensor]
  const scores = scaledCosines('normalizedSoftmaxLoss', a, b, options.temperature ?? 0.05)
  return fullSoftmax(everyClass(scores, labelsOf(labels)))
}

/**
 * Proxy-NCA (Movshovitz-Attias et al. 2017, eq. 4): examples against proxies of classes by squared distance, where the own
 * proxy is left out of the denominator.
 *
 * `decoupledInfoNCE(everyClass(negativeSquaredDistance(normalize(x), normalize(proxies)) / temperature, labels))`.
 * @param options `temperature` 1 by default
 */
export function proxyNcaLoss(
  x: TensorLike,
  proxies: TensorLike,
  labels: LabelsLike,
  options: TemperatureOptions = {},
): Loss<ContrastMetrics> {
  checkOptions('proxyNcaLoss', options, ['temperature'])
  const [a, b] = embeddings('proxyNcaLoss', x, proxies) as [Tensor, Tensor]
  const distances = negativeSquaredDistance(normalize(a), normalize(b))
  return decoupledInfoNCE(
    everyClass(overTemperature('proxyNcaLoss', distances, options.temperature ?? 1), labelsOf(labels)),
  )
}

/**
 * Proxy-Anchor (Kim et al. 2020, eq. 4).
 *
 * `proxyAnchor(transposeContrast(everyClass(cosineSimilarity(x, proxies), labels)), options)`.
 * @param options `margin` 0.1, `scale` 32 by default
 */
export function proxyAnchorLoss(
  x: TensorLike,
  proxies: TensorLike,
  labels: LabelsLike,
  options: ProxyAnchorOptions = {},
): Loss<ContrastMetrics> {
  return proxyAnchor(transposeContrast(withClasses('proxyAnchorLoss', x, proxies, labels)), options)
}

/** What {@link sampledSoftmaxLoss} and {@link nceLoss} read of the noise. */
export interface SampledClasses {
  /** Vectors of the anchors' classes, float32 [N, D], or [N, P, D] of several each. */
  readonly positives: TensorLike
  /** Vectors of sampled classes, float32 [K, D]. */
  readonly samples: TensorLike
  /** ln q of the positives, float32 [N] or [N, P]. */
  readonly positiveLogProbability: TensorLike
  /** ln q of the samples, float32 [K]. */
  readonly sampleLogProbability: TensorLike
  /** Negatives that each positive is compared with, where not K. */
  readonly negatives?: number
  /** Classes of positives int32 [N] or [N, P], and of samples int32 [K]: accidental hits are left out. Default: kept */
  readonly positiveIds?: LabelsLike | readonly (readonly number[])[]
  readonly sampleIds?: LabelsLike
}

const SAMPLED = [
  'positives',
  'samples',
  'positiveLogProbability',
  'sampleLogProbability',
  'negatives',
  'positiveIds',
  'sampleIds',
] as const

function sampledContrast(what: string, anchors: TensorLike, given: SampledClasses): Contrast {
  const [a, p, s, logP, logS] = embeddings(
    what,
    anchors,
    given.positives,
    given.samples,
    given.positiveLogProbability,
    given.sampleLogProbability,
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor]
  const several = (x: Tensor, rank: number): Tensor => (x.rank < rank ? expandDimension(x, 1) : x)
  const own = several(p, 3)
  const k = given.negatives ?? s.shape[0]!
  const { positiveIds, sampleIds } = given
  const counts = add(several(logP, 2), typeof k === 'number' ? Math.log(k) : log(size(k)))
  const contrast = concatenateContrasts([
    positivesOf(dotProduct(a, own), {
      logExpectedCount: counts,
      ...(positiveIds && { ids: several(labelsOf(positiveIds), 2) }),
    }),
    sampled(dotProduct(a, s), {
      logProbability: logS,
      ...(given.negatives !== undefined && { negatives: given.negatives }),
      ...(sampleIds && { ids: labelsOf(sampleIds) }),
    }),
  ])
  return positiveIds && sampleIds ? excludeHits(contrast) : contrast
}

/**
 * Sampled softmax (Jean et al. 2015): anchors against their classes and classes that noise draws.
 *
 * `sampledSoftmax(concatenateContrasts([positives(a·p, …), sampled(a·samplesᵀ, …)]))`, with `excludeHits` where ids are given.
 * @param anchors float32 [N, D]
 */
export function sampledSoftmaxLoss(anchors: TensorLike, noise: SampledClasses): Loss<RankingMetrics> {
  checkOptions('sampledSoftmaxLoss', noise, SAMPLED)
  return sampledSoftmax(sampledContrast('sampledSoftmaxLoss', anchors, noise))
}

/**
 * Noise-contrastive estimation (Gutmann & Hyvärinen 2012; Mnih & Teh 2012): as {@link sampledSoftmaxLoss}, with
 * `noiseContrastiveEstimation`.
 * @param anchors float32 [N, D]
 */
export function nceLoss(
  anchors: TensorLike,
  noise: SampledClasses & Pick<NoiseContrastiveOptions, 'logPartition'>,
): Loss<ContrastMetrics> {
  checkOptions('nceLoss', noise, [...SAMPLED, 'logPartition'])
  const { logPartition } = noise
  const contrast = sampledContrast('nceLoss', anchors, noise)
  return noiseContrastiveEstimation(contrast, logPartition === undefined ? {} : { logPartition })
}
