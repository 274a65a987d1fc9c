// Similarities between anchors and candidates.
import { less } from './operations/comparison.js'
import { divide, sqrt, square, where } from './operations/elementwise.js'
import { matmul } from './operations/matrix.js'
import { expandDimension, reshape, transpose } from './operations/movement.js'
import { reduceSum } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/**
 * Dot products of anchors [..., A, D] with candidates [..., C, D] that they share, or with candidates
 * [..., A, C, D] of their own. Returns [..., A, C].
 */
export function dotProduct(anchors: Tensor, candidates: Tensor): Tensor {
  if (candidates.rank <= anchors.rank) return matmul(anchors, transpose(candidates))
  const scores = matmul(candidates, expandDimension(anchors, -1))
  return reshape(scores, scores.shape.slice(0, -1))
}

/**
 * Vectors [..., D] scaled to length 1. A vector shorter than `epsilon` (default 1e-12) becomes zero, and no gradient
 * flows to it: dividing by its length would wreck the step.
 */
export function normalize(x: Tensor, epsilon = 1e-12): Tensor {
  const squares = reduceSum(square(x), -1, true)
  const isZero = less(squares, epsilon ** 2)
  return where(isZero, 0, divide(x, sqrt(where(isZero, 1, squares))))
}

/** Cosines of the angles between anchors and candidates, shaped as in {@link dotProduct}; 0 for a zero vector. */
export function cosineSimilarity(anchors: Tensor, candidates: Tensor): Tensor {
  return dotProduct(normalize(anchors), normalize(candidates))
}
