// Losses of pairs: each positive and each negative against a margin of its own.
import { checkRange } from '../arguments.js'
import { type Contrast, checkContrast } from '../contrast.js'
import { logSumExp } from '../log-sum-exp.js'
import { and, equal, greater, less, not } from '../operations/comparison.js'
import {
  add,
  cast,
  divide,
  maximum,
  multiply,
  negate,
  relu,
  softplus,
  stopGradient,
  subtract,
  where,
} from '../operations/elementwise.js'
import { reduceMax, reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight, positivePairs } from './counts.js'
import { type ContrastMetrics, checkScores, contrastMetrics, type Loss } from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf } from './reductions.js'

/** The loss of anchors, each a number of its own where it has a positive or a negative. */
function ofAnchors(
  contrast: Contrast,
  losses: Tensor,
  perPositive: Tensor,
  counts: Tensor,
  reduction: ReductionOptions,
): Loss<ContrastMetrics> {
  const perAnchor = checkScores(contrast, where(equal(counts, 0), 0, losses), counts)
  return { loss: reduceLoss(perAnchor, counts, reduction), perAnchor, perPositive, metrics: contrastMetrics(contrast) }
}

const count = (mask: Tensor): Tensor => reduceSum(cast(mask, 'float32'), -1, true)
const masksOf = (contrast: Contrast): { readonly positive: Tensor; readonly negative: Tensor } => ({
  positive: contrast.positive,
  negative: greater(negativeWeight(contrast), 0),
})
const kept = (mask: Tensor, x: Tensor): Tensor => where(mask, x, 0)

/** Options of {@link contrastiveMargin}. */
export interface ContrastiveMarginOptions extends ReductionOptions {
  /** Positives cost nothing at this similarity or above. Default: 1, cosines of length 1 */
  readonly positiveMargin?: number
  /** Negatives cost nothing at this similarity or below. Default: 0 */
  readonly negativeMargin?: number
}

/**
 * The contrastive loss of pairs (Hadsell et al. 2006, without squares): the mean over positives of (m⁺ − s)₊ plus the mean
 * over negatives of (s − m⁻)₊. A mean over anchors. Of distances give their negatives as scores and as margins.
 */
export function contrastiveMargin(contrast: Contrast, options: ContrastiveMarginOptions = {}): Loss<ContrastMetrics> {
  checkContrast('contrastiveMargin', contrast)
  const reduction = reductionOf('contrastiveMargin', options, ['positiveMargin', 'negativeMargin'])
  const { positiveMargin = 1, negativeMargin = 0 } = options
  const { positive, negative } = masksOf(contrast)
  const { scores } = contrast
  const own = kept(positive, relu(subtract(positiveMargin, kept(positive, scores))))
  const others = kept(negative, relu(subtract(kept(negative, scores), negativeMargin)))
  const [pairs, rivals] = [count(positive), count(negative)]
  const perPositive = divide(own, maximum(pairs, 1))
  const losses = add(reduceSum(perPositive, -1, true), divide(reduceSum(others, -1, true), maximum(rivals, 1)))
  return ofAnchors(contrast, losses, perPositive, cast(greater(add(pairs, rivals), 0), 'float32'), reduction)
}

/** Options of {@link multiSimilarity}. */
export interface MultiSimilarityOptions extends ReductionOptions {
  /** α, the weight of positives, above 0. Default: 2 */
  readonly alpha?: number
  /** β, the weight of negatives, above 0. Default: 50 */
  readonly beta?: number
  /** λ, the similarity that both are held to. Default: 0.5 */
  readonly base?: number
  /**
   * ε of the mining: a negative counts where it is above the least positive − ε, a positive where it is below the greatest
   * negative + ε (eq. 7 and 8). Default: none, all count
   */
  readonly epsilon?: number
}

/**
 * Multi-similarity (Wang et al. 2019, eq. 10): ln(1 + Σ e^(−α(s⁺ − λ)))/α + ln(1 + Σ e^(β(s⁻ − λ)))/β. A mean over anchors.
 */
export function multiSimilarity(contrast: Contrast, options: MultiSimilarityOptions = {}): Loss<ContrastMetrics> {
  checkContrast('multiSimilarity', contrast)
  const reduction = reductionOf('multiSimilarity', options, ['alpha', 'beta', 'base', 'epsilon'])
  const { alpha = 2, beta = 50, base = 0.5, epsilon } = options
  for (const [name, value] of Object.entries({ alpha, beta }))
    checkRange('multiSimilarity', name, value, (x) => x > 0 && x < Infinity, 'above 0')
  const masks = masksOf(contrast)
  const { scores } = contrast
  let { positive, negative } = masks
  if (epsilon !== undefined) {
    const least = negate(reduceMax(where(positive, negate(scores), -3e38), -1, true))
    const greatest = reduceMax(where(negative, scores, -3e38), -1, true)
    negative = and(masks.negative, greater(add(scores, epsilon), least))
    positive = and(masks.positive, less(subtract(scores, epsilon), greatest))
  }
  const weightOf = (mask: Tensor): Tensor => cast(mask, 'float32')
  // ln(1 + Σ e^x) = softplus of the log-sum-exp.
  const own = softplus(logSumExp(multiply(-alpha, subtract(scores, base)), -1, true, weightOf(positive)))
  const others = softplus(logSumExp(multiply(beta, subtract(scores, base)), -1, true, weightOf(negative)))
  const losses = add(divide(own, alpha), divide(others, beta))
  const perPositive = kept(positive, divide(divide(own, alpha), maximum(count(positive), 1)))
  const counts = cast(greater(add(count(masks.positive), count(masks.negative)), 0), 'float32')
  return ofAnchors(contrast, losses, perPositive, counts, reduction)
}

