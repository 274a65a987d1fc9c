// Draws without replacement and with exclusions: ids, tries, expected counts, and what cannot be drawn.
import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import {
  AllClassesSampler,
  ExcludingSampler,
  FixedUnigramSampler,
  LogUniformSampler,
  UniformSampler,
  UnigramSampler,
  UniqueSampler,
} from './index.js'

describe('UniqueSampler', () => {
  it('draws distinct ids, in the order of their first draws, and counts the tries', () => {
    const sampler = new UnigramSampler([50, 20, 10, 5, 5, 1, 1, 0])
    const unique = new UniqueSampler(sampler)
    const [random, twin] = [Random.fromSeed(4), Random.fromSeed(4)]
    const [out, one] = [new Int32Array(9).fill(-1), new Int32Array(1)]
    for (let round = 0; round < 200; round++) {
      const tries = unique.sample(random, out, 2, 7)
      const expected: number[] = []
      let drawn = 0
      while (expected.length < 5) {
        drawn += sampler.sample(twin, one)
        if (!expected.includes(one[0]!)) expected.push(one[0]!)
      }
      expect([...out]).toEqual([-1, -1, ...expected, -1, -1])
      expect(tries).toBe(drawn)
    }
    expect(random.state()).toEqual(twin.state())
  })

  it('draws an id as often as it expects to (Monte-Carlo)', () => {
    const sampler = new UniqueSampler(new LogUniformSampler(40))
    const random = Random.fromSeed(6)
    const [out, rounds] = [new Int32Array(12), 40_000]
    const [seen, expected] = [new Float64Array(40), new Float64Array(40)]
    for (let round = 0; round < rounds; round++) {
      const tries = sampler.sample(random, out)
      for (const id of out) seen[id]!++
      for (let id = 0; id < 40; id++) expected[id]! += sampler.expectedCount(id, tries)
    }
    // Given the number of tries the formula leaves out that the last try was new, which moves it by a few percent.
    for (let id = 0; id < 40; id++) expect(Math.abs(seen[id]! / expected[id]! - 1), `class ${id}`).toBeLessThan(0.06)
    expect(expected.reduce((a, b) => a + b) / rounds / 12).toBeCloseTo(1, 1)
  })

  it('is exact for a number of tries that does not depend on what is drawn', () => {
    const sampler = new UnigramSampler([9, 4, 2, 1], { alpha: 1 })
    const unique = new UniqueSampler(sampler)
    const [out, random, rounds] = [new Int32Array(6), Random.fromSeed(7), 60_000]
    const seen = new Float64Array(4)
    for (let round = 0; round < rounds; round++) {
      sampler.sample(random, out)
      for (const id of new Set(out)) seen[id]!++
    }
    for (let id = 0; id < 4; id++) {
      const p = unique.expectedCount(id, 6)
      expect(Math.abs(seen[id]! / rounds - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / rounds))
    }
    expect(unique.expectedCount(0, 0)).toBe(0)
    expect(new UniqueSampler(new UniformSampler(1)).expectedCount(0, 3)).toBe(1)
  })

  it('draws all classes where all are asked for', () => {
    const out = new Int32Array(30)
    const tries = new UniqueSampler(new UniformSampler(30)).sample(Random.fromSeed(8), out)
    expect([...out].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, id) => id))
    expect(tries).toBeGreaterThan(30)
    expect(new UniqueSampler(new AllClassesSampler(30)).sample(Random.fromSeed(8), out)).toBe(30)
  })

  it('says what it cannot draw', () => {
    const out = new Int32Array(5)
    const random = Random.fromSeed(1)
    expect(() => new UniqueSampler(new UniformSampler(4)).sample(random, out)).toThrow(
      'cannot draw 5 distinct ids of 4 classes',
    )
    const reserved = new UniqueSampler(new FixedUnigramSampler([3, 2, 1], { reservedIds: 2 }), { maxTries: 50 })
    expect(() => reserved.sample(random, out)).toThrow(/found only 3 distinct ids of 5 in \d+ tries/)
    expect(() => new UniqueSampler(new UniformSampler(4), { maxTries: 0 })).toThrow(ValueError)
    expect(() => new UniqueSampler(new UniformSampler(4), { tries: 3 } as object)).toThrow(/'tries'/)
    expect(() => reserved.expectedCount(0, -1)).toThrow(ValueError)
    expect(() => reserved.expectedCount(5, 1)).toThrow(ValueError)
  })
})

describe('ExcludingSampler', () => {
  const base = new UnigramSampler([8, 4, 2, 1, 1], { alpha: 1 })

  it('draws what its sampler draws, less what is excluded at the moment', () => {
    const sampler = new ExcludingSampler(base)
    const [random, twin] = [Random.fromSeed(2), Random.fromSeed(2)]
    const [out, one] = [new Int32Array(50), new Int32Array(1)]
    for (const excluded of [[], [0], [1, 4, 1], [0, 1, 2, 3]]) {
      sampler.exclude(excluded)
      expect(sampler.sample(random, out)).toBe(50)
      const expected: number[] = []
      while (expected.length < 50) {
        base.sample(twin, one)
        if (!excluded.includes(one[0]!)) expected.push(one[0]!)
      }
      expect([...out]).toEqual(expected)
    }
  })

  it('gives the others the probability of what is excluded', () => {
    const sampler = new ExcludingSampler(base)
    sampler.exclude(Int32Array.of(9, 0, 2, 9), 1, 3)
    expect(Array.from({ length: 5 }, (_, id) => sampler.probability(id))).toEqual([0, 4 / 6, 0, 1 / 6, 1 / 6])
    expect(sampler.expectedCount(1, 12)).toBeCloseTo(8, 12)
    sampler.exclude([])
    expect(sampler.probability(0)).toBe(0.5)
  })

  it('masks draws that were made without it', () => {
    const sampler = new ExcludingSampler(base)
    sampler.exclude([1, 3])
    const mask = new Float32Array(6).fill(7)
    sampler.mask(Int32Array.of(0, 1, 2, 3, 4, 1), mask)
    expect([...mask]).toEqual([1, 0, 1, 0, 1, 0])
    expect(() => sampler.mask(Int32Array.of(0), mask)).toThrow(ValueError)
  })

  it('stays distinct inside of a sampler of distinct ids', () => {
    const excluding = new ExcludingSampler(new UniformSampler(8))
    const sampler = new UniqueSampler(excluding)
    const out = new Int32Array(6)
    excluding.exclude([7, 2])
    const tries = sampler.sample(Random.fromSeed(3), out)
    expect([...out].sort()).toEqual([0, 1, 3, 4, 5, 6])
    expect(sampler.expectedCount(0, tries)).toBeCloseTo(1 - (5 / 6) ** tries, 12)
    expect(sampler.expectedCount(7, tries)).toBe(0)
  })

  it('refuses ids that are none, leaving what was excluded, and to draw where nothing is left', () => {
    const sampler = new ExcludingSampler(base, { maxTries: 100 })
    sampler.exclude([0])
    expect(() => sampler.exclude([1, 5])).toThrow(ValueError)
    expect([sampler.probability(0), sampler.probability(1)]).toEqual([0, 0.5])
    sampler.exclude([0, 1, 2, 3, 4])
    expect(() => sampler.sample(Random.fromSeed(1), new Int32Array(3))).toThrow(/nearly all are excluded/)
    expect(() => new ExcludingSampler(base, { maxTries: Number.NaN })).toThrow(ValueError)
  })
})
