// The contrast: what stands between candidates and objectives.
import { broadcastShapes, sameShape, shapeText } from './dimension.js'
import { ShapeError } from './errors.js'
import { LOG_ZERO } from './log-sum-exp.js'
import { maximum } from './operations/elementwise.js'
import { concat, expand } from './operations/movement.js'
import type { Tensor } from './tensor.js'

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
 */
export interface Contrast {
  /** Similarity over temperature, float32 [..., A, C]. */
  readonly scores: Tensor
  /** Which entries are positives of their anchor, bool [..., A, C]. */
  readonly positive: Tensor
  /**
   * How often each entry counts as a candidate *for one positive*, float32 [..., A, C], at least 0. 0 excludes it;
   * K shared noise samples that stand for k negatives weigh k/K each.
   */
  readonly weight: Tensor
  /**
   * ln of how often the candidate is expected among the negatives of one positive, float32 [..., A, C]: ln(k·q) for
   * k draws of a noise distribution q. It belongs to the candidate, so concatenated sources each bring their own.
   */
  readonly logExpectedCount?: Tensor
  /**
   * The contrasts that this one is a concatenation of, if it is one. A sum over candidates can be taken over each by
   * itself, which spares masks; the result is the same. Ranking and binary objectives read the sources where there are
   * any and the whole elsewhere: who changes the scores, or another part, changes them in both, or leaves the sources
   * out.
   */
  readonly sources?: readonly Contrast[]
}

/** The parts of a {@link Contrast}, each broadcastable to the scores. */
export function makeContrast(parts: Contrast): Contrast {
  const { scores, positive, weight, logExpectedCount } = parts
  const fit = (name: string, tensor: Tensor, dtype: string): Tensor => {
    if (tensor.dtype !== dtype) throw new ShapeError(`contrast: ${name} must be ${dtype}, found ${tensor.dtype}`)
    if (!sameShape(broadcastShapes(tensor.shape, scores.shape, `contrast: ${name}`), scores.shape))
      throw new ShapeError(
        `contrast: ${name} ${shapeText(tensor.shape)} is larger than the scores ${shapeText(scores.shape)}`,
      )
    return expand(tensor, scores.shape)
  }
  if (scores.rank < 2) throw new ShapeError(`contrast: scores must be [..., A, C], found ${shapeText(scores.shape)}`)
  return {
    scores: fit('scores', scores, 'float32'),
    positive: fit('positive', positive, 'bool'),
    weight: fit('weight', weight, 'float32'),
    // A class that the noise never draws has ln 0: finite here, so that its probability is 1 and not NaN.
    ...(logExpectedCount && {
      logExpectedCount: fit('logExpectedCount', maximum(logExpectedCount, LOG_ZERO), 'float32'),
    }),
  }
}

/**
 * The candidates of several sources side by side, [..., A, C₁ + C₂ + …].
 * @throws ShapeError when some sources bring expected counts and others do not
 */
export function concatenateContrasts(contrasts: readonly Contrast[]): Contrast {
  const join = (part: (contrast: Contrast) => Tensor) => concat(contrasts.map(part), -1)
  const [first, second] = contrasts
  if (first && !second) return first
  const counted = contrasts.filter((contrast) => contrast.logExpectedCount).length
  if (counted !== 0 && counted !== contrasts.length)
    throw new ShapeError(
      `contrast: ${counted} of ${contrasts.length} sources have logExpectedCount; give it to all of them or to none`,
    )
  return {
    scores: join((contrast) => contrast.scores),
    positive: join((contrast) => contrast.positive),
    weight: join((contrast) => contrast.weight),
    ...(counted > 0 && { logExpectedCount: join((contrast) => contrast.logExpectedCount!) }),
    sources: contrasts.flatMap(sourcesOf),
  }
}

/** The contrasts that a concatenation is made of; of any other contrast, itself. */
export function sourcesOf(contrast: Contrast): readonly Contrast[] {
  return contrast.sources ?? [contrast]
}
