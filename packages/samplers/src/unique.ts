// Draws without replacement: ids that a draw has already are drawn again.
import { checkOptions, type NegativeSampler, type Random, ValueError } from '@infonce/core'
import { checkDraws, checkRange } from './checks.js'
import { IdMarks } from './id-marks.js'

/** Options of {@link UniqueSampler} and {@link ExcludingSampler}. */
export interface RedrawOptions {
  /** How many draws are tried for each id that is asked for, at most, from 1. Default: 10,000. */
  readonly maxTries?: number
}

/** @throws ValueError for an impossible limit of tries, or an option that does not exist */
export function tryLimit(sampler: string, options: RedrawOptions): number {
  checkOptions(sampler, options, ['maxTries'])
  const { maxTries = 10_000 } = options
  if (!(maxTries >= 1)) throw new ValueError(`${sampler}: maxTries must be a number from 1, found ${maxTries}`)
  return maxTries
}

/**
 * Distinct ids from another sampler's law: each call of {@link sample} draws until all of its ids differ, and returns the
 * number of tries T. The expected count of an id in T tries is the probability that it was drawn at all,
 *
 *     1 − (1 − q)^T = −expm1(T·log1p(−q))
 *
 * which is TensorFlow's for `unique`. Probabilities are those of one try.
 */
export class UniqueSampler implements NegativeSampler {
  readonly name: string
  readonly classes: number
  private readonly maxTries: number
  private readonly drawn: IdMarks

  /** @throws ValueError for impossible options */
  constructor(
    private readonly sampler: NegativeSampler,
    options: RedrawOptions = {},
  ) {
    this.name = `unique ${sampler.name}`
    this.classes = sampler.classes
    this.maxTries = tryLimit(this.name, options)
    this.drawn = new IdMarks(sampler.classes)
  }

  /**
   * Fills `out[start … end)` (the whole array by default) with ids that all differ.
   * @returns the number of tries
   * @throws ValueError where there are fewer classes, or some are so rare that the limit of tries is passed
   */
  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    const asked = end - start
    if (asked > this.classes)
      throw new ValueError(`${this.name}: cannot draw ${asked} distinct ids of ${this.classes} classes`)
    const { drawn } = this
    drawn.clear()
    let tries = 0
    let at = start
    // The last round keeps all that it draws, so that no try comes after the one that gave the last id.
    while (at < end) {
      if (tries > this.maxTries * asked)
        throw new ValueError(
          `${this.name}: found only ${at - start} distinct ids of ${asked} in ${tries} tries: ask for fewer, or raise maxTries`,
        )
      tries += this.sampler.sample(random, out, at, end)
      let kept = at
      for (let i = at; i < end; i++) if (drawn.add(out[i]!)) out[kept++] = out[i]!
      at = kept
    }
    return tries
  }

  probability(id: number): number {
    return this.sampler.probability(id)
  }

  logProbability(id: number): number {
    return this.sampler.logProbability(id)
  }

  logProbabilities(): Float64Array {
    return this.sampler.logProbabilities()
  }

  /** The probability that `tries` tries draw the id: −expm1(tries·log1p(−q)). */
  expectedCount(id: number, tries: number): number {
    checkDraws(this.name, tries)
    const q = this.probability(id)
    return tries === 0 ? 0 : -Math.expm1(tries * Math.log1p(-q))
  }
}
