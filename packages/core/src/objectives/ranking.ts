// The ranking objectives: pick the positive out of its candidates.
import { type Contrast, sourcesOf } from '../contrast.js'
import { choose } from '../errors.js'
import { logSumExp, withInfinity } from '../log-sum-exp.js'
import { equal } from '../operations/comparison.js'
import { add, cast, divide, maximum, minimum, softplus, subtract, where } from '../operations/elementwise.js'
import { scalarValue } from '../operations/leaves.js'
import { unexpanded } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import {
  checkScores,
  contrastMetrics,
  informationMetrics,
  type Loss,
  negativeWeight,
  positiveCount,
  type RankingMetrics,
  type Reduction,
  reduceLoss,
  requireExpectedCount,
} from './objective.js'
import { againstNegatives, reducePositives, sumPositives } from './sums.js'

/** The losses of anchors, how many positives each sums over, and e^loss at equal scores (N), all [..., A, 1]. */
interface AnchorLosses {
  readonly perAnchor: Tensor
  readonly counts: Tensor
  readonly candidates: Tensor
}

/**
 * What several positives of one anchor mean:
 * - `each`: a loss for each positive against the negatives, the other positives left out
 * - `mean`: the mean of log-probabilities, each positive against the negatives and the other positives that have a
 *   weight (SupCon's "out", Khosla et al. 2020, eq. 2)
 * - `sum`: the log of the summed probability of the positives (SupCon's "in", eq. 3), one loss for each anchor
 * - `single`: as `each` where every anchor has one positive at most, with less work; more are an error of the caller
 */
export type PositiveConvention = keyof typeof conventions

const conventions = {
  each(contrast: Contrast): AnchorLosses {
    const { negatives, candidates } = againstNegatives(contrast, 1)
    const lossOf = ({ positive, scores }: Contrast): Tensor => softplus(subtract(negatives, where(positive, scores, 0)))
    return { perAnchor: sumPositives(contrast, lossOf), counts: positiveCount(contrast), candidates }
  },
  mean(contrast: Contrast): AnchorLosses {
    const { scores, positive, weight } = contrast
    const all = logSumExp(scores, -1, true, weight)
    const candidates = add(reduceSum(negativeWeight(contrast), -1, true), maximum(reducePositives(contrast, weight), 1))
    const behind = subtract(all, where(positive, scores, 0))
    // A positive without weight is in nobody's sum; in its own it still stands beside the others.
    const losses =
      (scalarValue(unexpanded(weight)) ?? 0) > 0 ? behind : where(equal(weight, 0), softplus(behind), behind)
    return { perAnchor: reducePositives(contrast, losses), counts: positiveCount(contrast), candidates }
  },
  sum(contrast: Contrast): AnchorLosses {
    const together = maximum(positiveCount(contrast), 1)
    const { negatives, candidates } = againstNegatives(contrast, together)
    const counts = minimum(positiveCount(contrast), 1)
    const best = withInfinity(logSumExp(contrast.scores, -1, true, cast(contrast.positive, 'float32')))
    const losses = softplus(subtract(negatives, best))
    const perAnchor = where(equal(counts, 0), 0, losses)
    // Any of the P positives will do, so chance is P in N.
    return { perAnchor, counts, candidates: divide(candidates, together) }
  },
  single(contrast: Contrast): AnchorLosses {
    const { negatives, candidates } = againstNegatives(contrast, 1)
    const counts = positiveCount(contrast)
    const losses = softplus(
      subtract(
        negatives,
        sumPositives(contrast, ({ scores }) => scores),
      ),
    )
    return { perAnchor: where(equal(counts, 0), 0, losses), counts, candidates }
  },
}

/** Options of the ranking objectives. */
export interface RankingOptions {
  /** Default: `'each'`. */
  readonly positives?: PositiveConvention
  /** Default: `'mean'`. */
  readonly reduction?: Reduction
}

/** @param ranked the contrast with the scores that are ranked; metrics are of the scores as they were given */
function rank(contrast: Contrast, ranked: Contrast, options: RankingOptions): Loss<RankingMetrics> {
  const { positives = 'each', reduction = 'mean' } = options
  const convention = choose(conventions, positives, 'positives')
  return finish(contrast, convention(ranked), reduction)
}

function finish(
  contrast: Contrast,
  { perAnchor: losses, counts, candidates }: AnchorLosses,
  reduction: Reduction,
  ownRivals = false,
): Loss<RankingMetrics> {
  const perAnchor = checkScores(contrast, losses, counts)
  const loss = reduceLoss(perAnchor, counts, reduction)
  const mean = reduction === 'mean' ? loss : reduceLoss(perAnchor, counts, 'mean')
  const metrics = { ...contrastMetrics(contrast, ownRivals), ...informationMetrics(candidates, counts, mean) }
  return { loss, perAnchor, metrics }
}

/**
 * InfoNCE, −ln(e^s⁺ / (e^s⁺ + Σ e^s⁻)): van den Oord et al. 2018, eq. 4, for candidates of any source and any number
 * of positives. Metrics carry the bound ln N − L on mutual information and its ceiling ln N.
 */
export function infoNCE(contrast: Contrast, options: RankingOptions = {}): Loss<RankingMetrics> {
  return rank(contrast, contrast, options)
}

/**
 * Sampled softmax: {@link infoNCE} on scores less the log of each candidate's expected count, whose gradient tends to
 * that of the full softmax as samples grow (Jean et al. 2015; ranking NCE of Ma & Collins 2018).
 * @throws ValueError when the contrast has no `logExpectedCount`
 */
export function sampledSoftmax(contrast: Contrast, options: RankingOptions = {}): Loss<RankingMetrics> {
  const corrected = (source: Contrast): Contrast => ({
    ...source,
    scores: subtract(source.scores, requireExpectedCount('sampledSoftmax', source)),
  })
  const { sources } = contrast
  return rank(contrast, { ...corrected(contrast), ...(sources && { sources: sources.map(corrected) }) }, options)
}

/**
 * Full softmax, −ln(e^s⁺ / Σ w·e^s) over every candidate: maximum likelihood when the candidates are all classes.
 * Several positives are so many observations of one anchor. An entry of weight 0 that is a positive names its class
 * a second time, so that classes and observations may be scored apart: it is in no sum, its own included.
 */
export function fullSoftmax(contrast: Contrast, options: Omit<RankingOptions, 'positives'> = {}): Loss<RankingMetrics> {
  const { scores, positive, weight } = contrast
  const losses = subtract(withInfinity(logSumExp(scores, -1, true, weight)), where(positive, scores, 0))
  const anchors: AnchorLosses = {
    perAnchor: reducePositives(contrast, losses),
    counts: positiveCount(contrast),
    candidates: reduceSum(weight, -1, true),
  }
  // Positives of a source without weight meet their own class among the candidates.
  const apart = sourcesOf(contrast).some((source) => scalarValue(unexpanded(source.weight)) === 0)
  return finish(contrast, anchors, options.reduction ?? 'mean', apart)
}
