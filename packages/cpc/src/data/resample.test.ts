// Resampling: against SciPy's polyphase filter, and what the docstring promises.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { resampledSeries } from '../testing/series-files.fixture.js'
import { tone } from '../testing/tones.js'
import { resample, resampledLength, resampleInTurns } from './resample.js'

const resampled = (samples: Float32Array, from: number, to: number) =>
  resample({ channels: 1, rate: from, length: samples.length, samples }, to).samples

/** Largest difference away from the ends, where the filter would reach beyond them. */
function largestInside(a: Float32Array, b: Float32Array, margin: number): number {
  let largest = 0
  for (let t = margin; t < a.length - margin; t++) largest = Math.max(largest, Math.abs(a[t]! - b[t]!))
  return largest
}

it.each(resampledSeries)('agrees with SciPy from $from to $to Hz', ({ from, to, input, output }) => {
  const found = resampled(Float32Array.from(input), from, to)
  expect(found.length).toBe(output.length)
  for (const [k, expected] of output.entries()) expect(Math.abs(found[k]! - expected)).toBeLessThan(1e-6)
})

const rates = [
  [8000, 16000],
  [16000, 8000],
  [44100, 16000],
  [22050, 16000],
  [8000, 11025],
  [48000, 8000],
] as const

describe.each(rates)('from %i to %i Hz', (from, to) => {
  const lower = Math.min(from, to)
  const length = Math.round(from / 4)
  const margin = Math.ceil((64 * to) / lower) + 1

  it.each([0.01, 0.3, 0.6, 0.9])('a sine at %f of half the lower rate stays that sine, in time and to 2e-5', (part) => {
    const frequency = (part * lower) / 2
    const found = resampled(tone(frequency, from, length, 1, 0.3), from, to)
    expect(largestInside(found, tone(frequency, to, found.length, 1, 0.3), margin)).toBeLessThan(2e-5)
  })

  it('a constant stays that constant, to 2e-5', () => {
    const found = resampled(new Float32Array(length).fill(0.5), from, to)
    expect(largestInside(found, new Float32Array(found.length).fill(0.5), margin)).toBeLessThan(2e-5)
  })
})

describe.each(rates.filter(([from, to]) => from > to))('from %i down to %i Hz', (from, to) => {
  it.each([1, 1.05, 1.15, 1.3])('a sine at %f of half the lower rate is at -99 dB', (part) => {
    const found = resampled(tone((part * to) / 2, from, from / 4), from, to)
    expect(largestInside(found, new Float32Array(found.length), 65)).toBeLessThan(10 ** (-99 / 20))
  })
})

it('has as many samples as begin within the series', () => {
  expect(resampledLength(1, 8000, 16000)).toBe(2)
  expect(resampledLength(1, 16000, 8000)).toBe(1)
  expect(resampledLength(3, 16000, 8000)).toBe(2)
  expect(resampledLength(441, 44100, 16000)).toBe(160)
  expect(resampledLength(442, 44100, 16000)).toBe(161)
  expect(resampledLength(44100 * 3600 * 100, 44100, 16000)).toBe(16000 * 3600 * 100)
  for (const [from, to] of rates)
    for (const length of [1, 2, 3, 50, 441]) {
      const count = resampled(new Float32Array(length), from, to).length
      expect(count).toBe(resampledLength(length, from, to))
      expect((count - 1) / to).toBeLessThan(length / from)
      expect(count / to).toBeGreaterThanOrEqual(length / from)
    }
})

it('resamples each channel by itself', () => {
  const [left, right] = [tone(440, 8000, 300), tone(900, 8000, 300)]
  const both = Float32Array.of(...left, ...right)
  const found = resample({ channels: 2, rate: 8000, length: 300, samples: both }, 11025)
  expect(found).toMatchObject({ channels: 2, rate: 11025, length: 414 })
  expect(found.samples.subarray(0, 414)).toEqual(resampled(left, 8000, 11025))
  expect(found.samples.subarray(414)).toEqual(resampled(right, 8000, 11025))
})

describe('in turns', () => {
  const series = { channels: 2, rate: 8000, length: 20_000, samples: tone(440, 8000, 40_000) }

  it('gives the same numbers', async () => {
    expect(await resampleInTurns(series, 11025)).toEqual(resample(series, 11025))
  })

  it('lets others have theirs, and stops at a signal', async () => {
    // Far more than fits between two turns.
    const long = { channels: 1, rate: 44100, length: 2_000_000, samples: new Float32Array(2_000_000) }
    const abort = new AbortController()
    setImmediate(() => abort.abort(new Error('enough')))
    await expect(resampleInTurns(long, 8000, abort.signal)).rejects.toThrow('enough')
  })

  it('gives a series of that rate back as it is', async () => {
    expect(await resampleInTurns(series, 8000)).toBe(series)
  })
})

it('gives a series of that rate back as it is', () => {
  const series = { channels: 1, rate: 8000, length: 3, samples: Float32Array.of(1, 2, 3) }
  expect(resample(series, 8000)).toBe(series)
})

it('refuses what is no rate, and ratios without a filter of bearable size', () => {
  expect(() => resampledLength(5, 8000, 16000.5)).toThrow(
    new ValueError('a rate must be a whole number of Hz from 1; found 16000.5'),
  )
  expect(() => resampledLength(5, 8000, 0)).toThrow(ValueError)
  expect(() => resampledLength(5, 192001, 192000)).toThrow(
    'resampling from 192001 to 192000 Hz needs a filter of more than 128 MiB',
  )
})
