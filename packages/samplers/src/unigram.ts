// Unigram noise: classes in proportion to a power of their counts.
import { checkOptions } from '@infonce/core'
import { powersOf, WeightedSampler } from './weighted.js'

/** Options of {@link UnigramSampler}. */
export interface UnigramOptions {
  /** The power α ≥ 0 that counts are raised to: 0 is uniform over the classes seen, 1 the unigram law. Default 0.75. */
  readonly alpha?: number
}

/**
 * The unigram distribution raised to a power, q(c) ∝ count(c)^α: word2vec's noise at its default α = 0.75
 * (Mikolov et al. 2013). A draw takes constant time and two 32-bit random words.
 *
 * A class of count 0 (a reserved id) has q = 0 whatever α is: it is never drawn, its log-probability is −∞.
 */
export class UnigramSampler extends WeightedSampler {
  /** The power that counts were raised to. */
  readonly alpha: number

  /**
   * `counts[c]` is how often class c was seen; copied, so later changes have no effect.
   * @throws ValueError for no classes, a negative or non-finite count, counts that are all 0, an α that is
   * negative or not finite, or an option that does not exist.
   */
  constructor(counts: ArrayLike<number>, options: UnigramOptions = {}) {
    checkOptions('unigram', options, ['alpha'])
    const { alpha = 0.75 } = options
    super(`unigram^${alpha}`, powersOf('unigram', counts, 'alpha', alpha))
    this.alpha = alpha
  }
}
