// What brings a series, channel by channel, to mean 0 and deviation 1.
import type { Configuration } from './configuration.js'

/** How one channel of a series is moved and scaled: (x − mean) · gain. */
export interface ChannelLevel {
  readonly mean: number
  readonly gain: number
}

/** The level of each channel of samples [channels, length]; a channel that is the same throughout is not scaled. */
export function seriesLevel(samples: Float32Array, channels: number): ChannelLevel[] {
  const length = samples.length / channels
  return Array.from({ length: channels }, (_, channel) => {
    const values = samples.subarray(channel * length, (channel + 1) * length)
    let sum = 0
    for (const value of values) sum += value
    const mean = sum / length
    let squares = 0
    for (const value of values) squares += (value - mean) ** 2
    const deviation = Math.sqrt(squares / length)
    // What is left of a constant is rounding.
    return { mean, gain: deviation > 1e-6 * Math.abs(mean) && deviation > 0 ? 1 / deviation : 1 }
  })
}

const asTheyAre = (_: Float32Array, channels: number): ChannelLevel[] => Array(channels).fill({ mean: 0, gain: 1 })

/** The level that series are brought to before the model sees them, by the name of the `level` setting. */
export const levelOf: Readonly<
  Record<Configuration['level'], (samples: Float32Array, channels: number) => readonly ChannelLevel[]>
> = { set: asTheyAre, series: seriesLevel }

/** Samples [channels, length] at a level; those that are at it already as they are. */
export function levelled(samples: Float32Array, levels: readonly ChannelLevel[]): Float32Array<ArrayBuffer> {
  if (levels.every(({ mean, gain }) => mean === 0 && gain === 1)) return samples as Float32Array<ArrayBuffer>
  const length = samples.length / levels.length
  const out = new Float32Array(samples.length)
  for (const [channel, { mean, gain }] of levels.entries())
    for (let i = channel * length; i < (channel + 1) * length; i++) out[i] = (samples[i]! - mean) * gain
  return out
}
