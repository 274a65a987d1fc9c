// Fixed unigram noise: counts or probabilities that are given, reserved ids, and shards.
import { checkOptions, ValueError } from '@infonce/core'
import { powersOf, WeightedSampler } from './weighted.js'

/** Options of {@link FixedUnigramSampler}, by TensorFlow's names and defaults. */
export interface FixedUnigramOptions {
  /** The power that counts are raised to, from 0 up; 0 is uniform. Default: 1. */
  readonly distortion?: number
  /** How many ids before those of the counts are never drawn, such as padding. Default: 0. */
  readonly reservedIds?: number
  /** Into how many parts the ids are divided, id by id in turn. Default: 1. */
  readonly shards?: number
  /** Which part is drawn from, 0 … shards − 1: the ids with `id % shards === shard`. Default: 0. */
  readonly shard?: number
}

/**
 * q(c) ∝ count(c − reservedIds)^distortion over the ids of a shard; 0 for reserved ids and those of other shards, which
 * are never drawn. The law of TensorFlow's fixed unigram candidate sampler, where ids of a shard are counted from 0;
 * here they keep their numbers.
 */
export class FixedUnigramSampler extends WeightedSampler {
  /**
   * @param counts how often each class after the reserved ids was seen, or its relative probability; copied.
   *   {@link parseCounts} reads them from a file's text
   * @throws ValueError for counts as {@link UnigramSampler} refuses them, impossible options, an option that does not
   *   exist, or a shard in which every count is 0
   */
  constructor(counts: ArrayLike<number>, options: FixedUnigramOptions = {}) {
    const sampler = 'fixed-unigram'
    checkOptions(sampler, options, ['distortion', 'reservedIds', 'shards', 'shard'])
    const { distortion = 1, reservedIds = 0, shards = 1, shard = 0 } = options
    const whole = (name: string, value: number, low: number, high: number) => {
      if (!Number.isInteger(value) || value < low || value > high)
        throw new ValueError(`${sampler}: ${name} must be a whole number from ${low} to ${high}, found ${value}`)
    }
    whole('reservedIds', reservedIds, 0, 0x7fffffff - counts.length)
    whole('shards', shards, 1, 0x7fffffff)
    whole('shard', shard, 0, shards - 1)
    const powers = powersOf(sampler, counts, 'distortion', distortion)
    const weights = new Float64Array(reservedIds + counts.length)
    let positive = false
    for (let id = reservedIds; id < weights.length; id++) {
      if (id % shards !== shard) continue
      weights[id] = powers[id - reservedIds]!
      if (weights[id]! > 0) positive = true
    }
    if (!positive)
      throw new ValueError(`${sampler}: nothing can be drawn in shard ${shard} of ${shards}: its counts are 0`)
    super(sampler, weights)
  }
}

/**
 * Counts in the text of a vocabulary file: a line for each class in the order of ids, with the count or relative
 * probability after its last comma, semicolon, tab or space (`word,17`), or alone. Empty lines are left out.
 * @throws ValueError for a line that does not end with a number from 0 up, by its number
 */
export function parseCounts(file: string): Float64Array {
  const counts: number[] = []
  for (const [i, line] of file.split(/\r\n|\n|\r/).entries()) {
    const text = line.trim()
    if (text === '') continue
    const last = text.split(/[,;\s]+/).at(-1)
    const count = last === '' ? Number.NaN : Number(last)
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY))
      throw new ValueError(`line ${i + 1} must end with a count from 0 up, found '${text.slice(0, 80)}'`)
    counts.push(count)
  }
  return Float64Array.from(counts)
}
