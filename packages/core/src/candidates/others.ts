// The other anchors of a batch as negatives.
import { asTensor, type TensorLike } from '../arguments.js'
import type { Contrast } from '../contrast.js'
import { shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { equal, not } from '../operations/comparison.js'
import { cast } from '../operations/elementwise.js'
import { iota } from '../operations/leaves.js'
import { expandDimension } from '../operations/movement.js'
import { negatives } from './explicit.js'

/**
 * The other anchors of a batch as negatives, from scores [..., N, N] of anchors with anchors: beside `inBatch`, the
 * directions query to query and document to document.
 */
export function otherAnchors(given: TensorLike): Contrast {
  const scores = asTensor('otherAnchors', given)
  const n = scores.shape.at(-1)
  if (scores.rank < 2 || scores.shape.at(-2) !== n)
    throw new ShapeError(`otherAnchors: expected scores [..., N, N], found ${shapeText(scores.shape)}`)
  const index = iota(n!)
  return negatives(scores, { weight: cast(not(equal(expandDimension(index, 1), index)), 'float32') })
}
