// The ways to change a contrast. Each sees all of it, so that the sources of a concatenation cannot be forgotten.

import { asTensor, checkOptions } from './arguments.js'
import { Contrast, type ContrastParts, checkContrast, makeContrast, sourcesOf, throughout } from './contrast.js'
import { describeValue } from './describe-value.js'
import { broadcastShapes, type Shape, shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import { add, cast, exp, multiply, where } from './operations/elementwise.js'
import { type Operand, scalar, tensor } from './operations/leaves.js'
import { concat, expand, transpose } from './operations/movement.js'
import type { Tensor } from './tensor.js'

/** The parts of a contrast, to be made again with some of them changed. */
const partsOf = ({
  scores,
  target,
  weight,
  logExpectedCount,
  ids,
  onePositive,
  positiveIndex,
}: Contrast): ContrastParts => ({
  scores,
  target,
  weight,
  logExpectedCount,
  ids,
  onePositive,
  positiveIndex,
})

/** A change of each entry by itself, of every source. */
export function mapSources(contrast: Contrast, change: (source: Contrast) => Partial<ContrastParts>): Contrast {
  const sources = sourcesOf(contrast)
  const changed = sources.map((source) => makeContrast({ ...partsOf(source), ...change(source) }))
  return sources.length === 1 ? changed[0]! : concatenateContrasts(changed)
}

const changeWhole = (contrast: Contrast, change: Partial<ContrastParts>): Contrast =>
  makeContrast({ ...partsOf(contrast), ...change })

/** A part that each anchor has one number of, or all share one, goes to each source; any other is of the whole. */
function changeBy(
  contrast: Contrast,
  part: Tensor,
  change: (contrast: Contrast, part: Tensor) => Partial<ContrastParts>,
): Contrast {
  if (part.rank === 0 || part.shape.at(-1) === 1) return mapSources(contrast, (source) => change(source, part))
  return changeWhole(contrast, change(contrast, part))
}

/**
 * A contrast with other scores: a margin, a temperature, a bias.
 * @param change from the scores float32 [..., A, C] (of all sources, side by side) to scores of the same shape
 * @throws ShapeError for another shape or dtype
 */
export function mapScores(contrast: Contrast, change: (scores: Tensor, contrast: Contrast) => Tensor): Contrast {
  checkContrast('mapScores', contrast)
  requireFunction('mapScores', change)
  const scores = change(contrast.scores, contrast)
  requireSame('mapScores', contrast, scores)
  return changeWhole(contrast, { scores })
}

/**
 * A contrast with other targets: label smoothing, distillation.
 * @param change from the targets float32 [..., A, C], 0 and 1 where they are hard, to targets of the same shape, bool or
 *   float32 of at least 0
 * @throws ShapeError for another shape or dtype
 */
export function mapTarget(contrast: Contrast, change: (target: Tensor, contrast: Contrast) => Tensor): Contrast {
  checkContrast('mapTarget', contrast)
  requireFunction('mapTarget', change)
  const target = change(softTarget(contrast), contrast)
  requireSame('mapTarget', contrast, target)
  return changeWhole(contrast, { target, onePositive: false, positiveIndex: undefined })
}

/** Targets as float32 [..., A, C]. */
export const softTarget = ({ target }: Contrast): Tensor => (target.dtype === 'bool' ? cast(target, 'float32') : target)

/** How {@link reweight} changes weights; give one of them, broadcastable to [..., A, C]. */
export interface ReweightOptions {
  /** Weights are multiplied by this, at least 0. */
  readonly factor?: Operand
  /** Weights are multiplied by e^this. */
  readonly logFactor?: Operand
}

/**
 * A contrast whose candidates count more or less often: importance weights.
 * @throws ValueError unless one of the options is given
 */
export function reweight(contrast: Contrast, options: ReweightOptions): Contrast {
  checkContrast('reweight', contrast)
  checkOptions('reweight', options, ['factor', 'logFactor'])
  const { factor, logFactor } = options
  if ((factor === undefined) === (logFactor === undefined))
    throw new ValueError('reweight: give either factor or logFactor')
  const by =
    factor === undefined ? exp(asTensor('reweight: logFactor', logFactor!)) : asTensor('reweight: factor', factor)
  return changeBy(contrast, by, ({ weight }, part) => ({ weight: multiply(weight, part) }))
}

/**
 * A contrast without some entries: they are neither candidates nor positives.
 * @param mask bool, broadcastable to [..., A, C]: true leaves an entry out
 */
export function exclude(contrast: Contrast, mask: Tensor): Contrast {
  checkContrast('exclude', contrast)
  if (mask?.dtype !== 'bool')
    throw new ShapeError(`exclude: the mask must be bool, found ${mask?.dtype ?? describeValue(mask)}`)
  return changeBy(contrast, mask, ({ weight, target }, part) => ({
    weight: where(part, 0, weight),
    target: throughout(target) === 0 ? target : where(part, target.dtype === 'bool' ? no : scalar(0), target),
  }))
}

const no = /* @__PURE__ */ tensor(0, 'bool')

/** What {@link transposeContrast} cannot know: it belongs to the candidates, which were the anchors. */
export interface TransposeOptions {
  /** Of the new candidates. Default: none */
  readonly logExpectedCount?: Tensor
  /** Of the new candidates. Default: none */
  readonly ids?: Tensor
  /** Whether each new anchor is known to have one positive at most, as in a batch. Default: false */
  readonly onePositive?: boolean
}

/**
 * The other direction: candidates as anchors, and anchors as their candidates, [..., C, A]. A symmetric loss, such as
 * CLIP's, is the mean of a contrast's and its transpose's. Expected counts and ids belong to candidates and are left out:
 * give those of the anchors.
 */
export function transposeContrast(contrast: Contrast, options: TransposeOptions = {}): Contrast {
  checkContrast('transposeContrast', contrast)
  checkOptions('transposeContrast', options, ['logExpectedCount', 'ids', 'onePositive'])
  const axes = contrast.scores.shape.map((_, axis) => axis)
  const order = [...axes.slice(0, -2), axes.length - 1, axes.length - 2]
  const turned = (x: Tensor): Tensor => transpose(x, order)
  const same = (x: Tensor): Tensor => {
    const number = throughout(x)
    return number === undefined ? turned(x) : x.dtype === 'bool' ? tensor(number, 'bool') : scalar(number)
  }
  return makeContrast({
    scores: turned(contrast.scores),
    target: same(contrast.target),
    weight: same(contrast.weight),
    ...options,
  })
}

/**
 * Noise magnified M times (noisier NCE, arXiv 2405.16730): weights times M, ln expected counts plus ln M. The gradient of
 * noise-contrastive estimation tends to that of maximum likelihood as M grows.
 * @throws ValueError for M that is not above 0, or a contrast without `logExpectedCount`
 */
export function magnifyNoise(contrast: Contrast, times: number): Contrast {
  checkContrast('magnifyNoise', contrast)
  if (!(times > 0 && times < Infinity)) throw new ValueError(`magnifyNoise: times must be above 0; found ${times}`)
  if (!contrast.logExpectedCount) throw new ValueError('magnifyNoise: the contrast has no logExpectedCount to magnify')
  return mapSources(contrast, ({ weight, logExpectedCount }) => ({
    weight: multiply(weight, times),
    logExpectedCount: add(logExpectedCount!, Math.log(times)),
  }))
}

/**
 * The candidates of several sources side by side, [..., A, C₁ + C₂ + …]. All axes but the last are broadcast: candidates
 * [1, K] that all anchors share go beside positives [A, 1].
 * @throws ShapeError when some sources bring expected counts and others do not, and for anchors that do not fit
 */
export function concatenateContrasts(contrasts: readonly Contrast[]): Contrast {
  if (!Array.isArray(contrasts)) throw new ValueError('concatenateContrasts: expected a list of contrasts')
  for (const contrast of contrasts) checkContrast('concatenateContrasts', contrast)
  const [first, second] = contrasts
  if (!first) throw new ShapeError('concatenateContrasts: there must be at least one contrast')
  if (!second) return first
  const counted = contrasts.filter((contrast) => contrast.logExpectedCount).length
  if (counted !== 0 && counted !== contrasts.length)
    throw new ShapeError(
      `concatenateContrasts: ${counted} of ${contrasts.length} sources have logExpectedCount; give it to all of them or to none`,
    )
  const leading = contrasts.map(({ scores }) => scores.shape.slice(0, -1)).reduce(anchorsOf)
  const sources = contrasts.flatMap(sourcesOf).map((source) => broadcastAnchors(source, leading))
  const join = (part: (source: Contrast) => Tensor): Tensor => concat(sources.map(part), -1)
  const isSoft = sources.some(({ target }) => target.dtype === 'float32')
  const having = sources.filter(({ positive }) => throughout(positive) !== 0)
  return new Contrast(
    {
      scores: join(({ scores }) => scores),
      target: join((source) => (isSoft ? softTarget(source) : source.target)),
      weight: join(({ weight }) => weight),
      logExpectedCount: counted > 0 ? join(({ logExpectedCount }) => logExpectedCount!) : undefined,
      ids: sources.some(({ ids }) => ids)
        ? join(({ ids, scores }) => ids ?? expand(tensor(-1, 'int32'), scores.shape))
        : undefined,
      onePositive: having.length === 1 && having[0]!.onePositive,
    },
    sources,
  )
}

function anchorsOf(a: Shape, b: Shape): Shape {
  try {
    return broadcastShapes(a, b, 'concatenateContrasts')
  } catch {
    throw new ShapeError(
      `concatenateContrasts: sources have anchors ${shapeText(a)} and ${shapeText(b)}: these must be equal, or 1`,
    )
  }
}

function broadcastAnchors(source: Contrast, leading: Shape): Contrast {
  const shape = [...leading, source.scores.shape.at(-1)!]
  if (shapeText(shape) === shapeText(source.scores.shape)) return source
  return makeContrast({ ...partsOf(source), scores: expand(source.scores, shape), positiveIndex: undefined })
}

function requireFunction(what: string, change: unknown): void {
  if (typeof change !== 'function')
    throw new ValueError(`${what}: expected a function as the second argument; found ${describeValue(change)}`)
}

function requireSame(what: string, { scores }: Contrast, found: Tensor): void {
  if (!found?.shape || shapeText(found.shape) !== shapeText(scores.shape))
    throw new ShapeError(
      `${what}: the function must return a tensor ${shapeText(scores.shape)}; found ${found?.shape ? shapeText(found.shape) : describeValue(found)}`,
    )
}
