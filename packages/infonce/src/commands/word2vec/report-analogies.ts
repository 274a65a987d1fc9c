// Analogies with their products on ONNX Runtime, several times as fast as plain JavaScript.
import { input, matmul, transpose } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { hostTensor, openSession } from '@infonce/runtime'
import {
  type AnalogyResult,
  type AnalogySection,
  type Embeddings,
  type EvaluateAnalogiesOptions,
  evaluateAnalogies,
  type Products,
} from '@infonce/word2vec'
import { Progress } from '../../progress.js'
import { usualProvider } from '../../usual-provider.js'

/** As `evaluateAnalogies`, with progress on standard error. */
export async function reportAnalogies(
  embeddings: Embeddings,
  sections: readonly AnalogySection[],
  options: Pick<EvaluateAnalogiesOptions, 'restrictVocabulary'> = {},
): Promise<AnalogyResult> {
  const { dim, unitVectors } = embeddings
  const [queries, rows] = [input('queries', 'float32', ['Q', dim]), input('rows', 'float32', ['R', dim])]
  const outputs = { products: matmul(queries, transpose(rows, [1, 0])) }
  const session = await openSession(toModel({ name: 'products', inputs: [queries, rows], outputs, metadata: {} }), {
    provider: await usualProvider(),
  })
  const products: Products = async (asked, count, start, end) => {
    const results = await session.run({
      queries: hostTensor('float32', [count, dim], asked),
      rows: hostTensor('float32', [end - start, dim], unitVectors.subarray(start * dim, end * dim)),
    })
    return results.products!.data as Float32Array
  }
  const progress = new Progress()
  try {
    return await evaluateAnalogies(embeddings, sections, {
      ...options,
      products,
      onProgress: (done, total) => progress.update({ label: 'analogies', share: done / total, facts: [] }),
    })
  } finally {
    progress.end()
    await session.close()
  }
}
