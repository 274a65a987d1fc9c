// Presets of pairs in a batch: one line from embeddings to the loss of a paper.
import { checkOptions, checkRange, type TensorLike } from '../arguments.js'
import { negatives as negativesOf, positives as positivesOf } from '../candidates/explicit.js'
import { inBatch } from '../candidates/in-batch.js'
import { otherAnchors } from '../candidates/others.js'
import { twoViews } from '../candidates/views.js'
import { type Contrast, throughout } from '../contrast.js'
import { concatenateContrasts, transposeContrast } from '../contrast-changes.js'
import { elementCount } from '../dimension.js'
import { choose, ValueError } from '../errors.js'
import { guided } from '../mining.js'
import { decoupledInfoNCE } from '../objectives/decoupled.js'
import type { ContrastMetrics, Loss, RankingMetrics } from '../objectives/objective.js'
import { infoNCE } from '../objectives/ranking.js'
import { sigmoidLoss } from '../objectives/sigmoid.js'
import { add, divide, exp, multiply, subtract } from '../operations/elementwise.js'
import { concat, reshape } from '../operations/movement.js'
import { reduceMax, reduceMean, reduceSum, reduceSumSquare } from '../operations/reduction.js'
import { cosineSimilarity, dotProduct, learnedScale, normalize } from '../similarity.js'
import type { Tensor } from '../tensor.js'
import {
  embeddings,
  meanOfLosses,
  overTemperature,
  type SymmetricLoss,
  scaledCosines,
  type Temperature,
} from './temperature.js'

/** Options of presets that only have a temperature. */
export interface TemperatureOptions {
  /** τ, above 0, or a learned float32 scalar. */
  readonly temperature?: Temperature
}

/** NT-Xent's candidates among two views [N, D] each. */
function views(what: string, first: TensorLike, second: TensorLike, temperature: Temperature): Contrast {
  const [a, b] = embeddings(what, first, second)
  const z = normalize(concat([a!, b!], 0))
  return twoViews(dotProduct(overTemperature(what, z, temperature), z))
}

/**
 * NT-Xent, SimCLR's loss (Chen et al. 2020, eq. 1), of two views of N examples.
 *
 * `z = normalize(concat([first, second], 0))`, then `infoNCE(twoViews(divide(dotProduct(z, z), temperature)))`.
 * @param first float32 [N, D]
 * @param second float32 [N, D]
 * @param options `temperature` 0.5 by default
 */
export function ntXentLoss(
  first: TensorLike,
  second: TensorLike,
  options: TemperatureOptions = {},
): Loss<RankingMetrics> {
  checkOptions('ntXentLoss', options, ['temperature'])
  return infoNCE(views('ntXentLoss', first, second, options.temperature ?? 0.5))
}

/** Options of {@link debiasedLoss}. */
export interface DebiasedLossOptions {
  /** τ, a number. Default: 0.5 */
  readonly temperature?: number
  /** τ⁺, the probability that a negative is of the anchor's class. Default: 0.1 */
  readonly positivePrior?: number
}

/**
 * The debiased contrastive loss (Chuang et al. 2020, eq. 8) of two views: NT-Xent whose negatives are corrected for those of
 * the anchor's class.
 *
 * `infoNCE(twoViews(cosines / temperature), { debias: { positivePrior, lowestScore: −1 / temperature } })`.
 */
export function debiasedLoss(
  first: TensorLike,
  second: TensorLike,
  options: DebiasedLossOptions = {},
): Loss<RankingMetrics> {
  checkOptions('debiasedLoss', options, ['temperature', 'positivePrior'])
  const { temperature = 0.5, positivePrior = 0.1 } = options
  const contrast = views('debiasedLoss', first, second, temperature)
  return infoNCE(contrast, { debias: { positivePrior, lowestScore: -1 / temperature } })
}

/** Options of {@link hardNegativeLoss}. */
export interface HardNegativeLossOptions extends DebiasedLossOptions {
  /** β, how much hard negatives count more. Default: 1 */
  readonly hardness?: number
}

/**
 * The hard-negative loss (Robinson et al. 2021, eq. 4) of two views: {@link debiasedLoss} with negatives weighted by e^(β s).
 *
 * `infoNCE(twoViews(…), { debias: { positivePrior, hardness, lowestScore: −1 / temperature } })`.
 */