/** Options of {@link circleLoss}. */
export interface CircleOptions extends ReductionOptions {
  /** m, from 0 to 1. Default: 0.4 */
  readonly margin?: number
  /** γ, above 0. Default: 80 */
  readonly scale?: number
}

/**
 * Circle loss (Sun et al. 2020, eq. 6): softplus(ln Σ e^(γ α⁻(s⁻ − m)) + ln Σ e^(−γ α⁺(s⁺ − 1 + m))), where
 * α⁺ = (1 + m − s⁺)₊ and α⁻ = (s⁻ + m)₊ are weights without gradient. Of cosines. Anchors without a positive or without a
 * negative give none.
 */
export function circleLoss(contrast: Contrast, options: CircleOptions = {}): Loss<ContrastMetrics> {
  checkContrast('circleLoss', contrast)
  const reduction = reductionOf('circleLoss', options, ['margin', 'scale'])
  const { margin = 0.4, scale = 80 } = options
  checkRange('circleLoss', 'margin', margin, (x) => x >= 0 && x <= 1, 'from 0 to 1')
  checkRange('circleLoss', 'scale', scale, (x) => x > 0 && x < Infinity, 'above 0')
  const { positive, negative } = masksOf(contrast)
  const { scores } = contrast
  const own = multiply(
    multiply(-scale, stopGradient(relu(subtract(1 + margin, kept(positive, scores))))),
    subtract(scores, 1 - margin),
  )
  const others = multiply(
    multiply(scale, stopGradient(relu(add(kept(negative, scores), margin)))),
    subtract(scores, margin),
  )
  const sums = [
    logSumExp(own, -1, true, cast(positive, 'float32')),
    logSumExp(others, -1, true, cast(negative, 'float32')),
  ] as const
  const isWhole = and(greater(count(positive), 0), greater(count(negative), 0))
  const losses = softplus(add(where(isWhole, sums[0], 0), where(isWhole, sums[1], 0)))
  const counts = cast(isWhole, 'float32')
  const perPositive = kept(positive, divide(where(isWhole, losses, 0), maximum(positivePairs(contrast), 1)))
  return ofAnchors(contrast, where(not(isWhole), 0, losses), perPositive, counts, reduction)
}

/** Options of {@link proxyAnchor}. */
export interface ProxyAnchorOptions {
  /** α, above 0. Default: 32 */
  readonly scale?: number
  /** δ, at least 0. Default: 0.1 */
  readonly margin?: number
}

/**
 * Proxy-Anchor (Kim et al. 2020, eq. 4), where proxies of classes are the anchors and the batch are their candidates: the
 * mean over proxies with a positive of ln(1 + Σ e^(−α(s⁺ − δ))), plus the mean over all proxies of ln(1 + Σ e^(α(s⁻ + δ))).
 * Make the contrast by `transposeContrast(everyClass(cosineSimilarity(x, proxies), labels))`.
 */
export function proxyAnchor(contrast: Contrast, options: ProxyAnchorOptions = {}): Loss<ContrastMetrics> {
  checkContrast('proxyAnchor', contrast)
  reductionOf('proxyAnchor', options as ReductionOptions, ['scale', 'margin'])
  const { scale = 32, margin = 0.1 } = options
  checkRange('proxyAnchor', 'scale', scale, (x) => x > 0 && x < Infinity, 'above 0')
  const { positive, negative } = masksOf(contrast)
  const { scores } = contrast
  const own = softplus(logSumExp(multiply(-scale, subtract(scores, margin)), -1, true, cast(positive, 'float32')))
  const others = softplus(logSumExp(multiply(scale, add(scores, margin)), -1, true, cast(negative, 'float32')))
  const isPresent = greater(count(positive), 0)
  const present = cast(isPresent, 'float32')
  const proxies = reduceSum(add(multiply(0, present), 1))
  const shares = add(
    divide(where(isPresent, own, 0), maximum(reduceSum(present), 1)),
    divide(others, maximum(proxies, 1)),
  )
  const perAnchor = checkScores(contrast, shares, add(multiply(0, present), 1))
  return {
    loss: reduceSum(perAnchor),
    perAnchor,
    perPositive: kept(positive, divide(divide(own, maximum(reduceSum(present), 1)), maximum(count(positive), 1))),
    metrics: contrastMetrics(contrast),
  }
}
