// What is trained while the event loop is watched.

/** Settings by the name of the workload. */
export const workloads = /** @satisfies {Record<string, import('@infonce/word2vec').ConfigurationInput>} */ ({
  /** That of `infonce demo`: short steps, many events. */
  demo: { dim: 64, window: 5, negatives: 5, sample: 1e-3, epochs: 5, learningRate: 0.05 },
  /** The full softmax over a large vocabulary: a step takes long. */
  softmax: { dim: 128, window: 5, sample: 0, minCount: 1, epochs: 1000, loss: 'softmax', learningRate: 0.05 },
})

const VOCABULARY = 30_000

/** Lines in which every one of many words occurs. */
export function largeVocabularyText() {
  return Array.from({ length: VOCABULARY / 10 }, (_, line) =>
    Array.from({ length: 20 }, (_, i) => `w${i < 10 ? 10 * line + i : (7919 * line + 104_729 * i) % VOCABULARY}`).join(
      ' ',
    ),
  ).join('\n')
}
