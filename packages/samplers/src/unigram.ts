// Unigram noise: classes in proportion to a power of their counts, drawn by alias table.
import { type NegativeSampler, type Random, ValueError } from '@infonce/core'
import { AliasTable } from './alias-table.js'
import { checkCounts, checkDraws, checkId, checkRange } from './checks.js'

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
export class UnigramSampler implements NegativeSampler {
  readonly name: string
  readonly classes: number
  /** The power that counts were raised to. */
  readonly alpha: number
  private readonly table: AliasTable
  private readonly probabilities: Float64Array
  private readonly logProbabilities: Float64Array

  /**
   * `counts[c]` is how often class c was seen; copied, so later changes have no effect.
   * @throws ValueError for no classes, a negative or non-finite count, counts that are all 0, or an α that is
   * negative or not finite.
   */
  constructor(counts: ArrayLike<number>, options: UnigramOptions = {}) {
    const alpha = options.alpha ?? 0.75
    if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY))
      throw new ValueError(`unigram: alpha must be a finite number from 0 up, found ${alpha}`)
    checkCounts('unigram', counts)
    this.name = `unigram^${alpha}`
    this.alpha = alpha
    this.classes = counts.length

    let highest = 0
    for (let id = 0; id < counts.length; id++) highest = Math.max(highest, counts[id]!)
    const weights = new Float64Array(counts.length)
    let total = 0
    for (let id = 0; id < counts.length; id++) {
      // Relative to the highest count, so that no power overflows; 0^0 would be 1.
      weights[id] = counts[id] === 0 ? 0 : (counts[id]! / highest) ** alpha
      total += weights[id]!
    }
    this.table = new AliasTable(weights, total)
    this.probabilities = weights.map((weight) => weight / total)
    this.logProbabilities = this.probabilities.map(Math.log)
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): void {
    checkRange(this.name, out, start, end)
    this.table.sample(random, out, start, end)
  }

  probability(id: number): number {
    checkId(this.name, id, this.classes)
    return this.probabilities[id]!
  }

  logProbability(id: number): number {
    checkId(this.name, id, this.classes)
    return this.logProbabilities[id]!
  }

  expectedCount(id: number, draws: number): number {
    checkDraws(this.name, draws)
    return draws * this.probability(id)
  }
}
