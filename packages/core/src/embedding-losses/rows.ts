// What losses of whole embeddings share: the checks of their inputs, and what loss they return.
import { sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { subtract } from '../operations/elementwise.js'
import { reduceMean } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'

/** A loss of embeddings without candidates, and what is worth watching beside it. */
export interface EmbeddingLoss<Name extends string = string> {
  /** float32 scalar. */
  readonly loss: Tensor
  /** float32 scalars by name. */
  readonly metrics: Readonly<Record<Name, Tensor>>
}

/** Throws a `ShapeError` unless x is float32 [N, D]. */
export function checkEmbeddings(name: string, x: Tensor): void {
  if (x.rank !== 2 || x.dtype !== 'float32')
    throw new ShapeError(`${name}: embeddings must be float32 [N, D]; found ${x.dtype} ${shapeText(x.shape)}`)
}

/** Throws a `ShapeError` unless both are float32 [N, D]. */
export function checkPairs(name: string, a: Tensor, b: Tensor): void {
  checkEmbeddings(name, a)
  checkEmbeddings(name, b)
  if (!sameShape(a.shape, b.shape))
    throw new ShapeError(
      `${name}: both embeddings must have the same shape; found ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    )
}

/** Embeddings less their mean over the batch. */
export const centered = (x: Tensor): Tensor => subtract(x, reduceMean(x, 0, true))
