// Cuts windows of one length from series at random places.
import type { Random } from '@infonce/core'
import { type HostTensor, hostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { SeriesSet } from './data/series.js'
import { framesOf, geometryOf, type LayerGeometry, samplesOf } from './geometry.js'
import { type ChannelLevel, levelOf } from './series-level.js'

/** Windows as the inputs of a step. */
export interface Windows {
  /** float32 [N, S, channels]; what is left of a window that a series does not fill is zeros. */
  readonly samples: HostTensor
  /** int32 [N]: how many frames of each see no such zeros. */
  readonly validFrames: HostTensor & { readonly data: Int32Array }
  /** Which series each was cut from, and its first sample in it. */
  readonly places: readonly { readonly series: number; readonly start: number }[]
}

/** Cuts windows from the series of a set, at the level that a configuration asks for. */
export class WindowCutter {
  private readonly layers: readonly LayerGeometry[]
  /** Samples of a window. */
  readonly length: number
  /** Of the series that were cut from already. */
  private readonly levels = new Map<number, readonly ChannelLevel[]>()

  constructor(
    private readonly set: SeriesSet,
    private readonly configuration: Configuration,
  ) {
    this.layers = geometryOf(configuration)
    this.length = samplesOf(this.layers, configuration.frames)
  }

  /** Cuts a window from each series of a list. */
  async cut(series: readonly number[], random: Random): Promise<Windows> {
    const { length } = this
    const { channels } = this.configuration
    const N = series.length
    const samples = new Float32Array(N * length * channels)
    const valid = new Int32Array(N)
    const places: Windows['places'][number][] = []
    for (const [n, index] of series.entries()) {
      const whole = this.set.series[index]!.length
      const start = random.below(this.starts(whole))
      const values = await this.set.read(index)
      const levels = this.levelOf(index, values)
      const count = Math.min(length, whole - start)
      for (const [channel, { mean, gain }] of levels.entries())
        for (let i = 0; i < count; i++)
          samples[(n * length + i) * channels + channel] = (values[channel * whole + start + i]! - mean) * gain
      valid[n] = framesOf(this.layers, count)
      places.push({ series: index, start })
    }
    const validFrames = hostTensor('int32', [N], valid) as Windows['validFrames']
    return { samples: hostTensor('float32', [N, length, channels], samples), validFrames, places }
  }

  /**
   * How many places a window may begin at: where it fits, and in a series that is shorter those that cost no frame, so
   * that its frames are not the same each time.
   */
  private starts(whole: number): number {
    if (whole > this.length) return whole - this.length + 1
    const used = samplesOf(this.layers, framesOf(this.layers, whole))
    return whole - used + 1
  }

  private levelOf(index: number, values: Float32Array): readonly ChannelLevel[] {
    const { level, channels } = this.configuration
    const known = this.levels.get(index) ?? levelOf[level](values, channels)
    this.levels.set(index, known)
    return known
  }
}
