// The ranking objectives: pick the positive out of its candidates.
import { checkOptions } from '../arguments.js'
import { type Contrast, checkContrast, sourcesOf, throughout } from '../contrast.js'
import { mapSources } from '../contrast-changes.js'
import { describeValue } from '../describe-value.js'
import { choose, ValueError } from '../errors.js'
import { logSumExp, withInfinity } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { add, cast, divide, maximum, minimum, multiply, subtract, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight, positiveCount, positivePairs } from './counts.js'
import { checkDebias, type DebiasOptions, debiasedNegatives } from './debias.js'
import { checkFocal, focalLoss, focalSoftplus } from './focal.js'
import {
  checkScores,
  contrastMetrics,
  informationMetrics,
  type Loss,
  type RankingMetrics,
  requireExpectedCount,
} from './objective.js'
import { type ReductionOptions, reduceLoss, reductionOf, reductionOptions } from './reductions.js'
import { againstNegatives, atPositives, positiveScores, reducePositives, sumPositives } from './sums.js'

/** The losses of anchors, how many positives each sums over, and e^loss at equal scores (N), all [..., A, 1]. */
interface AnchorLosses {
  readonly perAnchor: Tensor
  readonly perPositive: Tensor
  readonly counts: Tensor
  readonly candidates: Tensor
}

/**
 * What several positives of one anchor mean:
 * - `eachPositive`: a loss for each positive against the negatives, the other positives left out (pytorch-metric-learning,
 *   optax)
 * - `meanOfPositives`: the mean of log-probabilities, each positive against the negatives and the other positives that
 *   have a weight (SupCon's L_out, Khosla et al. 2020, eq. 2)
 * - `anyPositive`: the log of the summed probability of the positives, one loss for each anchor. SupCon's L_in (eq. 3) is
 *   this plus ln of the number of positives; solo-learn's is this
 * - `singlePositive`: as `eachPositive` where every anchor has one positive at most, with less work; more are an error of
 *   the caller. Candidates that know that there is one (`inBatch`, `twoViews`, `everyClass`) need not be told
 */
export type PositiveConvention = keyof typeof conventions

interface ConventionOptions {
  readonly focal: number
  readonly debias: DebiasOptions | undefined
}

const conventions = {
  eachPositive(contrast: Contrast, options: ConventionOptions): AnchorLosses {
    if (contrast.onePositive) return conventions.singlePositive(contrast, options)
    const { focal, debias } = options
    const { negatives, candidates } = againstNegatives(contrast, 1)
    const lossOf = (source: Contrast): Tensor => {
      const own = where(source.positive, source.scores, 0)
      return focalSoftplus(subtract(debias ? debiasedNegatives(contrast, debias, own) : negatives, own), focal)
    }
    return {
      perAnchor: sumPositives(contrast, lossOf),
      perPositive: atPositives(contrast, lossOf(contrast)),
      counts: positiveCount(contrast),
      candidates,
    }
  },
  meanOfPositives(contrast: Contrast, { focal }: ConventionOptions): AnchorLosses {
    const { scores, positive, weight } = contrast
    const all = logSumExp(scores, -1, true, weight)
    const own = reduceSum(where(positive, weight, 0), -1, true)
    const candidates = add(reduceSum(negativeWeight(contrast), -1, true), maximum(own, 1))
    const behind = subtract(all, where(positive, scores, 0))
    // A positive without weight is in nobody's sum; in its own it still stands beside the others.
    const losses = (throughout(weight) ?? 0) > 0 ? behind : where(equal(weight, 0), focalSoftplus(behind, 0), behind)
    const counted = focalLoss(losses, focal)
    return {
      perAnchor: reducePositives(contrast, counted),
      perPositive: atPositives(contrast, counted),
      counts: positiveCount(contrast),
      candidates,
    }
  },
  anyPositive(contrast: Contrast, { focal }: ConventionOptions): AnchorLosses {
    const { target } = contrast
    const pairs = positivePairs(contrast)
    const together = maximum(pairs, 1)
    const { negatives, candidates } = againstNegatives(contrast, together)
    const counts = minimum(pairs, 1)
    const shares = target.dtype === 'bool' ? cast(target, 'float32') : target
    const best = withInfinity(logSumExp(contrast.scores, -1, true, shares))
    const isAbsent = equal(counts, 0)
    // The log of no probability is −∞, whose slope would be no number.
    const gap = subtract(negatives, where(isAbsent, 0, best))
    const perAnchor = where(isAbsent, 0, focalSoftplus(gap, focal))
    // Any of the P positives will do, so chance is P in N.
    return {
      perAnchor,
      perPositive: where(contrast.positive, divide(perAnchor, together), 0),
      counts,
      candidates: divide(candidates, together),
    }
  },
  singlePositive(contrast: Contrast, { focal, debias }: ConventionOptions): AnchorLosses {
    const { negatives, candidates } = againstNegatives(contrast, 1)
    const counts = positiveCount(contrast)
    const own = positiveScores(contrast)
    const against = debias ? debiasedNegatives(contrast, debias, own) : negatives
    const losses = focalSoftplus(subtract(against, own), focal)
    const counted = contrast.target.dtype === 'bool' ? losses : multiply(counts, losses)
    const perAnchor = where(equal(counts, 0), 0, counted)
    return { perAnchor, perPositive: where(contrast.positive, perAnchor, 0), counts, candidates }
  },
}

