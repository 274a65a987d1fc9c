// Cuts windows of one length from series at random places.
import type { Random } from '@infonce/core'
import { type HostTensor, hostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { SeriesSet } from './data/series.js'
import { framesOf, geometryOf, samplesOf } from './geometry.js'
import { gainOfSeries } from './input-gain.js'

/** Windows as the inputs of a step. */
export interface Windows {
  /** float32 [N, S, channels]; a series that is shorter stands at the beginning, with zeros after it. */
  readonly samples: HostTensor
  /** int32 [N]: how many frames of each see no such zeros. */
  readonly validFrames: HostTensor & { readonly data: Int32Array }
}

/** Cuts a window of the frames of a configuration from each series of a list. */
export async function cutWindows(
  set: SeriesSet,
  series: readonly number[],
  configuration: Configuration,
  random: Random,
): Promise<Windows> {
  const { channels, frames, level } = configuration
  const layers = geometryOf(configuration)
  const length = samplesOf(layers, frames)
  const N = series.length
  const samples = new Float32Array(N * length * channels)
  const valid = new Int32Array(N)
  for (const [n, index] of series.entries()) {
    const whole = set.series[index]!.length
    const start = whole > length ? random.below(whole - length + 1) : 0
    const values = await set.read(index)
    const gain = gainOfSeries[level](values)
    const count = Math.min(length, whole)
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < count; i++)
        samples[(n * length + i) * channels + channel] = gain * values[channel * whole + start + i]!
    valid[n] = framesOf(layers, count)
  }
  const validFrames = hostTensor('int32', [N], valid)
  return {
    samples: hostTensor('float32', [N, length, channels], samples),
    validFrames: validFrames as Windows['validFrames'],
  }
}
