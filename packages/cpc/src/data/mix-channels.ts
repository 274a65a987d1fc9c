// Several channels into one.
import type { Series } from './series.js'

/** The series with one channel, the mean of all. */
export function mixChannels(series: Series): Series {
  const { channels, length, samples } = series
  if (channels === 1) return series
  const mixed = new Float32Array(length)
  for (let t = 0; t < length; t++) {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += samples[c * length + t]!
    mixed[t] = sum / channels
  }
  return { ...series, channels: 1, samples: mixed }
}
