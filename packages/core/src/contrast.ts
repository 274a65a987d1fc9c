// The contrast: what stands between candidates and objectives.

import { describeValue } from './describe-value.js'
import { broadcastShapes, sameShape, shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import { LOG_ZERO } from './log-sum-exp.js'
import { greater } from './operations/comparison.js'
import { maximum } from './operations/elementwise.js'
import { scalarValue } from './operations/leaves.js'
import { expand, unexpanded } from './operations/movement.js'
import type { Tensor } from './tensor.js'

/** What a contrast is made of, each part broadcastable to the scores [..., A, C]. */
export interface ContrastParts {
  /** Similarity over temperature, float32 [..., A, C]: A anchors, C candidates. */
  readonly scores: Tensor
  /**
   * Which entries are positives of their anchor: bool, or float32 of at least 0 for soft targets (label smoothing,
   * distillation, several true classes that share one). The loss of a positive counts so often.
   */
  readonly target: Tensor
  /**
   * How often each entry counts as a candidate for one positive, float32, at least 0. 0 excludes it; K shared noise
   * samples that stand for k negatives weigh k/K each.
   */
  readonly weight: Tensor
  /**
   * ln of how often the candidate is expected among the negatives of one positive, float32: ln(k·q) for k draws of a noise
   * distribution q. It belongs to the candidate, so concatenated sources each bring their own.
   */
  readonly logExpectedCount?: Tensor | undefined
  /** What each candidate is, int32: items, words, images. −1 is no id. See `excludeHits`. */
  readonly ids?: Tensor | undefined
  /** Whether each anchor is known to have one positive at most, which saves work. Default: false */
  readonly onePositive?: boolean
  /**
   * Which candidate that is, int32 [..., A, 1], a number of a candidate also where there is none. Default: found by the
   * target, which takes longer
   */
  readonly positiveIndex?: Tensor | undefined
}

/**
 * Anchors compared with candidates. Every objective reads this and none knows where the candidates came from.
 *
 * An entry can be a positive and a candidate at once (in-batch), a candidate only (a negative), or a positive only
 * (`weight` 0: scored against the other candidates, without being one for its neighbors). A positive is never a
 * negative of its own anchor.
 *
 * A score that counts and is NaN or +∞ makes the loss, the accuracy and the bound NaN, by every objective; −∞ is a
 * probability of 0. An entry of weight 0 that is no positive may be anything. The scores of an anchor without a positive
 * must be numbers: binary losses, and all gradients, multiply them by 0.
 *
 * Make one with `inBatch`, `positives`, `makeContrast`, …; change it with `mapScores`, `mapTarget`, `reweight`,
 * `exclude`, `transposeContrast`, `concatenateContrasts`. A copy with another part (`{ ...contrast, scores }`) is refused:
 * a concatenation also knows its sources.
 */
export class Contrast {
  /** float32 [..., A, C]. */
  readonly scores: Tensor
  /** bool or float32 [..., A, C]. */
  readonly target: Tensor
  /** Entries whose target is above 0, bool [..., A, C]. */
  readonly positive: Tensor
  /** float32 [..., A, C]. */
  readonly weight: Tensor
  /** float32 [..., A, C]. */
  readonly logExpectedCount: Tensor | undefined
  /** int32 [..., A, C]. */
  readonly ids: Tensor | undefined
  /** Whether each anchor is known to have one positive at most. */
  readonly onePositive: boolean
  /** Which candidate that is, int32 [..., A, 1], where it is known. */
  readonly positiveIndex: Tensor | undefined
  private readonly parts: readonly Contrast[] | undefined

  /** Use `makeContrast` or a candidate source. */
  constructor(parts: ContrastParts, sources?: readonly Contrast[]) {
    this.scores = parts.scores
    this.target = parts.target
    this.positive = parts.target.dtype === 'bool' ? parts.target : greater(parts.target, 0)
    this.weight = parts.weight
    this.logExpectedCount = parts.logExpectedCount
    this.ids = parts.ids
    this.onePositive = parts.onePositive ?? false
    this.positiveIndex = parts.positiveIndex
    this.parts = sources
  }

  /**
   * The contrasts that this one is a concatenation of; of any other, itself. A sum over candidates can be taken over each
   * by itself, which spares masks; the result is the same.
   */
  sources(): readonly Contrast[] {
    return this.parts ?? [this]
  }
}

/** The contrasts that a concatenation is made of; of any other contrast, itself. */
export function sourcesOf(contrast: Contrast): readonly Contrast[] {
  return contrast.sources()
}

/** Throws a `ValueError` in the name of `what` unless it is given a contrast, and not a copy of one. */
export function checkContrast(what: string, contrast: unknown): asserts contrast is Contrast {
  if (contrast instanceof Contrast || typeof (contrast as Contrast | undefined)?.sources === 'function') return
  const isCopy = typeof contrast === 'object' && contrast !== null && 'scores' in contrast && 'weight' in contrast
  throw new ValueError(
    isCopy
      ? `${what}: this is a copy of a contrast, or a record: change a contrast with mapScores, mapTarget, reweight or exclude, and make one with makeContrast`
      : `${what}: expected a contrast: make one of scores with inBatch, positives, negatives or makeContrast; found ${describeValue(contrast)}`,
  )
}

/**
 * A contrast of parts, each broadcastable to the scores.
 * @throws ShapeError for parts of another dtype, or larger than the scores
 */
export function makeContrast(parts: ContrastParts): Contrast {
  const { scores, target, weight, logExpectedCount, ids, positiveIndex, onePositive = false } = parts
  const fit = (name: string, part: Tensor, ...dtypes: readonly string[]): Tensor => {
    if (!dtypes.includes(part?.dtype))
      throw new ShapeError(
        `contrast: ${name} must be ${dtypes.join(' or ')}, found ${part?.dtype ?? describeValue(part)}`,
      )
    if (!sameShape(broadcastShapes(part.shape, scores.shape, `contrast: ${name}`), scores.shape))
      throw new ShapeError(
        `contrast: ${name} ${shapeText(part.shape)} is larger than the scores ${shapeText(scores.shape)}`,
      )
    return expand(part, scores.shape)
  }
  if (!(scores?.rank >= 2))
    throw new ShapeError(
      `contrast: scores must be [..., A, C], found ${scores?.shape ? shapeText(scores.shape) : describeValue(scores)}`,
    )
  return new Contrast({
    scores: fit('scores', scores, 'float32'),
    target: fit('target', target, 'bool', 'float32'),
    weight: fit('weight', weight, 'float32'),
    // A class that the noise never draws has ln 0: finite here, so that its probability is 1 and not NaN.
    logExpectedCount: logExpectedCount && fit('logExpectedCount', maximum(logExpectedCount, LOG_ZERO), 'float32'),
    ids: ids && fit('ids', ids, 'int32'),
    onePositive: onePositive || scores.shape.at(-1) === 1,
    positiveIndex,
  })
}

/** The one number that all entries of a part are known to be, if they are. */
export const throughout = (part: Tensor): number | undefined => scalarValue(unexpanded(part))
