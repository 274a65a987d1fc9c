// Every class once: the full softmax through the door of sampled losses.
import { type NegativeSampler, type Random, ValueError } from '@infonce/core'
import { checkRange } from './checks.js'
import { Distribution } from './distribution.js'

/**
 * Draws every class exactly once, in order: q(c) = 1/V, so that the expected count in V draws is 1, as TensorFlow's
 * sampler of all candidates has it. It takes no random number.
 */
export class AllClassesSampler extends Distribution implements NegativeSampler {
  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1 */
  constructor(classes: number) {
    super('all-classes', classes)
  }

  /** @throws ValueError for a range that has not room for exactly all classes */
  sample(_random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    if (end - start !== this.classes)
      throw new ValueError(`${this.name}: all ${this.classes} classes need as much room, found ${end - start}`)
    for (let id = 0; id < this.classes; id++) out[start + id] = id
    return this.classes
  }

  protected probabilityOf(): number {
    return 1 / this.classes
  }
}
