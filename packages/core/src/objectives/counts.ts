// How many positives anchors have, and what their negatives weigh.
import { type Contrast, sourcesOf, throughout } from '../contrast.js'
import { softTarget } from '../contrast-changes.js'
import { add, cast, where } from '../operations/elementwise.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'

/** The targets of each anchor, summed: how many positives it has, float32 [..., A, 1]. */
export function positiveCount(contrast: Contrast): Tensor {
  return sourcesOf(contrast)
    .map((source) => reduceSum(softTarget(source), -1, true))
    .reduce((a, b) => add(a, b))
}

/** The number of positives of each anchor, whatever their targets, float32 [..., A, 1]. */
export function positivePairs(contrast: Contrast): Tensor {
  if (contrast.target.dtype === 'bool') return positiveCount(contrast)
  return reduceSum(cast(contrast.positive, 'float32'), -1, true)
}

/** The weights of the negatives alone, float32 [..., A, C]: candidates that are no positive. */
export function negativeWeight({ positive, weight }: Contrast): Tensor {
  return throughout(positive) === 0 ? weight : where(positive, 0, weight)
}
