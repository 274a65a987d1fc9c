// The logarithm of the energy in the bands of the mel scale, frame by frame.
import { ValueError } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { melFilters } from './mel-filters.js'
import { powerSpectrum } from './power-spectrum.js'

export interface LogMelOptions {
  /** Samples a second. */
  readonly sampleRate: number
  /** Length of a frame in seconds, rounded to whole samples. Default 0.025. */
  readonly frameSeconds?: number
  /** From the start of a frame to the next in seconds, rounded to whole samples. Default 0.01. */
  readonly hopSeconds?: number
  /** Default 40. */
  readonly bands?: number
  /** Where the lowest band begins, in Hz. Default 0. */
  readonly lowestFrequency?: number
  /** Where the highest band ends, in Hz. Default half the sample rate, which is the most. */
  readonly highestFrequency?: number
}

/**
 * Energies below this count as this, so that silence has a logarithm: 1e-10, where a frame of a full-scale sine has
 * about 10³ at 8 kHz, and the noise of 16-bit rounding about 1e-8.
 */
export const LOG_MEL_FLOOR = 1e-10

/**
 * Gives a function from a signal (mono, full scale ±1, any length from one sample) to its log-mel energies: a row for
 * each frame, a column for each band. Natural logarithm of max(energy, {@link LOG_MEL_FLOOR}); the energy is the power
 * spectrum under the band's triangle, of a frame under a periodic Hann window, padded to the next power of two. No
 * pre-emphasis, no dither.
 *
 * A frame starts each hop as long as a whole one fits; samples after the last are in none. A signal that is shorter
 * than a frame is padded with zeros to one frame.
 *
 * Throws a `ValueError` for an option out of its range; the function throws one for a signal that is empty or holds a
 * value that is not finite.
 */
export function logMel(options: LogMelOptions): (signal: Float32Array) => Features {
  const { sampleRate, frameSeconds = 0.025, hopSeconds = 0.01, bands = 40, lowestFrequency = 0 } = options
  const { highestFrequency = sampleRate / 2 } = options
  if (!(sampleRate > 0 && Number.isFinite(sampleRate)))
    throw new ValueError(`sampleRate must be a number above 0, found ${sampleRate}`)
  const length = wholeSamples('frameSeconds', frameSeconds, sampleRate)
  const hop = wholeSamples('hopSeconds', hopSeconds, sampleRate)
  if (!Number.isInteger(bands) || bands < 1)
    throw new ValueError(`bands must be a whole number from 1 up, found ${bands}`)
  if (!(0 <= lowestFrequency && lowestFrequency < highestFrequency && highestFrequency <= sampleRate / 2))
    throw new ValueError(
      `the bands must lie between 0 and half the sample rate, ${sampleRate / 2} Hz; ` +
        `found ${lowestFrequency} to ${highestFrequency} Hz`,
    )
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(length)))
  const filters = melFilters(bands, size, sampleRate, lowestFrequency, highestFrequency)
  const transform = powerSpectrum(size)
  const window = Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length))
  const frame = new Float64Array(length)
  const power = new Float64Array(size / 2 + 1)
  return (signal) => {
    checkSignal(signal)
    const rows = signal.length < length ? 1 : 1 + Math.floor((signal.length - length) / hop)
    const data = new Float32Array(rows * bands)
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < length; i++) frame[i] = (signal[row * hop + i] ?? 0) * window[i]!
      transform(frame, power)
      for (const [band, { first, weights }] of filters.entries()) {
        let energy = 0
        for (let i = 0; i < weights.length; i++) energy += weights[i]! * power[first + i]!
        data[row * bands + band] = Math.log(Math.max(energy, LOG_MEL_FLOOR))
      }
    }
    return { rows, columns: bands, data }
  }
}

function wholeSamples(name: string, seconds: number, sampleRate: number): number {
  const samples = Math.round(seconds * sampleRate)
  if (!(samples >= 1 && Number.isFinite(samples)))
    throw new ValueError(`${name} must be one sample or more at ${sampleRate} Hz, found ${seconds} s`)
  return samples
}

function checkSignal(signal: Float32Array): void {
  if (signal.length === 0) throw new ValueError('the signal has no samples; leave the recording out')
  const place = signal.findIndex((sample) => !Number.isFinite(sample))
  if (place >= 0) throw new ValueError(`sample ${place} is ${signal[place]}; fix the recording, or leave it out`)
}
