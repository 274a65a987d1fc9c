// Similarities between anchors and candidates.
import { divide, maximum, sqrt, square } from './operations/elementwise.js'
import { matrixProduct } from './operations/matrix.js'
import { expandDimension, reshape, transpose } from './operations/movement.js'
import { reduceSum } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/**
 * Dot products of anchors [..., A, D] with candidates [..., C, D] that they share, or with candidates
 * [..., A, C, D] of their own. Returns [..., A, C].
 */
export function dotProduct(anchors: Tensor, candidates: Tensor): Tensor {
  if (candidates.rank <= anchors.rank) return matrixProduct(anchors, transpose(candidates))
  const scores = matrixProduct(candidates, expandDimension(anchors, -1))
  return reshape(scores, scores.shape.slice(0, -1))
}

/** Vectors [..., D] scaled to length 1; a vector shorter than `epsilon` is divided by it, so that zero stays zero. */
export function normalise(x: Tensor, epsilon = 1e-12): Tensor {
  return divide(x, sqrt(maximum(reduceSum(square(x), -1, true), epsilon ** 2)))
}

/** Cosines of the angles between anchors and candidates, shaped as in {@link dotProduct}; 0 for a zero vector. */
export function cosineSimilarity(anchors: Tensor, candidates: Tensor): Tensor {
  return dotProduct(normalise(anchors), normalise(candidates))
}