export function hardNegativeLoss(
  first: TensorLike,
  second: TensorLike,
  options: HardNegativeLossOptions = {},
): Loss<RankingMetrics> {
  checkOptions('hardNegativeLoss', options, ['temperature', 'positivePrior', 'hardness'])
  const { temperature = 0.5, positivePrior = 0.1, hardness = 1 } = options
  const contrast = views('hardNegativeLoss', first, second, temperature)
  return infoNCE(contrast, { debias: { positivePrior, hardness, lowestScore: -1 / temperature } })
}

/** Options of {@link decoupledLoss}. */
export interface DecoupledLossOptions extends TemperatureOptions {
  /** σ of DCLW's weights 2 − e^(cos/σ) / mean e^(cos/σ) of positives (Yeh et al. 2022, section 3.3). Default: no weights */
  readonly weightSigma?: number
}

/**
 * Decoupled contrastive learning, DCL and DCLW (Yeh et al. 2022, eq. 4), of two views of N examples: the positive is no
 * candidate of its own denominator.
 *
 * `decoupledInfoNCE(twoViews(cosines / temperature))`.
 * @param options `temperature` 0.1 by default
 */
export function decoupledLoss(
  first: TensorLike,
  second: TensorLike,
  options: DecoupledLossOptions = {},
): Loss<ContrastMetrics> {
  checkOptions('decoupledLoss', options, ['temperature', 'weightSigma'])
  const { temperature = 0.1, weightSigma } = options
  const contrast = views('decoupledLoss', first, second, temperature)
  if (weightSigma === undefined) return decoupledInfoNCE(contrast)
  checkRange('decoupledLoss', 'weightSigma', weightSigma, (x) => x > 0 && x < Infinity, 'above 0')
  const [a, b] = embeddings('decoupledLoss', first, second).map((each) => normalize(each))
  const scaled = divide(reduceSum(multiply(a!, b!), -1, true), weightSigma)
  const terms = exp(subtract(scaled, reduceMax(scaled)))
  const weight = subtract(2, divide(terms, reduceMean(terms)))
  return decoupledInfoNCE(contrast, { positiveWeight: concat([weight, weight], 0) })
}

/**
 * CLIP's loss (Radford et al. 2021, figure 3): the mean of InfoNCE from images to texts and from texts to images.
 *
 * `c = inBatch(divide(cosineSimilarity(images, texts), temperature))`, then the mean of `infoNCE(c)` and
 * `infoNCE(transposeContrast(c))`.
 * @param images float32 [N, D]
 * @param texts float32 [N, D]
 * @param options `temperature` 0.07 by default; CLIP learns it (`exp(negate(logScale))`)
 */
export function clipLoss(
  images: TensorLike,
  texts: TensorLike,
  options: TemperatureOptions = {},
): SymmetricLoss<RankingMetrics> {
  checkOptions('clipLoss', options, ['temperature'])
  const [a, b] = embeddings('clipLoss', images, texts)
  const contrast = inBatch(scaledCosines('clipLoss', a!, b!, options.temperature ?? 0.07))
  return meanOfLosses(infoNCE(contrast), infoNCE(transposeContrast(contrast, { onePositive: true })))
}

/** Options of {@link sigLipLoss}, both learned float32 scalars or numbers. */
export interface SigLipOptions {
  /** t', whose exponential scales the cosines. Default: ln 10 */
  readonly logScale?: Tensor | number
  /** b. Default: −10 */
  readonly bias?: Tensor | number
}

/**
 * SigLIP's loss (Zhai et al. 2023, eq. 1): each pair of the batch is a yes or no of its own; the sum over pairs over N.
 *
 * `sigmoidLoss(inBatch(learnedScale(cosineSimilarity(images, texts), logScale, bias)))`.
 */
export function sigLipLoss(images: TensorLike, texts: TensorLike, options: SigLipOptions = {}): Loss<ContrastMetrics> {
  checkOptions('sigLipLoss', options, ['logScale', 'bias'])
  const { logScale = Math.log(10), bias = -10 } = options
  const [a, b, scale] = embeddings('sigLipLoss', images, texts, logScale)
  return sigmoidLoss(inBatch(learnedScale(cosineSimilarity(a!, b!), scale!, bias)))
}

