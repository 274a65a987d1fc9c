// Uniform noise: every class as likely as the next.
import type { NegativeSampler, Random } from '@infonce/core'
import { checkClasses, checkDraws, checkId, checkRange } from './checks.js'

/** The uniform distribution q(c) = 1/V over the classes 0 … V − 1. */
export class UniformSampler implements NegativeSampler {
  readonly name: string = 'uniform'
  readonly classes: number
  /** The largest multiple of V that 32 bits hold, less one: a draw above it is drawn again. */
  private readonly highest: number

  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1. */
  constructor(classes: number) {
    checkClasses('uniform', classes)
    this.classes = classes
    this.highest = 2 ** 32 - (2 ** 32 % classes) - 1
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): void {
    checkRange(this.name, out, start, end)
    const { classes, highest } = this
    for (let i = start; i < end; i++) {
      let draw = random.uint32()
      while (draw > highest) draw = random.uint32()
      out[i] = (draw >>> 0) % classes
    }
  }

  probability(id: number): number {
    checkId(this.name, id, this.classes)
    return 1 / this.classes
  }

  logProbability(id: number): number {
    checkId(this.name, id, this.classes)
    return -Math.log(this.classes)
  }

  expectedCount(id: number, draws: number): number {
    checkDraws(this.name, draws)
    return draws * this.probability(id)
  }
}
