// Sums over the positives and the negatives of each anchor, source by source.
import { type Contrast, sourcesOf } from '../contrast.js'
import { logSumExp } from '../log-sum-exp.js'
import { add, where } from '../operations/elementwise.js'
import { scalarValue } from '../operations/leaves.js'
import { concat, unexpanded } from '../operations/movement.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { negativeWeight } from './objective.js'

/** The one number that all entries of a mask are known to be, if they are. */
const throughout = (mask: Tensor): number | undefined => scalarValue(unexpanded(mask))

/** The sources for which something holds; the whole contrast where it holds for none. */
function sourcesWith(contrast: Contrast, holds: (source: Contrast) => boolean): readonly Contrast[] {
  const found = sourcesOf(contrast).filter(holds)
  return found.length > 0 ? found : [contrast]
}

/** Σ over the positives of each anchor, excluding all other entries, of numbers for the whole contrast. */
export const reducePositives = ({ positive }: Contrast, x: Tensor): Tensor => reduceSum(where(positive, x, 0), -1, true)

/** The same of numbers for each source, without those that have no positives. */
export function sumPositives(contrast: Contrast, of: (source: Contrast) => Tensor): Tensor {
  return sourcesWith(contrast, ({ positive }) => throughout(positive) !== 0)
    .map((source) => reduceSum(where(source.positive, of(source), 0), -1, true))
    .reduce(add)
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
  const counts = weights.map((weight) => reduceSum(weight, -1, true)).reduce(add)
  return { negatives, candidates: add(counts, own) }
}
