// What every objective returns, and the metrics and reductions that they share.

import type { Contrast } from '../contrast.js'
import { ValueError } from '../errors.js'
import { and, equal, greater, greaterOrEqual, less } from '../operations/comparison.js'
import { add, cast, divide, log, maximum, multiply, subtract, where } from '../operations/elementwise.js'
import { reduceMax, reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight, positivePairs } from './counts.js'
import { negativeScores, scoreSums, scoreTotal } from './sums.js'

/** float32 scalars that every objective gives, over the scores as they were given to it. */
export type ContrastMetrics = {
  /**
   * Share of positives that score above every negative of their anchor; a tie is a miss, except where
   * `fullSoftmax` is given positives apart from the candidates: they are among their own negatives.
   */
  readonly accuracy: Tensor
  /** Mean score of the positives. */
  readonly positiveScore: Tensor
  /** Mean score of the negatives, by weight. */
  readonly negativeScore: Tensor
  /** How many anchors contribute nothing to the loss. */
  readonly anchorsWithoutPositive: Tensor
}

/**
 * The lower bound on mutual information that a ranking loss implies, and its ceiling (van den Oord et al. 2018, eq. 5):
 * float32 scalars in nats, both averaged over the anchors that have a positive. It bounds the mutual information
 * where negatives follow the marginal distribution of positives, as in a batch; under another noise distribution q it
 * bounds the divergence of the joint distribution from p(anchor)·q(candidate).
 */
export type InformationMetrics = {
  /** ln N − L. */
  readonly bound: Tensor
  /** ln N, of N candidates. */
  readonly ceiling: Tensor
}

/** float32 scalars that every ranking objective gives. */
export type RankingMetrics = ContrastMetrics & InformationMetrics

/** A loss and what is worth watching beside it, by name. */
export interface Loss<Metrics extends Readonly<Record<string, Tensor>> = Readonly<Record<string, Tensor>>> {
  /** float32 scalar, in nats. */
  readonly loss: Tensor
  /** The loss of each anchor, summed over its positives, float32 [..., A, 1]; 0 where there is no positive. */
  readonly perAnchor: Tensor
  /**
   * The loss of each positive, by its target, float32 [..., A, C]; 0 elsewhere. Its sum over candidates is `perAnchor`.
   * Where positives share one loss (`anyPositive`) each has an equal part.
   */
  readonly perPositive: Tensor
  /** float32 scalars by name. */
  readonly metrics: Metrics
}

/** The expected counts of a contrast. Throws a `ValueError`, in the objective's name, when it has none. */
export function requireExpectedCount(objective: string, contrast: Contrast): Tensor {
  if (!contrast.logExpectedCount)
    throw new ValueError(
      `${objective} needs the noise distribution of its candidates: pass logProbability or logExpectedCount when you create them`,
    )
  return contrast.logExpectedCount
}

/** NaN for each anchor with positives among whose scores, negatives included, is NaN or +∞; else 0. */
function doubt(contrast: Contrast, counts: Tensor): Tensor {
  return where(less(where(equal(counts, 0), 0, scoreTotal(contrast)), Infinity), 0, Number.NaN)
}

/**
 * The losses of anchors with these numbers of positives, NaN where a score that counts is NaN or +∞. The formulas give
 * that by themselves but for a positive of +∞, which they call certain, and on devices whose exponential of NaN is a
 * number. The gradient is theirs.
 */
export function checkScores(contrast: Contrast, perAnchor: Tensor, counts: Tensor): Tensor {
  return add(perAnchor, doubt(contrast, counts))
}

const ratio = (numerator: Tensor, denominator: Tensor): Tensor => divide(numerator, maximum(denominator, 1e-30))

/**
 * The metrics of every objective.
 * @param ownRivals whether positives are among their own negatives, so that a tie is a hit. Default: false
 */
export function contrastMetrics(contrast: Contrast, ownRivals = false): ContrastMetrics {
  const { scores, positive } = contrast
  const pairs = positivePairs(contrast)
  const weight = negativeWeight(contrast)
  const sums = scoreSums(contrast)
  const best = reduceMax(negativeScores(contrast), -1, true)
  const beats = ownRivals ? greaterOrEqual : greater
  // Of one positive, its score is the sum.
  const hits = contrast.onePositive
    ? and(greater(pairs, 0), beats(sums.positives, best))
    : and(positive, beats(scores, best))
  const total = reduceSum(pairs)
  return {
    // No comparison holds of NaN, so that it would be a miss, or no rival.
    accuracy: add(ratio(reduceSum(cast(hits, 'float32')), total), reduceSum(doubt(contrast, pairs))),
    positiveScore: ratio(reduceSum(sums.positives), total),
    negativeScore: ratio(reduceSum(sums.negatives), reduceSum(weight)),
    anchorsWithoutPositive: reduceSum(cast(equal(pairs, 0), 'float32')),
  }
}

/**
 * The bound on mutual information and its ceiling, from a loss L that is a mean over anchors.
 * @param candidates N of each anchor, by weight, float32 [..., A, 1]; where the loss takes any of P positives, N / P
 */
export function informationMetrics(candidates: Tensor, counts: Tensor, loss: Tensor): InformationMetrics {
  const present = cast(greater(counts, 0), 'float32')
  // An anchor that is padding throughout has no candidates, and 0 · ln 0 is no number.
  const logarithms = log(where(equal(candidates, 0), 1, candidates))
  const ceiling = ratio(reduceSum(multiply(present, logarithms)), reduceSum(present))
  return { bound: subtract(ceiling, loss), ceiling }
}
