// Similarities between anchors and candidates.
import { asTensor } from './arguments.js'
import { multiplyDimensions, type Shape, shapeText } from './dimension.js'
import { ShapeError } from './errors.js'
import { LOG_ZERO } from './log-sum-exp.js'
import { less } from './operations/comparison.js'
import {
  add,
  cast,
  divide,
  exp,
  multiply,
  negate,
  sqrt,
  square,
  stopGradient,
  subtract,
  where,
} from './operations/elementwise.js'
import type { Operand } from './operations/leaves.js'
import { matmul } from './operations/matrix.js'
import { expandDimension, reshape, transpose } from './operations/movement.js'
import { reduceMax, reduceMean, reduceSum, reduceSumSquare } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/**
 * Dot products of anchors [..., A, D] with candidates [..., C, D] that they share, or with candidates
 * [..., A, C, D] of their own. Returns [..., A, C].
 */
export function dotProduct(anchors: Tensor, candidates: Tensor): Tensor {
  return dot(...vectorsOf('dotProduct', anchors, candidates))
}

/** Anchors and candidates as tensors. Throws a `ShapeError` where one of them is a single vector. */
function vectorsOf(what: string, anchors: Tensor, candidates: Tensor): [Tensor, Tensor] {
  const [a, c] = [asTensor(what, anchors), asTensor(what, candidates)]
  for (const [name, x] of Object.entries({ anchors: a, candidates: c }))
    if (x.rank < 2)
      throw new ShapeError(
        `${what}: ${name} must be [..., ${name === 'anchors' ? 'A' : 'C'}, D], a vector each; found ${shapeText(x.shape)}: one vector is [1, D]`,
      )
  return [a, c]
}

function dot(anchors: Tensor, candidates: Tensor): Tensor {
  if (candidates.rank <= anchors.rank) return matmul(anchors, transpose(candidates))
  const scores = matmul(candidates, expandDimension(anchors, -1))
  return reshape(scores, scores.shape.slice(0, -1))
}

/**
 * Vectors [..., D] scaled to length 1. A vector shorter than `epsilon` (default 1e-12) becomes zero, and no gradient
 * flows to it: dividing by its length would wreck the step.
 */
export function normalize(given: Tensor, epsilon = 1e-12): Tensor {
  const x = asTensor('normalize', given)
  const squares = reduceSum(square(x), -1, true)
  const isZero = less(squares, epsilon ** 2)
  return where(isZero, 0, divide(x, sqrt(where(isZero, 1, squares))))
}

/** Cosines of the angles between anchors and candidates, shaped as in {@link dotProduct}; 0 for a zero vector. */
export function cosineSimilarity(anchors: Tensor, candidates: Tensor): Tensor {
  const [a, c] = vectorsOf('cosineSimilarity', anchors, candidates)
  return dot(normalize(a), normalize(c))
}

/**
 * Minus the squared Euclidean distances between anchors and candidates, shaped as in {@link dotProduct}. Of shared
 * candidates it is computed by one matrix product, from vectors less the mean of the candidates, so that an offset that all
 * have in common costs no digits; rounding may leave it slightly above 0 for equal vectors.
 */
export function negativeSquaredDistance(given: Tensor, others: Tensor): Tensor {
  const [anchors, candidates] = vectorsOf('negativeSquaredDistance', given, others)
  if (candidates.rank > anchors.rank)
    return negate(reduceSumSquare(subtract(candidates, expandDimension(anchors, -2)), -1))
  // The result does not depend on the origin, and so neither does the gradient.
  const origin = stopGradient(reduceMean(candidates, -2, true))
  const [a, c] = [subtract(anchors, origin), subtract(candidates, origin)]
  const squares = add(reduceSumSquare(a, -1, true), transpose(reduceSumSquare(c, -1, true)))
  return subtract(multiply(2, matmul(a, transpose(c))), squares)
}

/**
 * aᵀ W c of anchors [..., A, D] and candidates [..., C, E] or [..., A, C, E], with a weight [D, E] that is learned: the
 * W_k of contrastive predictive coding (van den Oord et al. 2018, eq. 3). Returns [..., A, C].
 */
export function bilinearSimilarity(anchors: Tensor, candidates: Tensor, weight: Tensor): Tensor {
  if (weight.rank !== 2)
    throw new ShapeError(`bilinearSimilarity: the weight must be [D, E], found ${shapeText(weight.shape)}`)
  return dotProduct(matmul(anchors, weight), candidates)
}

/** Which tokens are there, for {@link maxSim}. */
export interface MaxSimOptions {
  /** bool [A, S]. Default: all */
  readonly anchorMask?: Tensor
  /** bool [C, T]. Default: all */
  readonly candidateMask?: Tensor
}

/**
 * Late interaction: the sum over an anchor's tokens of the largest dot product with any token of the candidate (MaxSim;
 * ColBERT, Khattab & Zaharia 2020, eq. 3). Tokens are expected to have length 1 (`normalize`). A candidate without tokens
 * scores 0.
 * @param anchors float32 [A, S, D]: S tokens each
 * @param candidates float32 [C, T, D]: T tokens each
 * @returns float32 [A, C]
 * @throws ShapeError for other ranks
 */
export function maxSim(anchors: Tensor, candidates: Tensor, { anchorMask, candidateMask }: MaxSimOptions = {}): Tensor {
  if (anchors.rank !== 3 || candidates.rank !== 3)
    throw new ShapeError(
      `maxSim: expected anchors [A, S, D] and candidates [C, T, D], found ${shapeText(anchors.shape)} and ${shapeText(candidates.shape)}`,
    )
  const [[a, s, d], [c, t]] = [anchors.shape, candidates.shape] as [Shape, Shape]
  // One product of all tokens, [A·S, C·T].
  const products = dotProduct(
    reshape(anchors, [multiplyDimensions(a!, s!), d!]),
    reshape(candidates, [multiplyDimensions(c!, t!), d!]),
  )
  const scores = reshape(products, [a!, s!, c!, t!])
  const kept = candidateMask ? where(candidateMask, scores, LOG_ZERO) : scores
  const best = reduceMax(kept, -1)
  // Nothing is nearest where nothing is there.
  const found = candidateMask ? where(less(reduceSum(cast(candidateMask, 'float32'), -1), 0.5), 0, best) : best
  return reduceSum(anchorMask ? where(expandDimension(anchorMask, -1), found, 0) : found, 1)
}

/**
 * Scores times a learned scale, plus a learned bias: e^logScale · s + b. CLIP (Radford et al. 2021) starts logScale at
 * ln(1/0.07) and keeps it at ln 100 or below; SigLIP (Zhai et al. 2023) starts at ln 10 with a bias of −10. Keep such a
 * limit by a projection after the step: a `minimum` in the loss has no gradient once it is passed, and sticks.
 * @param logScale float32 scalar
 * @param bias float32 scalar. Default: 0
 */
export function learnedScale(scores: Tensor, logScale: Tensor, bias?: Operand): Tensor {
  const scaled = multiply(scores, exp(logScale))
  return bias === undefined ? scaled : add(scaled, bias)
}
