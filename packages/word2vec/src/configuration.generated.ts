// Written from the table of configuration.ts: UPDATE_SETTINGS=1 npx vitest run scripts/settings.test.ts

/** Settings of a run, complete. */
export interface Configuration {
  /** Length D of a word's vector. Default: `100`. */
  readonly dim: number
  /**
   * Words on either side of the anchor that may be positives. Each anchor draws its own width from 1 to this. Default:
   * `5`.
   */
  readonly window: number
  /**
   * Negatives k for each positive. Used only with `loss: 'nce'` or `loss: 'negative-sampling'` or `loss:
   * 'sampled-softmax'` or `loss: 'infonce'`. Default: 5, or one fewer than there are words.
   */
  readonly negatives: number
  /** Threshold t of frequency subsampling; 0 keeps every word. Default: `0.001`. */
  readonly sample: number
  /** Words that occur less often are left out. Default: `5`. */
  readonly minCount: number
  /** Passes over the corpus. Default: `5`. */
  readonly epochs: number
  /** Learning rate at the start; it falls in a straight line to a ten-thousandth of it. Default: `0.025`. */
  readonly learningRate: number
  /** The objective. Default: `'negative-sampling'`. */
  readonly loss: 'nce' | 'negative-sampling' | 'sampled-softmax' | 'infonce' | 'softmax'
  /**
   * What is done about ln Z, which starts at ln V. It is fixed, or one is learned for all words, or one for each anchor
   * word. Used only with `loss: 'nce'`. Default: `'fixed'`.
   */
  readonly logPartition: 'fixed' | 'shared' | 'per-context'
  /**
   * Α of the noise distribution: counts to the power of α. Used only with `loss: 'nce'` or `loss: 'negative-sampling'`
   * or `loss: 'sampled-softmax'` or `loss: 'infonce'`. Default: `0.75`.
   */
  readonly noisePower: number
  /** Seed of all random numbers. Default: `1`. */
  readonly seed: number
}
