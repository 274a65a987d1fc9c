// What presets share: temperatures, vectors of length 1, and losses that are a mean of two.
import { asTensor, checkRange, type TensorLike } from '../arguments.js'
import type { Loss } from '../objectives/objective.js'
import { add, divide, multiply } from '../operations/elementwise.js'
import { dotProduct, normalize } from '../similarity.js'
import { isTensorLike, type Tensor } from '../tensor.js'

/** A number above 0, or a float32 scalar that is learned. */
export type Temperature = number | Tensor

/** x over the temperature. Throws a `ValueError` for a number that is not above 0. */
export function overTemperature(what: string, x: Tensor, temperature: Temperature): Tensor {
  if (isTensorLike(temperature)) return divide(x, temperature)
  checkRange(what, 'temperature', temperature, (t) => t > 0 && t < Infinity, 'a tensor, or a number above 0')
  return multiply(x, 1 / temperature)
}

/** Cosines of anchors [..., A, D] with candidates over the temperature, which anchors are divided by, the smaller of both. */
export function scaledCosines(what: string, anchors: Tensor, candidates: Tensor, temperature: Temperature): Tensor {
  return dotProduct(overTemperature(what, normalize(anchors), temperature), normalize(candidates))
}

/** Embeddings that were passed as tensors or nested numbers. */
export const embeddings = (what: string, ...given: readonly TensorLike[]): Tensor[] =>
  given.map((each) => asTensor(what, each))

/** The mean of two losses of the same number of anchors; `perAnchor` and metrics are of the first but for their means. */
export function meanOfLosses<M extends Readonly<Record<string, Tensor>>>(a: Loss<M>, b: Loss<M>): SymmetricLoss<M> {
  const half = (x: Tensor, y: Tensor): Tensor => multiply(0.5, add(x, y))
  const metrics = Object.fromEntries(
    Object.keys(a.metrics).map((name) => [name, half(a.metrics[name]!, b.metrics[name]!)]),
  )
  return { loss: half(a.loss, b.loss), metrics: metrics as M, directions: [a, b] }
}

/** The mean of the losses of two directions. */
export interface SymmetricLoss<M extends Readonly<Record<string, Tensor>>> {
  /** float32 scalar. */
  readonly loss: Tensor
  /** Means of those of both directions. */
  readonly metrics: M
  readonly directions: readonly [Loss<M>, Loss<M>]
}