/** Options of the ranking objectives. */
export interface RankingOptions extends ReductionOptions {
  /** Default: `'eachPositive'`. */
  readonly positives?: PositiveConvention
  /** γ of the focal loss: a positive of probability p counts (1 − p)^γ times (Lin et al. 2017). Default: 0 */
  readonly focal?: number
  /**
   * Corrects negatives for those that are positives in truth, and counts hard ones more (Chuang et al. 2020; Robinson et
   * al. 2021). For `eachPositive` and `singlePositive`. Default: none
   */
  readonly debias?: DebiasOptions
}

/** @param ranked the contrast with the scores that are ranked; metrics are of the scores as they were given */
function rank(what: string, contrast: Contrast, ranked: Contrast, options: RankingOptions): Loss<RankingMetrics> {
  if (typeof options === 'object' && options !== null && 'temperature' in options)
    throw new ValueError(
      `${what}: there is no option 'temperature': divide the scores by it, before the contrast is made`,
    )
  const reduction = reductionOf(what, options, ['positives', 'focal', 'debias'])
  const { positives = 'eachPositive', focal = 0, debias } = options
  const convention = choose(conventions, positives, 'positives')
  checkFocal(what, focal)
  if (debias) {
    checkDebias(debias)
    if (positives === 'meanOfPositives' || positives === 'anyPositive')
      throw new ValueError(`${what}: debias corrects the negatives of one positive, which '${positives}' does not have`)
  }
  return finish(contrast, convention(ranked, { focal, debias }), reduction)
}

function finish(
  contrast: Contrast,
  { perAnchor: losses, perPositive, counts, candidates }: AnchorLosses,
  reduction: ReductionOptions,
  ownRivals = false,
): Loss<RankingMetrics> {
  const perAnchor = checkScores(contrast, losses, counts)
  const loss = reduceLoss(perAnchor, counts, reduction)
  const isMean = (reduction.reduction ?? 'mean') === 'mean' && !reduction.anchorWeight
  const mean = isMean ? loss : reduceLoss(perAnchor, counts)
  const metrics = { ...contrastMetrics(contrast, ownRivals), ...informationMetrics(candidates, counts, mean) }
  return { loss, perAnchor, perPositive, metrics }
}

/**
 * InfoNCE, −ln(e^s⁺ / (e^s⁺ + Σ e^s⁻)): van den Oord et al. 2018, eq. 4, for candidates of any source and any number
 * of positives. Metrics carry the bound ln N − L on mutual information and its ceiling ln N. Scores are similarities
 * divided by the temperature.
 * @throws ValueError for what is no contrast, and for options that do not exist or are out of range
 */
