// How likely an item is to be in a batch, estimated while batches go by.
import { checkOptions, ValueError } from '@infonce/core'
import { checkId } from './checks.js'
import { Distribution } from './distribution.js'

/** What an {@link InBatchFrequency} has seen, as arrays that a checkpoint can hold. */
export interface InBatchFrequencyState {
  /** Batches seen. */
  readonly step: number
  /** The step at which each cell was last seen, int32 [hashes · cells]. */
  readonly last: Int32Array
  /** The estimated number of steps between two batches with the item, float32 [hashes · cells]. */
  readonly intervals: Float32Array
}

/** Options of {@link InBatchFrequency}. */
export interface InBatchFrequencyOptions {
  /** How far an estimate moves with each observation, in (0, 1]. Default: 0.01, the paper's. */
  readonly rate?: number
  /** The interval that is assumed of an item that was never seen, from 1. Default: the number of classes. */
  readonly initialInterval?: number
  /** Cells of a table that ids are hashed to, for more items than memory has room for. Default: one for each class. */
  readonly cells?: number
  /** Tables, each with a hash of its own; the largest of their intervals counts. Default: 1. */
  readonly hashes?: number
  /** Where to go on: the state of another with the same options. */
  readonly state?: InBatchFrequencyState
}

/**
 * The probability that an item is in a batch, by the mean number of steps between batches that have it:
 *
 *     B(y) ← (1 − α)·B(y) + α·(t − A(y)),    A(y) ← t,    p(y) = 1/B(y)
 *
 * (Yi et al. 2019, algorithm 2; several hashes: section 4.2). It is what in-batch negatives of a two-tower model are
 * corrected by: ln p is the log of the expected count of an item in a batch. Probabilities of items do not sum to 1. An
 * item that is in a batch several times counts once.
 */
export class InBatchFrequency extends Distribution {
  private readonly rate: number
  private readonly cells: number
  private readonly hashes: number
  private readonly last: Int32Array
  private readonly intervals: Float32Array
  private made = 0

  /** @throws ValueError for impossible classes or options, and a state that is not of so many cells */
  constructor(classes: number, options: InBatchFrequencyOptions = {}) {
    super('in-batch frequency', classes)
    checkOptions(this.name, options, ['rate', 'initialInterval', 'cells', 'hashes', 'state'])
    const { rate = 0.01, initialInterval = classes, cells = classes, hashes = 1, state } = options
    const refuse = (option: string, range: string, found: unknown): never => {
      throw new ValueError(`${this.name}: ${option} must be ${range}, found ${found}`)
    }
    if (!(rate > 0 && rate <= 1)) refuse('rate', 'above 0 and at most 1', rate)
    if (!(initialInterval >= 1 && initialInterval < Number.POSITIVE_INFINITY))
      refuse('initialInterval', 'a finite number from 1', initialInterval)
    if (!Number.isInteger(cells) || cells < 1 || cells > 0x7fffffff) refuse('cells', 'a whole number from 1', cells)
    if (!Number.isInteger(hashes) || hashes < 1 || hashes > 16) refuse('hashes', 'a whole number from 1 to 16', hashes)
    this.rate = rate
    this.cells = cells
    this.hashes = hashes
    const length = hashes * cells
    this.last = new Int32Array(length)
    this.intervals = new Float32Array(length).fill(initialInterval)
    if (!state) return
    if (!Number.isInteger(state.step) || state.step < 0) refuse('state.step', 'a whole number from 0', state.step)
    for (const name of ['last', 'intervals'] as const)
      if (state[name]?.length !== length) refuse(`state.${name}`, `of ${length} cells`, state[name]?.length)
    this.made = state.step
    this.last.set(state.last)
    this.intervals.set(state.intervals)
  }

  /** Batches seen. */
  get step(): number {
    return this.made
  }

  /**
   * Sees the items `ids[start … end)` (all by default) of one batch.
   * @throws ValueError, with nothing changed, for an id that is no class
   */
  update(ids: ArrayLike<number>, start = 0, end: number = ids.length): void {
    for (let i = start; i < end; i++) checkId(this.name, ids[i]!, this.classes)
    const { last, intervals, rate, hashes } = this
    const step = ++this.made
    for (let i = start; i < end; i++)
      for (let hash = 0; hash < hashes; hash++) {
        const cell = this.cellOf(ids[i]!, hash)
        if (last[cell] === step) continue
        intervals[cell] = (1 - rate) * intervals[cell]! + rate * (step - last[cell]!)
        last[cell] = step
      }
  }

  /** A copy of what was seen. */
  state(): InBatchFrequencyState {
    return { step: this.made, last: this.last.slice(), intervals: this.intervals.slice() }
  }

  protected probabilityOf(id: number): number {
    let interval = 1
    for (let hash = 0; hash < this.hashes; hash++) interval = Math.max(interval, this.intervals[this.cellOf(id, hash)]!)
    return 1 / interval
  }

  private cellOf(id: number, hash: number): number {
    if (this.cells === this.classes) return hash * this.cells + id
    let mixed = Math.imul(id ^ Math.imul(hash + 1, 0x9e3779b1), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
    return hash * this.cells + (((mixed ^ (mixed >>> 16)) >>> 0) % this.cells)
  }
}
