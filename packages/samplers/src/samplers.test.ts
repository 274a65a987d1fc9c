// Laws that every noise distribution keeps: draws follow q (χ²), q sums to 1, seeds reproduce, bad input is named.
import { type NegativeSampler, Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import {
  ExcludingSampler,
  FixedUnigramSampler,
  LearnedUnigramSampler,
  LogUniformSampler,
  UniformSampler,
  UnigramSampler,
} from './index.js'

/** Σ (observed − expected)² / expected over the classes with q > 0, and their number less one. */
function chiSquare(sampler: NegativeSampler, draws: Int32Array): { statistic: number; freedom: number } {
  const observed = new Float64Array(sampler.classes)
  for (const id of draws) observed[id]!++
  let statistic = 0
  let freedom = -1
  for (let id = 0; id < sampler.classes; id++) {
    const expected = sampler.expectedCount(id, draws.length)
    if (expected === 0) {
      expect(observed[id]).toBe(0)
      continue
    }
    statistic += (observed[id]! - expected) ** 2 / expected
    freedom++
  }
  return { statistic, freedom }
}

/** The statistic's 1 − 1e-6 quantile (Wilson & Hilferty 1931). */
const limit = (freedom: number): number => freedom * (1 - 2 / (9 * freedom) + 4.753 * Math.sqrt(2 / (9 * freedom))) ** 3

const zipf = (classes: number) => Array.from({ length: classes }, (_, rank) => Math.ceil(1e5 / (rank + 1)))
const withZeros = [0, 7, 0, 1, 1000, 0, 33, 2, 0]
/** A learned law of skewed counts. */
function learned(classes: number): LearnedUnigramSampler {
  const sampler = new LearnedUnigramSampler(classes)
  sampler.update(Int32Array.from({ length: 20 * classes }, (_, i) => (i * i) % classes))
  return sampler
}
/** A sampler without some of its ids, one of them named twice. */
function excluding(sampler: NegativeSampler, ids: readonly number[]): ExcludingSampler {
  const without = new ExcludingSampler(sampler)
  without.exclude(ids)
  return without
}
const samplers: NegativeSampler[] = [
  new UniformSampler(1),
  new UniformSampler(2),
  new UniformSampler(37),
  new UniformSampler(1000),
  new LogUniformSampler(1),
  new LogUniformSampler(2),
  new LogUniformSampler(500),
  new UnigramSampler([5]),
  new UnigramSampler([1, 3]),
  new UnigramSampler(zipf(300)),
  new UnigramSampler(zipf(257), { alpha: 1 }),
  new UnigramSampler(zipf(256), { alpha: 0 }),
  new UnigramSampler(withZeros),
  new UnigramSampler(withZeros, { alpha: 0 }),
  new UnigramSampler([0, 0, 4]),
  new UnigramSampler([0.25, 0.5, 0.125]),
  new FixedUnigramSampler(zipf(100)),
  new FixedUnigramSampler(zipf(100), { distortion: 0.5, reservedIds: 4 }),
  new FixedUnigramSampler(zipf(100), { reservedIds: 5, shards: 3, shard: 1 }),
  new LearnedUnigramSampler(1),
  new LearnedUnigramSampler(64),
  learned(2),
  learned(100),
  learned(1025),
  excluding(new UniformSampler(10), [3, 0, 3]),
  excluding(new UnigramSampler(zipf(50)), [0, 1, 49]),
  excluding(new LogUniformSampler(300), []),
]

describe.each(samplers.map((sampler) => ({ name: `${sampler.name} of ${sampler.classes}`, sampler })))(
  '$name',
  ({ sampler }) => {
    it('draws by its own probabilities', () => {
      const draws = new Int32Array(300_000)
      sampler.sample(Random.fromSeed(11), draws)
      const { statistic, freedom } = chiSquare(sampler, draws)
      if (freedom > 0) expect(statistic).toBeLessThan(limit(freedom))
      else expect(statistic).toBe(0)
    })

    it('has probabilities that sum to 1 and agree with their logs and expected counts', () => {
      let sum = 0
      for (let id = 0; id < sampler.classes; id++) {
        const q = sampler.probability(id)
        sum += q
        if (q === 0) expect(sampler.logProbability(id)).toBe(Number.NEGATIVE_INFINITY)
        else expect(sampler.logProbability(id)).toBeCloseTo(Math.log(q), 12)
        expect(sampler.expectedCount(id, 40)).toBeCloseTo(40 * q, 12)
      }
      expect(sum).toBeCloseTo(1, 12)
      const logs = sampler.logProbabilities()
      expect(logs.length).toBe(sampler.classes)
      for (let id = 0; id < sampler.classes; id++) {
        const [each, alone] = [logs[id]!, sampler.logProbability(id)]
        if (alone === Number.NEGATIVE_INFINITY) expect(each).toBe(alone)
        else expect(each).toBeCloseTo(alone, 12)
      }
    })

    it('repeats its draws from the same seed, in one call or in several', () => {
      const whole = new Int32Array(64)
      const parts = new Int32Array(64)
      expect(sampler.sample(Random.fromSeed(3), whole)).toBe(64)
      const random = Random.fromSeed(3)
      sampler.sample(random, parts, 0, 10)
      sampler.sample(random, parts, 10)
      expect(parts).toEqual(whole)
    })

    it('writes nothing outside the range asked for', () => {
      const out = new Int32Array(20).fill(-1)
      sampler.sample(Random.fromSeed(5), out, 4, 9)
      expect([...out].map((id) => id >= 0)).toEqual(Array.from({ length: 20 }, (_, i) => i >= 4 && i < 9))
    })

    it('refuses ids, ranges and draws that cannot be', () => {
      for (const id of [-1, sampler.classes, 0.5, Number.NaN]) {
        expect(() => sampler.probability(id)).toThrow(ValueError)
        expect(() => sampler.logProbability(id)).toThrow(ValueError)
      }
      const random = Random.fromSeed(1)
      const out = new Int32Array(4)
      for (const [start, end] of [
        [-1, 2],
        [3, 2],
        [0, 5],
        [0.5, 2],
      ] as const)
        expect(() => sampler.sample(random, out, start, end)).toThrow(ValueError)
      expect(() => sampler.expectedCount(0, -1)).toThrow(ValueError)
      expect(() => sampler.expectedCount(0, Number.NaN)).toThrow(ValueError)
    })
  },
)

describe('the draws of a seed', () => {
  // A checkpoint that is resumed by another version, or on another engine, must meet the same negatives.
  it('never change', () => {
    const out = new Int32Array(5000)
    const hashes = samplers.map((sampler) => {
      sampler.sample(Random.fromSeed(9), out)
      return out.reduce((hash, id) => Math.imul(hash ^ id, 0x01000193), 0x811c9dc5) >>> 0
    })
    expect(hashes).toMatchInlineSnapshot(`
      [
        1266526053,
        1430985365,
        67495514,
        476576723,
        1266526053,
        2506336454,
        2189524072,
        1266526053,
        800648721,
        4008503147,
        1037976532,
        3547688002,
        1603892736,
        141664695,
        3262498245,
        3832865104,
        3307115719,
        109954230,
        2040787742,
        1266526053,
        2646544494,
        3503625412,
        3124387241,
        1321844218,
        2416843913,
        670054253,
        3877674846,
      ]
    `)
  })
})

describe('different seeds', () => {
  it('draw differently', () => {
    for (const sampler of [new UniformSampler(1000), new LogUniformSampler(1000), new UnigramSampler(zipf(1000))]) {
      const one = new Int32Array(50)
      const other = new Int32Array(50)
      sampler.sample(Random.fromSeed(1), one)
      sampler.sample(Random.fromSeed(2), other)
      expect(one).not.toEqual(other)
    }
  })
})

describe('UniformSampler', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 31])('refuses %d classes', (classes) => {
    expect(() => new UniformSampler(classes)).toThrow(ValueError)
    expect(() => new LogUniformSampler(classes)).toThrow(ValueError)
  })

  it('reaches both ends of the largest range', () => {
    const out = new Int32Array(1000)
    new UniformSampler(0x7fffffff).sample(Random.fromSeed(4), out)
    expect(Math.min(...out)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...out)).toBeGreaterThan(2 ** 30)
  })
})

