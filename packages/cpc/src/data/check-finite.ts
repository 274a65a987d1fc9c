// Samples must be finite numbers: one that is not would make every later loss NaN.
import { SeriesError } from '../errors.js'

/** Throws a `SeriesError` that says where the first sample of `[channels, length]` is that is not finite. */
export function checkFinite(samples: Float32Array, channels: number, path: string): void {
  const at = samples.findIndex((sample) => !Number.isFinite(sample))
  if (at < 0) return
  const length = samples.length / channels
  throw new SeriesError(
    path,
    `sample ${at % length} of channel ${Math.floor(at / length)} (counted from 0) is ${samples[at]} as float32: every sample must be finite, fix the series or leave it out`,
  )
}
