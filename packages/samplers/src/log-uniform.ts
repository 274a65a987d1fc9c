// Log-uniform noise: an approximation of Zipf's law for ids in order of falling frequency.
import { type NegativeSampler, portableExp, portableLog, portableLog1p, type Random } from '@infonce/core'
import { checkRange } from './checks.js'
import { Distribution } from './distribution.js'
import { BLOCK, scratch } from './scratch.js'

/** ln 2 / 2048, and the coefficients of 2^(x/2048) = 1 + C1·x + C2·x² + C3·x³ + …, to 1e-14 for x in [0, 1). */
const C1 = 0.0003384507717577858
const C2 = (C1 * C1) / 2
const C3 = (C1 * C2) / 3

/**
 * The log-uniform distribution over the classes 0 … V − 1, which falls about as 1/(c + 1):
 *
 *     q(c) = (ln(c + 2) − ln(c + 1)) / ln(V + 1)
 *
 * It stands in for the unigram distribution where counts are not known, and asks that ids be sorted by
 * falling frequency. This is the law of TensorFlow's log-uniform candidate sampler (Jean et al. 2015).
 */
export class LogUniformSampler extends Distribution implements NegativeSampler {
  private readonly logRange: number
  /** 2048 · log₂(V + 1) · 2^-53. */
  private readonly scale: number
  /** 2^(j/2048) for j = 0 … 2047. */
  private readonly fractions: Float64Array
  /** 2^n for n = 0 … 31. */
  private readonly powers: Float64Array

  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1. */
  constructor(classes: number) {
    super('log-uniform', classes)
    this.logRange = portableLog(classes + 1)
    this.scale = (this.logRange / C1) * 2 ** -53
    this.fractions = Float64Array.from({ length: 2048 }, (_, j) => portableExp(j * C1))
    this.powers = Float64Array.from({ length: 32 }, (_, n) => 2 ** n)
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    const { scale, fractions, powers } = this
    const last = this.classes - 1
    for (let at = start; at < end; at += BLOCK) {
      const draws = Math.min(BLOCK, end - at)
      random.fill(scratch, 0, 2 * draws)
      for (let i = 0; i < draws; i++) {
        // (V + 1)^u for a uniform u of 53 bits: 32 would leave only some hundreds of distinct draws to a class in the tail
        // of a large table. As 2^(place/2048): powers from tables by the whole part of the place, a series of the rest.
        const place = ((scratch[2 * i]! >>> 5) * 67108864 + (scratch[2 * i + 1]! >>> 6)) * scale
        const whole = place | 0
        const rest = place - whole
        const series = 1 + rest * C1 + rest * rest * (C2 + rest * C3)
        const id = (fractions[whole & 2047]! * powers[whole >> 11]! * series - 1) | 0
        // It may round up to V + 1 just below the end of its range.
        out[at + i] = Math.min(id, last)
      }
    }
    return end - start
  }

  protected probabilityOf(id: number): number {
    return portableLog1p(1 / (id + 1)) / this.logRange
  }
}
