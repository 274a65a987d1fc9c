// Noise in proportion to fixed weights, drawn by alias table.
import { type NegativeSampler, portablePow, type Random, ValueError } from '@infonce/core'
import { AliasTable } from './alias-table.js'
import { checkCounts, checkRange } from './checks.js'
import { Distribution } from './distribution.js'

/** Classes in proportion to weights. A draw takes constant time and two 32-bit random words. */
export abstract class WeightedSampler extends Distribution implements NegativeSampler {
  private readonly table: AliasTable
  private readonly probabilities: Float64Array

  /** `weights` are finite and from 0 up, and one of them at least is above 0. They become the sampler's. */
  constructor(name: string, weights: Float64Array) {
    super(name, weights.length)
    let total = 0
    for (let id = 0; id < weights.length; id++) total += weights[id]!
    this.table = new AliasTable(weights, total)
    this.probabilities = weights
    for (let id = 0; id < weights.length; id++) weights[id] = weights[id]! / total
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    this.table.sample(random, out, start, end)
    return end - start
  }

  protected probabilityOf(id: number): number {
    return this.probabilities[id]!
  }
}

/**
 * Counts to a power, relative to the highest, so that no power overflows; 0 stays 0 whatever the power is.
 * @throws ValueError for no counts, a negative or non-finite one, counts that are all 0, or an impossible power
 */
export function powersOf(sampler: string, counts: ArrayLike<number>, option: string, power: number): Float64Array {
  if (!(power >= 0 && power < Number.POSITIVE_INFINITY))
    throw new ValueError(`${sampler}: ${option} must be a finite number from 0 up, found ${power}`)
  checkCounts(sampler, counts)
  let highest = 0
  for (let id = 0; id < counts.length; id++) highest = Math.max(highest, counts[id]!)
  const weights = new Float64Array(counts.length)
  for (let id = 0; id < counts.length; id++)
    weights[id] = counts[id] === 0 ? 0 : portablePow(counts[id]! / highest, power)
  return weights
}