/** Options of {@link multipleNegativesRankingLoss}. */
export interface MultipleNegativesOptions extends TemperatureOptions {
  /** Hard negatives of each anchor, float32 [N, K, D], which are candidates of all anchors. Default: none */
  readonly hardNegatives?: TensorLike
  /**
   * Who is compared with whom, anchors being queries and positives documents. Default: `['queryToDocument']`;
   * `'documentToQuery'` makes it symmetric; `'queryToQuery'` and `'documentToDocument'` add negatives of the same kind
   */
  readonly directions?: readonly (keyof typeof directionParts)[]
  /**
   * `'joint'`: directions from queries share a denominator, and so do those from documents. `'perDirection'`: each
   * direction has its own, and the loss is their mean. Default: `'joint'`
   */
  readonly denominators?: 'joint' | 'perDirection'
}

interface Directions {
  readonly fromQueries: Contrast
  readonly fromDocuments: Contrast
  readonly amongQueries: Contrast
  readonly amongDocuments: Contrast
  readonly pairs: Contrast
}

const directionParts = {
  queryToDocument: { side: 'query', of: ({ fromQueries }: Directions): Contrast => fromQueries },
  queryToQuery: { side: 'query', of: ({ amongQueries }: Directions): Contrast => amongQueries },
  documentToQuery: { side: 'document', of: ({ fromDocuments }: Directions): Contrast => fromDocuments },
  documentToDocument: { side: 'document', of: ({ amongDocuments }: Directions): Contrast => amongDocuments },
} as const

/** What {@link multipleNegativesRankingLoss} returns. */
export interface DirectionsLoss {
  /** float32 scalar. */
  readonly loss: Tensor
  /** Those of the first direction. */
  readonly metrics: RankingMetrics
  readonly directions: readonly Loss<RankingMetrics>[]
}

/**
 * Multiple negatives ranking (Henderson et al. 2017, eq. 5; sentence-transformers), for pairs of queries and documents, with
 * hard negatives and up to four directions.
 *
 * `infoNCE(inBatch(divide(cosineSimilarity(anchors, positives), temperature)))` by default.
 * @param anchors float32 [N, D]
 * @param positives float32 [N, D]
 * @param options `temperature` 0.05 by default
 */
export function multipleNegativesRankingLoss(
  anchors: TensorLike,
  positives: TensorLike,
  options: MultipleNegativesOptions = {},
): DirectionsLoss {
  const name = 'multipleNegativesRankingLoss'
  checkOptions(name, options, ['temperature', 'hardNegatives', 'directions', 'denominators'])
  const { temperature = 0.05, hardNegatives, directions = ['queryToDocument'], denominators = 'joint' } = options
  if (!['joint', 'perDirection'].includes(denominators))
    throw new ValueError(`${name}: denominators must be one of joint, perDirection; found '${denominators}'`)
  if (directions.length === 0) throw new ValueError(`${name}: directions must name at least one`)
  const [a, b] = embeddings(name, anchors, positives) as [Tensor, Tensor]
  const cosines = (x: Tensor, y: Tensor): Tensor => scaledCosines(name, x, y, temperature)
  const own = inBatch(cosines(a, b))
  const hard = hardNegatives === undefined ? undefined : embeddings(name, hardNegatives)[0]!
  const beside =
    hard && negativesOf(cosines(a, reshape(hard, [elementCount(hard.shape.slice(0, -1)), hard.shape.at(-1)!])))
  const parts: Directions = {
    fromQueries: beside ? concatenateContrasts([own, beside]) : own,
    fromDocuments: transposeContrast(own, { onePositive: true }),
    amongQueries: otherAnchors(cosines(a, a)),
    amongDocuments: otherAnchors(cosines(b, b)),
    pairs: positivesOf(overTemperature(name, reduceSum(multiply(normalize(a), normalize(b)), -1, true), temperature)),
  }
  const chosen = directions.map((direction) => choose(directionParts, direction, `${name}: directions`))
  const withPositive = (list: readonly Contrast[]): Contrast =>
    concatenateContrasts(list.some(({ positive }) => throughout(positive) !== 0) ? list : [parts.pairs, ...list])
  const groups =
    denominators === 'perDirection'
      ? chosen.map(({ of }) => [of(parts)])
      : (['query', 'document'] as const)
          .map((side) => chosen.filter((each) => each.side === side).map(({ of }) => of(parts)))
          .filter((list) => list.length > 0)
  const losses = groups.map((list) => infoNCE(withPositive(list)))
  const sum = losses.map(({ loss }) => loss).reduce((x, y) => add(x, y))
  return {
    loss: losses.length === 1 ? sum : divide(sum, losses.length),
    metrics: losses[0]!.metrics,
    directions: losses,
  }
}

