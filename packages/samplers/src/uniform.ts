// Uniform noise: every class as likely as the next.
import { type NegativeSampler, portableLog, type Random } from '@infonce/core'
import { checkId, checkRange } from './checks.js'
import { Distribution } from './distribution.js'

/** The uniform distribution q(c) = 1/V over the classes 0 … V − 1. */
export class UniformSampler extends Distribution implements NegativeSampler {
  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1. */
  constructor(classes: number) {
    super('uniform', classes)
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    random.fillBelow(this.classes, out, start, end)
    return end - start
  }

  protected probabilityOf(): number {
    return 1 / this.classes
  }

  override logProbability(id: number): number {
    checkId(this.name, id, this.classes)
    return -portableLog(this.classes)
  }

  override logProbabilities(): Float64Array {
    return new Float64Array(this.classes).fill(-portableLog(this.classes))
  }
}
