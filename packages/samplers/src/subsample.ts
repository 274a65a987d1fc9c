// Frequency subsampling: frequent words are dropped at random before training, as word2vec does.
import { type Random, ValueError } from '@infonce/core'
import { checkCounts, checkId, checkRange } from './checks.js'

/**
 * Keeps an occurrence of a word of relative frequency f with probability
 *
 *     min(1, √(t/f) + t/f),    t = `sample`,    f = count / Σ counts
 *
 * This is the rule of the word2vec program; Mikolov et al. 2013 print 1 − √(t/f) as the probability of a drop,
 * which lacks the second term. t is 1e-3 to 1e-5 on large corpora; t = 0 keeps everything.
 */
export class FrequencySubsampler {
  /** Number of words. */
  readonly classes: number
  /** The threshold t. */
  readonly sample: number
  /** Σ count · keep-probability: how many tokens of the corpus are kept on average. */
  readonly expectedTokens: number
  private readonly probabilities: Float64Array
  /** Highest 32-bit word that keeps a token: all ones keeps always. */
  private readonly highest: Uint32Array

  /**
   * `counts[id]` is how often the word occurs in the corpus; `sample` is t, default 1e-3.
   * @throws ValueError for no words, a negative or non-finite count, counts that are all 0, or a `sample` that
   * is negative or not finite.
   */
  constructor(counts: ArrayLike<number>, sample = 1e-3) {
    if (!(sample >= 0 && sample < Number.POSITIVE_INFINITY))
      throw new ValueError(`subsampling: sample must be a finite number from 0 up (0 keeps all), found ${sample}`)
    checkCounts('subsampling', counts)
    this.classes = counts.length
    this.sample = sample
    let total = 0
    for (let id = 0; id < counts.length; id++) total += counts[id]!
    this.probabilities = new Float64Array(counts.length)
    this.highest = new Uint32Array(counts.length)
    let kept = 0
    for (let id = 0; id < counts.length; id++) {
      const count = counts[id]!
      const ratio = (sample * total) / count
      const keep = sample === 0 || count === 0 ? 1 : Math.min(1, Math.sqrt(ratio) + ratio)
      this.probabilities[id] = keep
      this.highest[id] = Math.max(0, Math.round(keep * 2 ** 32) - 1)
      kept += count * keep
    }
    this.expectedTokens = kept
  }

  /** Probability that one occurrence of the word is kept. Throws a `ValueError` for an id out of range. */
  keepProbability(id: number): number {
    checkId('subsampling', id, this.classes)
    return this.probabilities[id]!
  }

  /**
   * Writes the tokens of `ids[start … end)` that are kept to `out` from `at` on, in order, and returns the index
   * after the last one written. `out` may be `ids` itself where `at` ≤ `start`. A word that is always kept takes
   * no random number; ids are trusted to be in range.
   */
  filter(random: Random, ids: Int32Array, out: Int32Array, start = 0, end: number = ids.length, at = 0): number {
    checkRange('subsampling', ids, start, end)
    checkRange('subsampling', out, at, at + end - start)
    const { highest } = this
    for (let i = start; i < end; i++) {
      const id = ids[i]!
      const limit = highest[id]!
      if (limit === 0xffffffff || random.uint32() <= limit) out[at++] = id
    }
    return at
  }
}