describe('LogUniformSampler', () => {
  it('follows (ln(c+2) − ln(c+1)) / ln(V+1)', () => {
    const sampler = new LogUniformSampler(9)
    expect(sampler.probability(0)).toBeCloseTo(Math.LN2 / Math.LN10, 14)
    expect(sampler.probability(8)).toBeCloseTo((Math.LN10 - Math.log(9)) / Math.LN10, 14)
  })
})

describe('UnigramSampler', () => {
  it('raises counts to the power 0.75 unless told', () => {
    const sampler = new UnigramSampler([16, 81])
    expect(sampler.name).toBe('unigram^0.75')
    expect(sampler.probability(0)).toBeCloseTo(8 / 35, 14)
    expect(new UnigramSampler([16, 81], { alpha: 1 }).probability(0)).toBeCloseTo(16 / 97, 14)
    expect(new UnigramSampler([16, 81], { alpha: 0 }).probability(0)).toBe(0.5)
  })

  it('never draws a reserved id, whatever α is', () => {
    const out = new Int32Array(100_000)
    for (const alpha of [0, 0.75, 1]) {
      const sampler = new UnigramSampler(withZeros, { alpha })
      sampler.sample(Random.fromSeed(8), out)
      expect(new Set(out)).toEqual(new Set([1, 3, 4, 6, 7]))
      expect(sampler.probability(0)).toBe(0)
      expect(sampler.logProbability(0)).toBe(Number.NEGATIVE_INFINITY)
    }
  })

  it('stands counts of any size', () => {
    const sampler = new UnigramSampler([1e300, 1e300], { alpha: 5 })
    expect(sampler.probability(0)).toBe(0.5)
    expect(sampler.logProbability(1)).toBeCloseTo(-Math.LN2, 14)
  })

  it('takes counts as any array and keeps its own copy', () => {
    const counts = Float64Array.of(1, 3)
    const sampler = new UnigramSampler(counts, { alpha: 1 })
    counts[0] = 1e6
    expect(sampler.probability(0)).toBe(0.25)
  })

  it.each([
    ['no classes', [], undefined],
    ['a negative count', [1, -1], undefined],
    ['NaN', [1, Number.NaN], undefined],
    ['an infinite count', [Number.POSITIVE_INFINITY], undefined],
    ['only zeros', [0, 0], undefined],
    ['α NaN', [1, 2], Number.NaN],
    ['α negative', [1, 2], -0.5],
    ['α infinite', [1, 2], Number.POSITIVE_INFINITY],
  ])('refuses %s', (_, counts, alpha) => {
    expect(() => new UnigramSampler(counts, alpha === undefined ? {} : { alpha })).toThrow(ValueError)
  })

  it('names the count that is wrong', () => {
    expect(() => new UnigramSampler([1, 2, -3])).toThrow('counts[2] must be a finite number from 0 up, found -3')
  })
})
