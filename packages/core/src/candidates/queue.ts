// A queue of keys from earlier steps, as negatives (MoCo).
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import type { Contrast } from '../contrast.js'
import { type Dimension, sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { less } from '../operations/comparison.js'
import { add, cast, minimum, stopGradient } from '../operations/elementwise.js'
import { iota, size } from '../operations/leaves.js'
import { concat } from '../operations/movement.js'
import { slice } from '../operations/slicing.js'
import type { Tensor } from '../tensor.js'
import { negatives } from './explicit.js'

/** A queue of keys from earlier steps. */
export interface Queue {
  /** Newest first: float32 [K, D], or numbers of keys, such as labels, [K]. */
  readonly keys: Tensor
  /** How many slots are filled, a float32 scalar. */
  readonly count: Tensor
}

/** Options of {@link queued}, beside how many slots are filled. */
export interface QueuedOptions {
  /** A queue, or its count of filled slots alone, a float32 scalar. */
  readonly count: Tensor
  readonly keys?: Tensor
  /**
   * What each key is, int32 [K]: `excludeHits` leaves out keys of the anchor's own id, `includeHits` makes them positives
   * (labels in a queue).
   */
  readonly ids?: Tensor
}

/** The keys of a queue as negatives, from their scores [..., A, K]; slots that are not filled yet are no candidates. */
export function queued(scores: TensorLike, options: QueuedOptions): Contrast {
  checkOptions('queued', options, ['count', 'keys', 'ids'])
  const { count, ids } = options
  const all = asTensor('queued', scores)
  const filled = less(cast(iota(all.shape.at(-1) ?? 1), 'float32'), count)
  return negatives(all, { weight: cast(filled, 'float32'), ...(ids && { ids }) })
}

/**
 * The queue after new keys [N, D] (labels [N]), N ≤ K, came in: the oldest go out (He et al. 2020). No gradient flows through it.
 * @throws ShapeError for keys of another length, or more than the queue has slots
 */
export function enqueue({ keys: old, count }: Queue, keys: Tensor): Queue {
  const [slots, ...length] = old.shape as readonly [Dimension, ...Dimension[]]
  const [added, ...width] = keys.shape as readonly [Dimension, ...Dimension[]]
  const tooMany = typeof slots === 'number' && typeof added === 'number' && added > slots
  if (old.rank < 1 || keys.rank < 1 || !sameShape(width, length) || tooMany)
    throw new ShapeError(`enqueue: keys ${shapeText(keys.shape)} do not fit a queue ${shapeText(old.shape)}`)
  const all = concat([stopGradient(keys), old], 0)
  return { keys: slice(all, 0, 0, slots), count: minimum(add(count, size(added)), size(slots)) }
}
