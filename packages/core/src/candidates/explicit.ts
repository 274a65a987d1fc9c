// Candidates that the caller names: positives and negatives of each anchor.
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import { type Contrast, makeContrast } from '../contrast.js'
import type { Dimension } from '../dimension.js'
import { ValueError } from '../errors.js'
import { and, equal, greaterOrEqual, less, not } from '../operations/comparison.js'
import { cast, multiply, where } from '../operations/elementwise.js'
import { iota, scalar, tensor } from '../operations/leaves.js'
import { expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'

/** Options of {@link positives}. */
export interface PositiveOptions {
  /** Which entries are there, bool, broadcastable to the scores; the others are padding. Default: all. */
  readonly mask?: Tensor
  /** How often each positive counts, float32 of at least 0: 1/P for P true classes that share one target. Default: 1 */
  readonly target?: Tensor | number
  /** ln of each positive's expected count under the noise, for NCE and sampled softmax. */
  readonly logExpectedCount?: Tensor
  /** What each positive is, int32; see `excludeHits`. */
  readonly ids?: Tensor
  /**
   * Whether a positive is also a candidate: for the other positives of its anchor where they compete (the convention
   * `meanOfPositives`), and at all in the full softmax, where it may name again a class that is a candidate. Default: true.
   */
  readonly candidate?: boolean
}

/** Positives of each anchor, from their scores [..., A, P]. */
export function positives(scores: TensorLike, options: PositiveOptions = {}): Contrast {
  checkOptions('positives', options, ['mask', 'target', 'logExpectedCount', 'ids', 'candidate'])
  const { mask = tensor(1, 'bool'), target, logExpectedCount, ids, candidate = true } = options
  const hard = cast(mask, 'float32')
  return makeContrast({
    scores: asTensor('positives', scores),
    target: target === undefined ? mask : multiply(hard, asTensor('positives: target', target)),
    weight: candidate ? hard : scalar(0),
    logExpectedCount,
    ids,
  })
}

/** Options of {@link negatives}. */
export interface NegativeOptions {
  /**
   * How often each entry counts for one positive, at least 0, broadcastable to the scores; 0 is padding. Default: 1.
   */
  readonly weight?: Tensor | number
  /** ln of each candidate's expected count under the noise. */
  readonly logExpectedCount?: Tensor
  /** What each candidate is, int32; see `excludeHits`. */
  readonly ids?: Tensor
}

/**
 * Negatives of each anchor, from their scores [..., A, N].
 * @throws ValueError for a weight below 0
 */
export function negatives(scores: TensorLike, options: NegativeOptions = {}): Contrast {
  checkOptions('negatives', options, ['weight', 'logExpectedCount', 'ids'])
  const { weight = 1, logExpectedCount, ids } = options
  if (typeof weight === 'number' && !(weight >= 0))
    throw new ValueError(`negatives: weight must be at least 0; found ${weight}`)
  return makeContrast({
    scores: asTensor('negatives', scores),
    target: tensor(0, 'bool'),
    weight: asTensor('negatives: weight', weight),
    logExpectedCount,
    ids,
    onePositive: true,
  })
}

/** Options of {@link everyClass}. */
export interface EveryClassOptions {
  /** The label of anchors that have none. Default: any that is no class, such as −1 */
  readonly ignoredLabel?: number
}

/**
 * Every class as a candidate, from scores [..., A, V] and each anchor's class, int32 [..., A]. A label that is no class,
 * such as −1, leaves its anchor without a positive.
 */
export function everyClass(scores: TensorLike, labels: Tensor, options: EveryClassOptions = {}): Contrast {
  checkOptions('everyClass', options, ['ignoredLabel'])
  const { ignoredLabel } = options
  const all = asTensor('everyClass', scores)
  const ids = expandDimension(Array.isArray(labels) ? tensor(labels, 'int32') : labels, -1)
  const isClass = equal(ids, iota(all.shape.at(-1) ?? 1))
  return makeContrast({
    scores: all,
    target: ignoredLabel === undefined ? isClass : and(isClass, not(equal(ids, ignoredLabel))),
    weight: scalar(1),
    onePositive: true,
    positiveIndex: classOf(ids, all.shape.at(-1) ?? 1),
  })
}

/** Labels, or the first class where they are none. */
const classOf = (ids: Tensor, classes: Dimension): Tensor | undefined =>
  typeof classes === 'number' && ids.dtype === 'int32'
    ? where(and(greaterOrEqual(ids, 0), less(ids, classes)), ids, 0)
    : undefined
