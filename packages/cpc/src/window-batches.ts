// Random windows of series, and the negatives drawn for them, as the batches of a training loop.
import { Random } from '@infonce/core'
import { type BatchSource, type HostTensor, hostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { negativesInput, SAMPLES, VALID_FRAMES, weightInput } from './contrastive-prediction.js'
import type { SeriesSet } from './data/series.js'
import { type NegativeSource, scopes } from './scopes.js'
import { WindowCutter, type Windows } from './window-cutter.js'
import { WindowOrder } from './window-order.js'

/** Where a {@link WindowBatches} stands: the steps that it has given batches for. */
export interface WindowBatchesState {
  readonly step: number
}

/**
 * Batches of windows cut from series at random places, each pass over the series in a new order. A batch depends on the
 * seed and its step alone.
 */
export class WindowBatches implements BatchSource {
  private readonly order: WindowOrder
  private readonly cutter: WindowCutter
  private readonly random: Random
  private readonly sources: readonly NegativeSource[]
  private step: number

  constructor(
    set: SeriesSet,
    private readonly configuration: Configuration,
    position: WindowBatchesState = { step: 0 },
  ) {
    this.random = Random.fromSeed(configuration.seed)
    this.order = new WindowOrder(set, configuration, this.random.split('order'))
    this.cutter = new WindowCutter(set, configuration)
    this.sources = scopes[configuration.scope].sources(configuration)
    this.step = position.step
  }

  /** Steps of the whole training. */
  get steps(): number {
    return this.order.steps
  }

  async take(): Promise<{ feeds: Record<string, HostTensor>; progress: number } | undefined> {
    if (this.step >= this.steps) return undefined
    const progress = this.step / this.steps
    const random = this.random.split('batch', this.step)
    const series = this.order.batch(this.step++)
    const windows = await this.cutter.cut(series, random)
    const { samples, validFrames } = windows
    const feeds: Record<string, HostTensor> = { [SAMPLES]: samples, [VALID_FRAMES]: validFrames }
    for (const source of this.sources) Object.assign(feeds, this.draw(source, windows, random))
    return { feeds, progress }
  }

  state(): WindowBatchesState {
    return { step: this.step }
  }

  /** Negatives of each group: valid frames of its windows, each at most once, so all of them where they are few. */
  private draw(source: NegativeSource, { validFrames, places }: Windows, random: Random): Record<string, HostTensor> {
    const { batch: N, frames: T, ownSequence } = this.configuration
    const { windows, count } = source
    const groups = N / windows
    const positions = new Int32Array(groups * count)
    const weight = new Float32Array(N * count)
    const pool = new Int32Array(windows * T)
    const alone = scopes[this.configuration.scope].alone
    /** Whether frames of window `from` may be negatives of window n: not where the two overlap in one series. */
    const counts = (n: number, from: number): boolean => {
      if (n === from) return ownSequence || alone
      if (places[n]!.series !== places[from]!.series) return true
      return ownSequence && Math.abs(places[n]!.start - places[from]!.start) >= this.cutter.length
    }
    for (let group = 0; group < groups; group++) {
      let size = 0
      for (let n = group * windows; n < (group + 1) * windows; n++)
        for (let t = 0; t < validFrames.data[n]!; t++) pool[size++] = n * T + t
      for (let m = 0; m < Math.min(count, size); m++) {
        // The first m of the pool are drawn; another of the rest takes the place of the next.
        const other = m + random.below(size - m)
        const drawn = pool[other]!
        pool[other] = pool[m]!
        pool[m] = drawn
        positions[group * count + m] = drawn
        const from = Math.floor(drawn / T)
        for (let n = group * windows; n < (group + 1) * windows; n++) if (counts(n, from)) weight[n * count + m] = 1
      }
    }
    return {
      [negativesInput(source)]: hostTensor('int32', [groups, count], positions),
      [weightInput(source)]: hostTensor('float32', [N, count], weight),
    }
  }
}
