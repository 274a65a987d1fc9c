// Candidates among examples that come more than once: two views of each, or several of one label.
import { asTensor, checkOptions, type TensorLike } from '../arguments.js'
import { type Contrast, makeContrast } from '../contrast.js'
import type { Dimension } from '../dimension.js'
import { shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { and, equal, not } from '../operations/comparison.js'
import { abs, cast, divide, subtract } from '../operations/elementwise.js'
import { iota, size, tensor } from '../operations/leaves.js'
import { expand, expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'

function squareSize(what: string, scores: Tensor): Dimension {
  const n = scores.shape.at(-1)
  if (scores.rank < 2 || scores.shape.at(-2) !== n)
    throw new ShapeError(`${what}: expected scores [..., N, N], found ${shapeText(scores.shape)}`)
  return n!
}

/**
 * NT-Xent's candidates (Chen et al. 2020, eq. 1), from scores [..., 2N, 2N] of the first views of N examples and then
 * their second views: the positive of each is its other view, all others but itself are negatives.
 * @throws ShapeError for scores that are not square, or of an odd number of views
 */
export function twoViews(given: TensorLike): Contrast {
  const scores = asTensor('twoViews', given)
  const views = squareSize('twoViews', scores)
  if (typeof views === 'number' && views % 2 === 1)
    throw new ShapeError(`twoViews: expected an even number of views, found scores ${shapeText(scores.shape)}`)
  const index = cast(iota(views), 'float32')
  const distance = abs(subtract(expandDimension(index, 1), index))
  return makeContrast({
    scores,
    target: equal(distance, divide(size(views), 2)),
    weight: cast(not(equal(distance, 0)), 'float32'),
    onePositive: true,
    positiveIndex: otherView(scores, views),
  })
}

/** The number of each view's other view, [..., 2N, 1]. */
function otherView(scores: Tensor, views: Dimension): Tensor | undefined {
  if (typeof views !== 'number') return undefined
  const half = views / 2
  const others = tensor(
    Array.from({ length: views }, (_, i) => [(i + half) % views]),
    'int32',
  )
  return expand(others, [...scores.shape.slice(0, -1), 1])
}

/** Options of {@link sameLabel}. */
export interface SameLabelOptions {
  /** The label of examples that have none: they are nobody's positives. Default: −1 */
  readonly ignoredLabel?: number
}

/**
 * Supervised contrast's candidates (Khosla et al. 2020), from scores [..., N, N] and the label of each example, int32
 * [..., N]: positives of an anchor are all others of its label; it is no candidate of its own. An example without a label
 * is a negative of the others, and has no positive.
 * @throws ShapeError for scores that are not square
 */
export function sameLabel(given: TensorLike, labels: Tensor, options: SameLabelOptions = {}): Contrast {
  checkOptions('sameLabel', options, ['ignoredLabel'])
  const { ignoredLabel = -1 } = options
  const scores = asTensor('sameLabel', given)
  const ids = Array.isArray(labels) ? tensor(labels, 'int32') : labels
  const index = iota(squareSize('sameLabel', scores))
  const other = not(equal(expandDimension(index, 1), index))
  const same = equal(expandDimension(ids, -1), expandDimension(ids, -2))
  const labeled = not(equal(expandDimension(ids, -1), ignoredLabel))
  return makeContrast({ scores, target: and(and(same, labeled), other), weight: cast(other, 'float32') })
}
