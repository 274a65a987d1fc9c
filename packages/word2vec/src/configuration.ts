// The settings of a skip-gram run, checked at the door.
import { fieldsOf, numberWhere, oneOf, parseSettings, whole } from '@infonce/runtime'

/** The objectives that skip-gram can be trained with. */
export const losses = ['nce', 'negative-sampling', 'sampled-softmax', 'infonce', 'softmax'] as const
/** How NCE treats ln Z: fixed at a number, one learned for all words, or one learned for each anchor word. */
export const logPartitions = ['fixed', 'shared', 'per-context'] as const

/** Settings of a run, complete. */
export interface Configuration {
  /** Length D of a word's vector. Default: 100. */
  readonly dim: number
  /** Words on either side of the anchor that may be positives; each anchor draws its own width from 1 to this. Default: 5. */
  readonly window: number
  /** Negatives k for each positive. Default: 5, or one fewer than there are words where those are no more. */
  readonly negatives: number
  /** Threshold t of frequency subsampling; 0 keeps every word. Default: 1e-3. */
  readonly sample: number
  /** Words that occur less often are left out. Default: 5. */
  readonly minCount: number
  /** Passes over the corpus. Default: 5. */
  readonly epochs: number
  /** Seed of all randomness. Default: 1. */
  readonly seed: number
  /** Learning rate at the start; it falls in a straight line to a ten-thousandth of it. Default: 0.025. */
  readonly learningRate: number
  /** The objective. Default: `'negative-sampling'`. */
  readonly loss: (typeof losses)[number]
  /** For `nce` alone: what is done about ln Z, which starts at ln V. Default: `'fixed'`. */
  readonly logPartition: (typeof logPartitions)[number]
  /** α of the noise distribution, counts to the power of α. Default: 0.75. */
  readonly noisePower: number
}
/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = { readonly [K in keyof Configuration]?: Configuration[K] | undefined }

const schema = fieldsOf({
  dim: whole(1, 65536).default(100),
  window: whole(1, 1000).default(5),
  negatives: whole(1, 10000).default(5),
  sample: numberWhere('a number from 0 up', (value) => value >= 0).default(1e-3),
  minCount: whole(1).default(5),
  epochs: whole(1, 100000).default(5),
  seed: whole(0).default(1),
  learningRate: numberWhere('a number above 0, up to 1000', (value) => value > 0 && value <= 1000).default(0.025),
  loss: oneOf(losses).default('negative-sampling'),
  logPartition: oneOf(logPartitions).default('fixed'),
  noisePower: numberWhere('a number from 0 to 10', (value) => value >= 0 && value <= 10).default(0.75),
})

/**
 * Fills in defaults and checks every field.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export function parseConfiguration(input: ConfigurationInput = {}): Configuration {
  return parseSettings(schema, input)
}
