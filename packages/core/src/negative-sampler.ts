// The interface between losses and noise distributions; @infonce/samplers implements it.
import type { Random } from './random.js'

/**
 * A noise distribution q over the class ids 0 … classes − 1, from which negatives are drawn with replacement.
 *
 * Draws fill a caller's typed array and allocate nothing. What an objective needs of q beyond the draws is
 * `logProbability`: noise-contrastive estimation compares a score with log(k·q), sampled softmax with
 * log(expected count).
 */
export interface NegativeSampler {
  /** Name of the distribution, for metadata and messages: `'unigram^0.75'`. */
  readonly name: string
  /** Number of classes V. */
  readonly classes: number
  /** Fills `out[start … end)` (the whole array by default) with class ids drawn from q. */
  sample(random: Random, out: Int32Array, start?: number, end?: number): void
  /** q(id), 0 for an id that is never drawn. Throws a `ValueError` outside 0 … classes − 1. */
  probability(id: number): number
  /** ln q(id), −∞ for an id that is never drawn. */
  logProbability(id: number): number
  /** Expected number of times that `id` appears in `draws` draws: draws · q(id). */
  expectedCount(id: number, draws: number): number
}
