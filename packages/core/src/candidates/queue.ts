// A queue of keys from earlier steps, as negatives (MoCo).
import type { Contrast } from '../contrast.js'
import { type Dimension, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { less } from '../operations/comparison.js'
import { add, cast, minimum, stopGradient } from '../operations/elementwise.js'
import { iota, size } from '../operations/leaves.js'
import { concat } from '../operations/movement.js'
import { slice } from '../operations/slicing.js'
import type { Tensor } from '../tensor.js'
import { negatives } from './explicit.js'

/** A queue [K, D], newest first, and how many of its slots are filled, a float32 scalar. */
export interface Queue {
  readonly keys: Tensor
  readonly count: Tensor
}

/** The keys of a queue as negatives, from their scores [..., A, K]; slots that are not filled yet are no candidates. */
export function queued(scores: Tensor, { count }: Pick<Queue, 'count'>): Contrast {
  const filled = less(cast(iota(scores.shape.at(-1) ?? 1), 'float32'), count)
  return negatives(scores, { weight: cast(filled, 'float32') })
}

/**
 * The queue after new keys [N, D], N ≤ K, came in: the oldest go out (He et al. 2020). No gradient flows through it.
 * @throws ShapeError for keys of another length, or more than the queue has slots
 */
export function enqueue({ keys: old, count }: Queue, keys: Tensor): Queue {
  const [slots, length] = old.shape as readonly [Dimension, Dimension]
  const [added, width] = keys.shape as readonly [Dimension, Dimension]
  const tooMany = typeof slots === 'number' && typeof added === 'number' && added > slots
  if (old.rank !== 2 || keys.rank !== 2 || width !== length || tooMany)
    throw new ShapeError(`enqueue: keys ${shapeText(keys.shape)} do not fit a queue ${shapeText(old.shape)}`)
  const all = concat([stopGradient(keys), old], 0)
  return { keys: slice(all, 0, 0, slots), count: minimum(add(count, size(added)), size(slots)) }
}
