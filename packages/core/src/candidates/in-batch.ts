// In-batch candidates: the positives of the other anchors are the negatives.
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import { type Contrast, makeContrast } from '../contrast.js'
import { shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { equal } from '../operations/comparison.js'
import { add } from '../operations/elementwise.js'
import { iota, scalar } from '../operations/leaves.js'
import { expand, expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'

/** Options of {@link inBatch}. */
export interface InBatchOptions {
  /** ln of each candidate's expected count in a batch, for the correction of sampling bias (Yi et al. 2019). */
  readonly logExpectedCount?: Tensor
  /** What each candidate is, int32 [..., N]; see `excludeHits` for batches with duplicates. */
  readonly ids?: Tensor
  /**
   * The number of the first anchor among the batch, int32 scalar, where the scores are those of some anchors only,
   * [..., R, N] (see `rowsFrom`). Default: 0, with all N of them
   */
  readonly firstAnchor?: Tensor
}

/** From scores [..., N, N]: the positive of anchor i is candidate i, and all other candidates are its negatives. */
export function inBatch(scores: TensorLike, options: InBatchOptions = {}): Contrast {
  checkOptions('inBatch', options, ['logExpectedCount', 'ids', 'firstAnchor'])
  const { firstAnchor, logExpectedCount, ids } = options
  const all = asTensor('inBatch', scores)
  const [rows, n] = all.shape.slice(-2)
  if (all.rank < 2 || (rows !== n && !firstAnchor))
    throw new ShapeError(`inBatch: expected scores [..., N, N], found ${shapeText(all.shape)}`)
  const anchors = firstAnchor ? add(firstAnchor, iota(rows!)) : iota(n!)
  return makeContrast({
    scores: all,
    target: equal(expandDimension(anchors, 1), iota(n!)),
    weight: scalar(1),
    logExpectedCount,
    ids: ids && expandDimension(ids, -2),
    onePositive: true,
    positiveIndex: expand(expandDimension(anchors, 1), [...all.shape.slice(0, -1), 1]),
  })
}
