// Walker's alias method: a draw from any discrete distribution in constant time.
import type { Random } from '@infonce/core'
import { BLOCK, scratch } from './scratch.js'

/**
 * An alias table (Walker 1977, built as in Vose 1991) for given weights.
 *
 * The number of columns is rounded up to a power of two, the added ones weighing nothing, so that a draw is two 32-bit
 * words and no division: the top bits of the first choose a column, the second decides between the column and its alias.
 * Thresholds are 32-bit, so a drawn frequency is exact to about 2^-32 of a column; a weight of 0 is never drawn and a
 * weight above 0 always can be.
 */
export class AliasTable {
  /**
   * Threshold and alias of a column lie side by side, in one cache line. Thresholds are less 2^31, as signed integers
   * are compared fastest.
   */
  private readonly columns: Int32Array
  private readonly shift: number

  /** `weights` are finite, from 0 up, and sum to `total` > 0. */
  constructor(weights: Float64Array, total: number) {
    const bits = Math.max(1, 32 - Math.clz32(weights.length - 1))
    const columns = 2 ** bits
    this.shift = 32 - bits
    this.columns = new Int32Array(2 * columns)

    const scaled = new Float64Array(columns)
    // One array holds both work lists: columns short of 1 grow from the left, the others from the right.
    const work = new Int32Array(columns)
    let small = 0
    let large = columns
    let heaviest = 0
    for (let id = 0; id < columns; id++) {
      const weight = id < weights.length ? weights[id]! : 0
      if (weight > weights[heaviest]!) heaviest = id
      scaled[id] = (weight / total) * columns
      if (scaled[id]! < 1) work[small++] = id
      else work[--large] = id
    }
    while (small > 0 && large < columns) {
      const poor = work[--small]!
      const rich = work[large]!
      this.set(poor, scaled[poor]!, rich)
      scaled[rich] = scaled[rich]! + scaled[poor]! - 1
      if (scaled[rich]! < 1) {
        large++
        work[small++] = rich
      }
    }
    // What is left is 1 but for rounding. A weightless column must still never give itself.
    while (large < columns) {
      const id = work[large++]!
      this.set(id, 0, id)
    }
    while (small > 0) {
      const id = work[--small]!
      this.set(id, 0, id < weights.length && weights[id]! > 0 ? id : heaviest)
    }
  }

  private set(column: number, share: number, alias: number): void {
    const threshold = share > 0 ? Math.min(0xffffffff, Math.max(1, Math.round(share * 2 ** 32))) : 0
    this.columns[2 * column] = threshold - 2 ** 31
    this.columns[2 * column + 1] = alias
  }

  /** Fills `out[start … end)` with draws. */
  sample(random: Random, out: Int32Array, start: number, end: number): void {
    const { columns, shift } = this
    for (let at = start; at < end; at += BLOCK) {
      const draws = Math.min(BLOCK, end - at)
      random.fill(scratch, 0, 2 * draws)
      for (let i = 0; i < draws; i++) {
        const column = scratch[2 * i]! >>> shift
        const alias = columns[2 * column + 1]!
        // All ones where the column itself is drawn. A branch here would be mispredicted half of the time.
        const own = -Number((scratch[2 * i + 1]! ^ 0x80000000) < columns[2 * column]!)
        out[at + i] = alias ^ ((alias ^ column) & own)
      }
    }
  }
}
