// Miners: contrasts without the negatives that are too easy, too hard, or no negatives at all.
import { checkOptions, checkRange } from './arguments.js'
import { type Contrast, checkContrast } from './contrast.js'
import { exclude } from './contrast-changes.js'
import { shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import { keptScores } from './log-sum-exp.js'
import { negativeWeight } from './objectives/counts.js'
import { and, greater, less, not, or } from './operations/comparison.js'
import { multiply, negate, subtract, where } from './operations/elementwise.js'
import { topK } from './operations/ordering.js'
import { reduceMax } from './operations/reduction.js'
import { slice } from './operations/slicing.js'
import type { Tensor } from './tensor.js'

/** How much less similar than the positive a negative must be; give one of them. */
export interface MarginMining {
  /** Negatives at or above s⁺ − this are left out. */
  readonly absoluteMargin?: number
  /** Negatives at or above s⁺ · (1 − this) are left out; for similarities above 0. */
  readonly relativeMargin?: number
}

/** Negatives whose score by some measure is too near to that of the least similar positive. */
function tooNear(what: string, contrast: Contrast, scores: Tensor, options: MarginMining): Tensor {
  const { absoluteMargin, relativeMargin } = options
  if ((absoluteMargin === undefined) === (relativeMargin === undefined))
    throw new ValueError(`${what}: give either absoluteMargin or relativeMargin`)
  checkRange(what, 'the margin', absoluteMargin ?? relativeMargin!, Number.isFinite, 'a number')
  const least = negate(reduceMax(where(contrast.positive, negate(scores), -3e38), -1, true))
  const limit = absoluteMargin === undefined ? multiply(least, 1 - relativeMargin!) : subtract(least, absoluteMargin)
  return and(not(contrast.positive), not(less(scores, limit)))
}

/**
 * The contrast without negatives that are nearly as similar as the positive, or more: they may be positives in truth (the
 * margins of sentence-transformers' hard-negative mining). Of several positives the least similar counts.
 */
export function mineByMargin(contrast: Contrast, options: MarginMining): Contrast {
  checkContrast('mineByMargin', contrast)
  checkOptions('mineByMargin', options, ['absoluteMargin', 'relativeMargin'])
  return exclude(contrast, tooNear('mineByMargin', contrast, contrast.scores, options))
}

/** Scores of the negatives that stay. */
export interface RangeMining {
  /** Default: −∞ */
  readonly lowest?: number
  /** Default: ∞ */
  readonly highest?: number
}

/** The contrast without negatives whose scores are outside a range. */
export function mineByRange(contrast: Contrast, options: RangeMining): Contrast {
  checkContrast('mineByRange', contrast)
  checkOptions('mineByRange', options, ['lowest', 'highest'])
  const { lowest = -3e38, highest = 3e38 } = options
  const { scores, positive } = contrast
  return exclude(contrast, and(not(positive), or(less(scores, lowest), greater(scores, highest))))
}

/**
 * The contrast with the k highest negatives of each anchor, and those that tie with the last of them.
 * @param k a whole number from 1; where there are fewer candidates, all stay
 */
export function mineHardest(contrast: Contrast, k: number): Contrast {
  checkContrast('mineHardest', contrast)
  checkRange('mineHardest', 'k', k, (x) => Number.isInteger(x) && x >= 1, 'a whole number from 1')
  const { scores, positive } = contrast
  const candidates = scores.shape.at(-1)
  if (typeof candidates === 'number' && candidates <= k) return contrast
  const kept = keptScores(scores, negativeWeight(contrast))
  const last = slice(topK(kept, k).values, -1, k - 1, k)
  return exclude(contrast, and(not(positive), less(kept, last)))
}

/** Options of {@link guided}: how much less similar to the guide a negative must be. Default: `absoluteMargin` 0 */
export interface GuideOptions extends MarginMining {}

/**
 * The contrast without negatives that a guide finds as similar as the positive, or more (GISTEmbed, Solatorio 2024, section
 * 3): negatives stay where guide < guide⁺ − absoluteMargin, or guide < guide⁺ · (1 − relativeMargin).
 * @param guide the guide's scores of the same pairs, float32, of the shape of the contrast's. No gradient flows to them
 * @throws ShapeError for another shape
 */
export function guided(contrast: Contrast, guide: Tensor, options: GuideOptions = {}): Contrast {
  checkContrast('guided', contrast)
  checkOptions('guided', options, ['absoluteMargin', 'relativeMargin'])
  if (!guide?.shape || shapeText(guide.shape) !== shapeText(contrast.scores.shape))
    throw new ShapeError(
      `guided: the guide's scores must be ${shapeText(contrast.scores.shape)}; found ${guide?.shape ? shapeText(guide.shape) : guide}`,
    )
  const margin = options.relativeMargin === undefined ? { absoluteMargin: options.absoluteMargin ?? 0 } : options
  return exclude(contrast, tooNear('guided', contrast, guide, margin))
}
