// The interfaces between losses and noise distributions; @infonce/samplers implements them.
import type { Random } from './random.js'

/**
 * A distribution q over the class ids 0 … classes − 1: what an objective needs to know of the noise beyond the draws.
 * Noise-contrastive estimation compares a score with log(k·q), sampled softmax with log(expected count).
 */
export interface NoiseDistribution {
  /** Name of the distribution, for metadata and messages: `'unigram^0.75'`. */
  readonly name: string
  /** Number of classes V. */
  readonly classes: number
  /** q(id), 0 for an id that is never drawn. Throws a `ValueError` outside 0 … classes − 1. */
  probability(id: number): number
  /** ln q(id), −∞ for an id that is never drawn. */
  logProbability(id: number): number
  /** ln q of every class, [classes]. */
  logProbabilities(): Float64Array
  /** Expected number of times that `id` appears in `draws` draws: draws · q(id). */
  expectedCount(id: number, draws: number): number
}

/** A distribution from which negatives are drawn. Draws fill a caller's typed array and allocate nothing. */
export interface NegativeSampler extends NoiseDistribution {
  /**
   * Fills `out[start … end)` (the whole array by default) with class ids drawn from q.
   * @returns the draws that it took, which is what {@link expectedCount} is to be given: end − start, or more where ids
   *   that were drawn already are drawn again
   */
  sample(random: Random, out: Int32Array, start?: number, end?: number): number
}