/** Options of {@link gistLoss}. */
export interface GistOptions extends TemperatureOptions {
  /** The guide's embeddings of anchors, float32 [N, G]. */
  readonly guideAnchors: TensorLike
  /** The guide's embeddings of positives, float32 [N, G]. */
  readonly guidePositives: TensorLike
  /** Default: 0 */
  readonly absoluteMargin?: number
  /** In place of the absolute one. */
  readonly relativeMargin?: number
}

/**
 * GISTEmbed (Solatorio 2024): multiple negatives ranking among queries and documents, without negatives that a guide finds as
 * similar as the positive.
 *
 * From each anchor: `infoNCE` of the concatenation of `inBatch(cosines)`, `otherAnchors` among anchors and among positives,
 * each `guided` by the guide's cosines of the same pairs.
 * @param options `temperature` 0.01 by default
 */
export function gistLoss(anchors: TensorLike, positives: TensorLike, options: GistOptions): Loss<RankingMetrics> {
  checkOptions('gistLoss', options, [
    'temperature',
    'guideAnchors',
    'guidePositives',
    'absoluteMargin',
    'relativeMargin',
  ])
  const { temperature = 0.01, guideAnchors, guidePositives, absoluteMargin, relativeMargin } = options
  const margin = {
    ...(absoluteMargin !== undefined && { absoluteMargin }),
    ...(relativeMargin !== undefined && { relativeMargin }),
  }
  const [a, b, ga, gb] = embeddings('gistLoss', anchors, positives, guideAnchors, guidePositives) as Tensor[]
  const cosines = (x: Tensor, y: Tensor): Tensor => scaledCosines('gistLoss', x, y, temperature)
  const contrast = concatenateContrasts([
    inBatch(cosines(a!, b!)),
    otherAnchors(cosines(a!, a!)),
    otherAnchors(cosines(b!, b!)),
  ])
  const guide = concat([cosineSimilarity(ga!, gb!), cosineSimilarity(ga!, ga!), cosineSimilarity(gb!, gb!)], -1)
  return infoNCE(guided(contrast, guide, margin))
}

/**
 * InfoNCE of contrastive predictive coding (van den Oord et al. 2018, eq. 4): predictions W_k c_t against the codes of the
 * batch, by dot product.
 *
 * `infoNCE(inBatch(dotProduct(predictions, codes)))`.
 * @param predictions float32 [N, Z]
 * @param codes float32 [N, Z]
 * @param options `temperature` 1 by default
 */
export function cpcLoss(
  predictions: TensorLike,
  codes: TensorLike,
  options: TemperatureOptions = {},
): Loss<RankingMetrics> {
  checkOptions('cpcLoss', options, ['temperature'])
  const [a, b] = embeddings('cpcLoss', predictions, codes) as [Tensor, Tensor]
  return infoNCE(inBatch(dotProduct(overTemperature('cpcLoss', a, options.temperature ?? 1), b)))
}

/** Options of {@link nPairsLoss}. */
export interface NPairsOptions {
  /** Times the mean of the squared lengths of all embeddings, which is added. Default: 0 */
  readonly lengthWeight?: number
}

/**
 * Multi-class N-pairs (Sohn 2016, eq. 8) of N pairs of N classes: InfoNCE of dot products, without normalization.
 *
 * `infoNCE(inBatch(dotProduct(anchors, positives)))`.
 */
export function nPairsLoss(
  anchors: TensorLike,
  positives: TensorLike,
  options: NPairsOptions = {},
): Loss<RankingMetrics> {
  checkOptions('nPairsLoss', options, ['lengthWeight'])
  const { lengthWeight = 0 } = options
  checkRange('nPairsLoss', 'lengthWeight', lengthWeight, (x) => x >= 0 && x < Infinity, 'at least 0')
  const [a, b] = embeddings('nPairsLoss', anchors, positives) as [Tensor, Tensor]
  const found = infoNCE(inBatch(dotProduct(a, b)))
  if (lengthWeight === 0) return found
  const lengths = multiply(0.5, add(reduceMean(reduceSumSquare(a, -1)), reduceMean(reduceSumSquare(b, -1))))
  return { ...found, loss: add(found.loss, multiply(lengthWeight, lengths)) }
}
