// Frequency subsampling against word2vec's rule, by formula and by counting what is kept.
import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { FrequencySubsampler } from './index.js'

const counts = [90_000, 9_000, 900, 99, 1, 0]

describe('FrequencySubsampler', () => {
  it("keeps by word2vec's rule (√(cn/(t·N)) + 1)·(t·N)/cn", () => {
    const total = 100_000
    for (const sample of [1e-2, 1e-3, 1e-5]) {
      const subsampler = new FrequencySubsampler(counts, sample)
      let expected = 0
      for (const [id, count] of counts.entries()) {
        const ran = (Math.sqrt(count / (sample * total)) + 1) * ((sample * total) / count)
        const keep = count === 0 ? 1 : Math.min(1, ran)
        expect(subsampler.keepProbability(id)).toBeCloseTo(keep, 14)
        expected += count * keep
      }
      expect(subsampler.expectedTokens).toBeCloseTo(expected, 6)
    }
  })

  it('has 1e-3 as its default threshold', () => {
    expect(new FrequencySubsampler(counts).sample).toBe(1e-3)
    expect(new FrequencySubsampler(counts).keepProbability(0)).toBeCloseTo(Math.sqrt(1e-3 / 0.9) + 1e-3 / 0.9, 14)
  })

  it('keeps each word as often as it says', () => {
    const subsampler = new FrequencySubsampler(counts, 1e-3)
    const random = Random.fromSeed(21)
    const draws = 200_000
    const ids = new Int32Array(draws)
    const out = new Int32Array(draws)
    for (let id = 0; id < counts.length; id++) {
      const keep = subsampler.keepProbability(id)
      const deviation = Math.sqrt(draws * keep * (1 - keep))
      const kept = subsampler.filter(random, ids.fill(id), out)
      expect(Math.abs(kept - draws * keep)).toBeLessThanOrEqual(5 * deviation)
    }
  })

  it('keeps everything at 0, and draws no random number for it', () => {
    const subsampler = new FrequencySubsampler(counts, 0)
    const random = Random.fromSeed(2)
    const before = random.state()
    const ids = Int32Array.of(0, 1, 0, 2, 0)
    const out = new Int32Array(5)
    expect(subsampler.filter(random, ids, out)).toBe(5)
    expect(out).toEqual(ids)
    expect(random.state()).toEqual(before)
    expect(subsampler.expectedTokens).toBe(100_000)
  })

  it('filters in order, in place or into another array, as one by one', () => {
    const subsampler = new FrequencySubsampler(counts, 1e-2)
    const ids = Int32Array.from({ length: 400 }, (_, i) => i % 5)
    const random = Random.fromSeed(9)
    const one = new Int32Array(1)
    const expected = [...ids.subarray(10, 390)].filter((id) => subsampler.filter(random, Int32Array.of(id), one) === 1)
    expect(expected.length).toBeLessThan(380)

    const out = new Int32Array(400).fill(-1)
    const end = subsampler.filter(Random.fromSeed(9), ids, out, 10, 390, 3)
    expect([...out.subarray(3, end)]).toEqual(expected)
    expect(out[2]).toBe(-1)
    expect(out[end]).toBe(-1)

    const same = ids.slice()
    expect(subsampler.filter(Random.fromSeed(9), same, same, 10, 390, 10)).toBe(10 + expected.length)
    expect([...same.subarray(10, 10 + expected.length)]).toEqual(expected)
  })

  it.each([
    ['no words', [], 1e-3],
    ['NaN counts', [Number.NaN], 1e-3],
    ['negative counts', [3, -1], 1e-3],
    ['only zeros', [0, 0], 1e-3],
    ['a negative threshold', [1], -1e-3],
    ['a NaN threshold', [1], Number.NaN],
    ['an infinite threshold', [1], Number.POSITIVE_INFINITY],
  ])('refuses %s', (_, bad, sample) => {
    expect(() => new FrequencySubsampler(bad, sample)).toThrow(ValueError)
  })

  it('refuses ids and ranges that cannot be', () => {
    const subsampler = new FrequencySubsampler(counts)
    expect(() => subsampler.keepProbability(6)).toThrow(ValueError)
    expect(() => subsampler.filter(Random.fromSeed(1), new Int32Array(4), new Int32Array(2))).toThrow(ValueError)
    expect(() => subsampler.filter(Random.fromSeed(1), new Int32Array(4), new Int32Array(4), 3, 2)).toThrow(ValueError)
  })
})
