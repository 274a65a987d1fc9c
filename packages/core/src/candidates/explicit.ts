// Candidates that the caller names: positives and negatives of each anchor.
import { type Contrast, makeContrast } from '../contrast.js'
import { equal } from '../operations/comparison.js'
import { cast } from '../operations/elementwise.js'
import { iota, scalar, tensor } from '../operations/leaves.js'
import { expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'

/** Options of {@link positives}. */
export interface PositiveOptions {
  /** Which entries are there, bool, broadcastable to the scores; the others are padding. Default: all. */
  readonly mask?: Tensor
  /** ln of each positive's expected count under the noise, for NCE and sampled softmax. */
  readonly logExpectedCount?: Tensor
  /**
   * Whether a positive is also a candidate: for the other positives of its anchor where they compete (the convention
   * `mean`), and at all in the full softmax, where it may name again a class that is a candidate. Default: true.
   */
  readonly candidate?: boolean
}

/** Positives of each anchor, from their scores [..., A, P]. */
export function positives(scores: Tensor, options: PositiveOptions = {}): Contrast {
  const { mask = tensor(1, 'bool'), logExpectedCount, candidate = true } = options
  return makeContrast({
    scores,
    positive: mask,
    weight: candidate ? cast(mask, 'float32') : scalar(0),
    ...(logExpectedCount && { logExpectedCount }),
  })
}

/** Options of {@link negatives}. */
export interface NegativeOptions {
  /** How often each entry counts for one positive, float32, broadcastable to the scores; 0 is padding. Default: 1. */
  readonly weight?: Tensor | number
  /** ln of each candidate's expected count under the noise. */
  readonly logExpectedCount?: Tensor
}

/** Negatives of each anchor, from their scores [..., A, N]. */
export function negatives(scores: Tensor, options: NegativeOptions = {}): Contrast {
  const { weight = 1, logExpectedCount } = options
  return makeContrast({
    scores,
    positive: tensor(0, 'bool'),
    weight: typeof weight === 'number' ? scalar(weight) : weight,
    ...(logExpectedCount && { logExpectedCount }),
  })
}

/**
 * Every class as a candidate, from scores [..., A, V] and each anchor's class, int32 [..., A]. A label that is no class,
 * such as −1, leaves its anchor without a positive.
 */
export function everyClass(scores: Tensor, labels: Tensor): Contrast {
  return makeContrast({
    scores,
    positive: equal(expandDimension(labels, -1), iota(scores.shape.at(-1) ?? 1)),
    weight: scalar(1),
  })
}
