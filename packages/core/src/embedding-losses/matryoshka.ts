// Matryoshka: a loss over nested prefixes of the embeddings.
import { ShapeError, ValueError } from '../errors.js'
import { add, multiply } from '../operations/elementwise.js'
import { slice } from '../operations/slicing.js'
import type { Tensor } from '../tensor.js'
import type { EmbeddingLoss } from './rows.js'

/** Options of {@link matryoshka}. */
export interface MatryoshkaOptions {
  /** Lengths of the prefixes, whole numbers from 1 to the width of the embeddings, each once. */
  readonly sizes: readonly number[]
  /** The weight of each, in the order of `sizes`, at least 0. Default: 1 each */
  readonly weights?: readonly number[]
}

/**
 * Matryoshka representation learning (Kusupati et al. 2022, eq. 1): the weighted sum of a loss over prefixes of the
 * embeddings, so that the first numbers of an embedding are a good embedding of their own. Metrics are the losses, as
 * `loss<size>`.
 *
 * ```ts
 * const { loss } = matryoshka([anchors, positives], ([a, b]) => infoNCE(inBatch(divide(cosineSimilarity(a, b), 0.05))),
 *   { sizes: [64, 128, 256] })
 * ```
 * @param embeddings tensors [..., D] that are cut at their last axis
 * @param lossOf the loss of prefixes, in the order of the embeddings: a scalar, or something with a `loss`
 * @throws ValueError for a size that the embeddings do not have, or weights of another number than the sizes
 */
export function matryoshka<const Embeddings extends readonly Tensor[]>(
  embeddings: Embeddings,
  lossOf: (prefixes: { readonly [K in keyof Embeddings]: Tensor }) => Tensor | { readonly loss: Tensor },
  { sizes, weights = sizes.map(() => 1) }: MatryoshkaOptions,
): EmbeddingLoss {
  if (sizes.length === 0) throw new ValueError('matryoshka: sizes must name at least one length')
  if (new Set(sizes).size < sizes.length) throw new ValueError(`matryoshka: sizes ${sizes.join(', ')} name one twice`)
  if (weights.length !== sizes.length)
    throw new ValueError(`matryoshka: weights must be as many as sizes, ${sizes.length}; found ${weights.length}`)
  for (const weight of weights)
    if (!(weight >= 0)) throw new ValueError(`matryoshka: weights must be at least 0; found ${weight}`)
  for (const { shape } of embeddings) {
    const width = shape.at(-1)
    if (typeof width !== 'number')
      throw new ShapeError('matryoshka: the last axis of embeddings must have a known size')
    for (const size of sizes)
      if (!Number.isInteger(size) || size < 1 || size > width)
        throw new ValueError(`matryoshka: sizes must be whole numbers from 1 to ${width}; found ${size}`)
  }
  const losses = sizes.map((size) => {
    const prefixes = embeddings.map((x) => (x.shape.at(-1) === size ? x : slice(x, -1, 0, size)))
    const found = lossOf(prefixes as unknown as { readonly [K in keyof Embeddings]: Tensor })
    return 'loss' in found ? found.loss : found
  })
  return {
    loss: losses.map((loss, i) => (weights[i] === 1 ? loss : multiply(weights[i]!, loss))).reduce((a, b) => add(a, b)),
    metrics: Object.fromEntries(losses.map((loss, i) => [`loss${sizes[i]}`, loss])),
  }
}
