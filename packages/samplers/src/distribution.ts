// What noise distributions share: logs and expected counts that follow from probabilities.
import { type NoiseDistribution, portableLog } from '@infonce/core'
import { checkClasses, checkDraws, checkId } from './checks.js'

/** A {@link NoiseDistribution} of which only the probabilities are left to say. */
export abstract class Distribution implements NoiseDistribution {
  readonly name: string
  readonly classes: number

  /** @throws ValueError unless `classes` is a whole number from 1 to 2^31 − 1 */
  constructor(name: string, classes: number) {
    checkClasses(name, classes)
    this.name = name
    this.classes = classes
  }

  /** q of an id that is known to be one of the classes. */
  protected abstract probabilityOf(id: number): number

  probability(id: number): number {
    checkId(this.name, id, this.classes)
    return this.probabilityOf(id)
  }

  logProbability(id: number): number {
    return portableLog(this.probability(id))
  }

  logProbabilities(): Float64Array {
    const logs = new Float64Array(this.classes)
    for (let id = 0; id < logs.length; id++) logs[id] = portableLog(this.probabilityOf(id))
    return logs
  }

  expectedCount(id: number, draws: number): number {
    checkDraws(this.name, draws)
    return draws * this.probability(id)
  }
}