export function infoNCE(contrast: Contrast, options: RankingOptions = {}): Loss<RankingMetrics> {
  checkContrast('infoNCE', contrast)
  return rank('infoNCE', contrast, contrast, options)
}

/** Scores less the log of each candidate's expected count. */
export const correctedByCount = (what: string, contrast: Contrast, ofPositives = true): Contrast =>
  mapSources(contrast, (source) => {
    const counts = requireExpectedCount(what, source)
    return { scores: subtract(source.scores, ofPositives ? counts : where(source.positive, 0, counts)) }
  })

/**
 * Sampled softmax: {@link infoNCE} on scores less the log of each candidate's expected count, whose gradient tends to
 * that of the full softmax as samples grow (Jean et al. 2015; ranking NCE of Ma & Collins 2018).
 * @throws ValueError when the contrast has no `logExpectedCount`
 */
export function sampledSoftmax(contrast: Contrast, options: SampledSoftmaxOptions = {}): Loss<RankingMetrics> {
  checkContrast('sampledSoftmax', contrast)
  checkOptions('sampledSoftmax', options, ['positives', 'focal', 'debias', 'positiveCorrection', ...reductionOptions])
  const { positiveCorrection = 'sampled', ...ranking } = options
  if (positiveCorrection !== 'sampled' && positiveCorrection !== 'none')
    throw new ValueError(
      `sampledSoftmax: positiveCorrection must be one of sampled, none; found ${describeValue(positiveCorrection)}`,
    )
  const corrected = correctedByCount('sampledSoftmax', contrast, positiveCorrection === 'sampled')
  return rank('sampledSoftmax', contrast, corrected, ranking)
}

/** Options of {@link sampledSoftmax}. */
export interface SampledSoftmaxOptions extends RankingOptions {
  /**
   * Whether the positive is corrected as if it had been sampled, too (`'sampled'`; Yi et al. 2019, eq. 4), or not, since it is
   * there for certain (`'none'`; arXiv 2507.09331; leave out hits). docs/sampling-bias.md derives both. Default:
   * `'sampled'`
   */
  readonly positiveCorrection?: 'sampled' | 'none'
}

/**
 * Full softmax, −ln(e^s⁺ / Σ w·e^s) over every candidate: maximum likelihood when the candidates are all classes.
 * Several positives are so many observations of one anchor; soft targets are their shares (label smoothing,
 * distillation). An entry of weight 0 that is a positive names its class a second time, so that classes and observations
 * may be scored apart: it is in no sum, its own included. An anchor without candidates gives no loss.
 */
export function fullSoftmax(
  contrast: Contrast,
  options: Omit<RankingOptions, 'positives' | 'debias'> = {},
): Loss<RankingMetrics> {
  checkContrast('fullSoftmax', contrast)
  const reduction = reductionOf('fullSoftmax', options, ['focal'])
  const { focal = 0 } = options
  checkFocal('fullSoftmax', focal)
  const { scores, positive, weight } = contrast
  const candidates = sourcesOf(contrast)
    .map((source) => reduceSum(source.weight, -1, true))
    .reduce((a, b) => add(a, b))
  const isEmpty = throughout(weight) === undefined ? equal(candidates, 0) : undefined
  const all = logSumExp(scores, -1, true, weight)
  const found = focalLoss(subtract(isEmpty ? where(isEmpty, 0, all) : all, where(positive, scores, 0)), focal)
  const perPositive = atPositives(contrast, found)
  const sum = reducePositives(contrast, found)
  const counts = positiveCount(contrast)
  const anchors: AnchorLosses = {
    perAnchor: isEmpty ? where(isEmpty, 0, sum) : sum,
    perPositive: isEmpty ? where(isEmpty, 0, perPositive) : perPositive,
    counts: isEmpty ? where(isEmpty, 0, counts) : counts,
    candidates,
  }
  // Positives of a source without weight meet their own class among the candidates.
  const apart = sourcesOf(contrast).some((source) => throughout(source.weight) === 0)
  return finish(contrast, anchors, reduction, apart)
}
