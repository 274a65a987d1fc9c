// In-batch candidates: the positives of the other anchors are the negatives.
import { type Contrast, makeContrast } from '../contrast.js'
import { shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { equal } from '../operations/comparison.js'
import { iota, scalar } from '../operations/leaves.js'
import { expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'

/** Options of {@link inBatch}. */
export interface InBatchOptions {
  /** ln of each candidate's expected count in a batch, for the correction of sampling bias (Yi et al. 2019). */
  readonly logExpectedCount?: Tensor
}

/** From scores [..., N, N]: the positive of anchor i is candidate i, and all other candidates are its negatives. */
export function inBatch(scores: Tensor, options: InBatchOptions = {}): Contrast {
  const n = scores.shape.at(-1)
  if (scores.rank < 2 || scores.shape.at(-2) !== n)
    throw new ShapeError(`inBatch: expected scores [..., N, N], found ${shapeText(scores.shape)}`)
  const index = iota(n!)
  return makeContrast({ scores, positive: equal(expandDimension(index, 1), index), weight: scalar(1), ...options })
}
