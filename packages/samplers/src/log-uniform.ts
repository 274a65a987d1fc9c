// Log-uniform noise: an approximation of Zipf's law for ids in order of falling frequency.
import type { NegativeSampler, Random } from '@infonce/core'
import { checkClasses, checkDraws, checkId, checkRange } from './checks.js'

/**
 * The log-uniform distribution over the classes 0 … V − 1, which falls about as 1/(c + 1):
 *
 *     q(c) = (ln(c + 2) − ln(c + 1)) / ln(V + 1)
 *
 * It stands in for the unigram distribution where counts are not known, and asks that ids be sorted by
 * falling frequency. This is the law of TensorFlow's log-uniform candidate sampler (Jean et al. 2015).
 */
export class LogUniformSampler implements NegativeSampler {
  readonly name: string = 'log-uniform'
  readonly classes: number
  private readonly logRange: number

  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1. */
  constructor(classes: number) {
    checkClasses('log-uniform', classes)
    this.classes = classes
    this.logRange = Math.log(classes + 1)
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): void {
    checkRange(this.name, out, start, end)
    const { classes, logRange } = this
    for (let i = start; i < end; i++) {
      // 53 bits: 32 would leave only some hundreds of distinct draws to a class in the tail of a large table.
      const id = Math.floor(Math.exp(random.uniform() * logRange)) - 1
      // exp may round up to V + 1 just below the end of its range.
      out[i] = id < classes ? id : classes - 1
    }
  }

  probability(id: number): number {
    checkId(this.name, id, this.classes)
    return Math.log1p(1 / (id + 1)) / this.logRange
  }

  logProbability(id: number): number {
    return Math.log(this.probability(id))
  }

  expectedCount(id: number, draws: number): number {
    checkDraws(this.name, draws)
    return draws * this.probability(id)
  }
}
