// Sums over the positives and the negatives of each anchor, source by source.
import { type Contrast, sourcesOf, throughout } from '../contrast.js'
import { keptScores, LOG_ZERO, logSumExp } from '../log-sum-exp.js'
import { equal, greater } from '../operations/comparison.js'
import { add, cast, multiply, subtract, where } from '../operations/elementwise.js'
import { gatherElements } from '../operations/indexing.js'
import { scalar } from '../operations/leaves.js'
import { concat } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight } from './counts.js'

/** The sources for which something holds; the whole contrast where it holds for none. */
function sourcesWith(contrast: Contrast, holds: (source: Contrast) => boolean): readonly Contrast[] {
  const found = sourcesOf(contrast).filter(holds)
  return found.length > 0 ? found : [contrast]
}

/** x at the positives, times their target; 0 elsewhere, whatever x is there. */
export function atPositives({ positive, target }: Contrast, x: Tensor): Tensor {
  const kept = where(positive, x, 0)
  return target.dtype === 'bool' ? kept : multiply(target, kept)
}

/** Σ over the positives of each anchor, by target, of numbers for the whole contrast. */
export const reducePositives = (contrast: Contrast, x: Tensor): Tensor => reduceSum(atPositives(contrast, x), -1, true)

/** The same of numbers for each source, without those that have no positives. */
export function sumPositives(contrast: Contrast, of: (source: Contrast) => Tensor): Tensor {
  return sourcesWith(contrast, ({ positive }) => throughout(positive) !== 0)
    .map((source) => reducePositives(source, of(source)))
    .reduce((a, b) => add(a, b))
}

/** Σ of the scores of each anchor's positives, whatever their targets: of one positive, its score; 0 of none. */
export function positiveScores(contrast: Contrast): Tensor {
  return sourcesWith(contrast, ({ positive }) => throughout(positive) !== 0)
    .map((source) => {
      const { positive, scores, positiveIndex } = source
      if (!positiveIndex) return reduceSum(where(positive, scores, 0), -1, true)
      const isThere = greater(reduceSum(cast(positive, 'float32'), -1, true), 0)
      return where(isThere, gatherElements(scores, positiveIndex, -1), 0)
    })
    .reduce((a, b) => add(a, b))
}

/** Scores of candidates that are no positive, LOG_ZERO elsewhere. */
export function negativeScores(contrast: Contrast): Tensor {
  const { scores, positive, weight } = contrast
  // Where all are candidates, a sum is faster than a choice, and its gradient needs no mask: a positive's share is e^−3e38.
  if ((throughout(weight) ?? 0) > 0 && throughout(positive) === undefined)
    return add(scores, where(positive, LOG_ZERO, scalar(0)))
  return keptScores(scores, negativeWeight(contrast))
}

/** ln Σ of the negatives, and the number of candidates when `own` of them are positives. */
export function againstNegatives(contrast: Contrast, own: Tensor | number): { negatives: Tensor; candidates: Tensor } {
  const sources = sourcesWith(
    contrast,
    ({ positive, weight }) => throughout(weight) !== 0 && throughout(positive) !== 1,
  )
  const weights = sources.map(negativeWeight)
  // Each source by itself, which spares the concatenation and masks that hold throughout.
  const sums = sources.map((source, i) => {
    const number = throughout(source.weight) ?? 0
    if (!(number > 0) || throughout(source.positive) !== undefined)
      return logSumExp(source.scores, -1, true, weights[i])
    const sum = logSumExp(negativeScores(source), -1, true)
    return number === 1 ? sum : add(sum, Math.log(number))
  })
  const negatives = sums.length === 1 ? sums[0]! : logSumExp(concat(sums, -1), -1, true)
  const counts = weights.map((weight) => reduceSum(weight, -1, true)).reduce((a, b) => add(a, b))
  return { negatives, candidates: add(counts, own) }
}

/** The sums of each anchor's scores over positives and, by weight, over negatives: float32 [..., A, 1]. */
export function scoreSums(contrast: Contrast): { readonly positives: Tensor; readonly negatives: Tensor } {
  const { scores, positive, weight: whole } = contrast
  const positives = contrast.onePositive ? positiveScores(contrast) : reduceSum(where(positive, scores, 0), -1, true)
  const number = throughout(whole)
  // All candidates count alike.
  if (number !== undefined && number > 0) {
    const rest = contrast.onePositive
      ? subtract(reduceSum(scores, -1, true), positives)
      : reduceSum(where(positive, 0, scores), -1, true)
    return { positives, negatives: number === 1 ? rest : multiply(number, rest) }
  }
  const weight = negativeWeight(contrast)
  return { positives, negatives: reduceSum(multiply(weight, where(equal(weight, 0), 0, scores)), -1, true) }
}

/** The sum of all scores of each anchor that count, float32 [..., A, 1]: NaN or infinite where one of them is. */
export function scoreTotal(contrast: Contrast): Tensor {
  if (contrast.onePositive && (throughout(contrast.weight) ?? 0) > 0) return reduceSum(contrast.scores, -1, true)
  const { positives, negatives } = scoreSums(contrast)
  return add(positives, negatives)
}
