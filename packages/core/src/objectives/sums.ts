// Sums over the positives and the negatives of each anchor, source by source.
import { type Contrast, sourcesOf, throughout } from '../contrast.js'
import { logSumExp } from '../log-sum-exp.js'
import { add, multiply, where } from '../operations/elementwise.js'
import { concat } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight } from './objective.js'

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

/** Σ of the scores of each anchor's positives, whatever their targets: of one positive, its score. */
export function positiveScores(contrast: Contrast): Tensor {
  return sourcesWith(contrast, ({ positive }) => throughout(positive) !== 0)
    .map(({ positive, scores }) => reduceSum(where(positive, scores, 0), -1, true))
    .reduce((a, b) => add(a, b))
}

/** ln Σ of the negatives, and the number of candidates when `own` of them are positives. */
export function againstNegatives(contrast: Contrast, own: Tensor | number): { negatives: Tensor; candidates: Tensor } {
  const sources = sourcesWith(
    contrast,
    ({ positive, weight }) => throughout(weight) !== 0 && throughout(positive) !== 1,
  )
  const weights = sources.map(negativeWeight)
  // Each source by itself, which spares the concatenation and masks that hold throughout.
  const sums = sources.map(({ scores }, i) => logSumExp(scores, -1, true, weights[i]))
  const negatives = sums.length === 1 ? sums[0]! : logSumExp(concat(sums, -1), -1, true)
  const counts = weights.map((weight) => reduceSum(weight, -1, true)).reduce((a, b) => add(a, b))
  return { negatives, candidates: add(counts, own) }
}
