// Laws that are learned while targets go by: what they know, and that their state goes on where it stood.
import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import {
  AllClassesSampler,
  FixedUnigramSampler,
  InBatchFrequency,
  LearnedUnigramSampler,
  logExpectedCounts,
  parseCounts,
} from './index.js'

describe('LearnedUnigramSampler', () => {
  it.each([1, 2, 3, 7, 8, 9, 100])('agrees with a plain list of counts for %d classes', (classes) => {
    const sampler = new LearnedUnigramSampler(classes)
    const random = Random.fromSeed(3)
    const counts = new Array<number>(classes).fill(1)
    const [out, twin] = [new Int32Array(20), Random.fromSeed(5)]
    const own = Random.fromSeed(5)
    for (let step = 0; step < 30; step++) {
      const targets = Int32Array.from({ length: 5 }, () => random.below(classes))
      sampler.update(targets)
      for (const id of targets) counts[id]!++
      const total = counts.reduce((a, b) => a + b)
      counts.forEach((count, id) => {
        expect(sampler.probability(id)).toBe(count / total)
      })
      sampler.sample(own, out)
      for (const id of out) {
        let place = Math.floor(twin.uniform() * total)
        const expected = counts.findIndex((count) => {
          place -= count
          return place < 0
        })
        expect(id).toBe(expected)
      }
    }
  })

  it('goes on from its state exactly', () => {
    const sampler = new LearnedUnigramSampler(50)
    sampler.update(Int32Array.from({ length: 300 }, (_, i) => (i * i) % 50))
    const state = sampler.state()
    const restored = new LearnedUnigramSampler(50, { state })
    const draws = [sampler, restored].map((each) => {
      each.update([3, 3, 49])
      const out = new Int32Array(500)
      each.sample(Random.fromSeed(1), out)
      return out
    })
    expect(draws[0]).toEqual(draws[1])
    expect(restored.state()).toEqual(sampler.state())
    expect(state.counts).not.toEqual(sampler.state().counts)
  })

  it('counts a part of an array, and nothing of one that has an id that is none', () => {
    const sampler = new LearnedUnigramSampler(3)
    sampler.update(Int32Array.of(9, 1, 1, -1), 1, 3)
    expect([...sampler.state().counts]).toEqual([1, 3, 1])
    expect(() => sampler.update([0, 3])).toThrow(ValueError)
    expect([...sampler.state().counts]).toEqual([1, 3, 1])
  })

  it('refuses states that do not fit', () => {
    const make = (counts: unknown) => () => new LearnedUnigramSampler(2, { state: { counts: counts as Int32Array } })
    expect(make(Int32Array.of(1))).toThrow('must be an Int32Array of 2, found Int32Array of 1')
    expect(make([1, 1])).toThrow('found Array of 2')
    expect(make(undefined)).toThrow(ValueError)
    expect(make(Int32Array.of(1, 0))).toThrow('state.counts[1] must be at least 1, found 0')
    const full = new LearnedUnigramSampler(2, { state: { counts: Int32Array.of(1, 0x7fffffff) } })
    expect(() => full.update([1])).toThrow('more than an int32 holds')
    expect(() => new LearnedUnigramSampler(2, { counts: [] } as object)).toThrow(/'counts'/)
  })
})

describe('InBatchFrequency', () => {
  it('follows the paper, step by step', () => {
    const frequency = new InBatchFrequency(3, { rate: 0.5, initialInterval: 8 })
    frequency.update([0, 1, 1])
    frequency.update([0])
    frequency.update([1])
    // B: 8 → 4.5 → 2.75 for id 0; 8 → 4.5 → 3.25 for id 1, seen once in the first batch however often it is in it.
    expect([0, 1, 2].map((id) => 1 / frequency.probability(id))).toEqual([2.75, 3.25, 8])
    expect(frequency.expectedCount(0, 2)).toBeCloseTo(2 / 2.75, 12)
    expect([...frequency.logProbabilities()]).toEqual([0, 1, 2].map((id) => frequency.logProbability(id)))
    expect(logExpectedCounts(frequency, [2, 0], 1)).toEqual(Float32Array.of(-Math.log(8), -Math.log(2.75)))
  })

  it.each([{}, { cells: 300, hashes: 3 }])('finds how likely an item is to be in a batch, %j', (options) => {
    const classes = 60
    const frequency = new InBatchFrequency(classes, { rate: 0.01, ...options })
    const random = Random.fromSeed(12)
    const likely = (id: number) => (id < 6 ? 0.5 : 0.05)
    for (let step = 0; step < 20_000; step++) {
      const batch: number[] = []
      for (let id = 0; id < classes; id++) if (random.uniform() < likely(id)) batch.push(id)
      frequency.update(batch)
    }
    // The standard error of a mean of intervals with weights that fall by 1 − α: √(α/2) of their deviation. Where ids
    // share a cell in one table, another parts them.
    for (let id = 0; id < classes; id++) {
      const p = likely(id)
      const error = Math.sqrt(0.005 * (1 - p)) / p
      expect(Math.abs(1 / frequency.probability(id) - 1 / p), `class ${id}`).toBeLessThan(6 * error)
    }
  })

  it('forgets as fast as the rate says, when an item becomes frequent', () => {
    const frequency = new InBatchFrequency(1000, { rate: 0.1 })
    for (let step = 0; step < 100; step++) frequency.update([7])
    expect(frequency.probability(7)).toBeGreaterThan(0.95)
    expect(frequency.probability(8)).toBeCloseTo(1 / 1000, 9)
  })

  it('goes on from its state exactly', () => {
    const options = { rate: 0.05, cells: 16, hashes: 2 }
    const [frequency, random] = [new InBatchFrequency(40, options), Random.fromSeed(2)]
    const batch = () => Array.from({ length: 6 }, () => random.below(40))
    for (let step = 0; step < 50; step++) frequency.update(batch())
    const state = frequency.state()
    const restored = new InBatchFrequency(40, { ...options, state })
    for (let step = 0; step < 20; step++) {
      const next = batch()
      frequency.update(next)
      restored.update(next)
    }
    expect(restored.state()).toEqual(frequency.state())
    expect(restored.step).toBe(70)
    expect(state.step).toBe(50)
  })

  it.each([
    ['rate', { rate: 0 }],
    ['rate', { rate: 1.5 }],
    ['initialInterval', { initialInterval: 0.5 }],
    ['cells', { cells: 0 }],
    ['hashes', { hashes: 1.5 }],
    ['state.step', { state: { step: -1, last: new Int32Array(4), intervals: new Float32Array(4) } }],
    ['state.last', { state: { step: 1, last: new Int32Array(3), intervals: new Float32Array(4) } }],
    ['state.intervals', { state: { step: 1, last: new Int32Array(4), intervals: new Float32Array(5) } }],
    ['learningRate', { learningRate: 0.1 } as object],
  ])('names the impossible %s', (name, options) => {
    expect(() => new InBatchFrequency(4, options)).toThrow(ValueError)
    expect(() => new InBatchFrequency(4, options)).toThrow(name)
  })

  it('changes nothing for an id that is none', () => {
    const frequency = new InBatchFrequency(4)
    expect(() => frequency.update([1, 4])).toThrow(ValueError)
    expect(frequency.step).toBe(0)
    expect(frequency.probability(1)).toBe(0.25)
  })
})

describe('FixedUnigramSampler', () => {
  it('never draws reserved ids or those of other shards, and knows that they have no probability', () => {
    const sampler = new FixedUnigramSampler([5, 1, 9, 2, 2], { reservedIds: 2, shards: 2, shard: 1 })
    expect(sampler.classes).toBe(7)
    const out = new Int32Array(2000)
    sampler.sample(Random.fromSeed(3), out)
    expect(new Set(out)).toEqual(new Set([3, 5]))
    expect(Array.from({ length: 7 }, (_, id) => sampler.probability(id))).toEqual([0, 0, 0, 1 / 3, 0, 2 / 3, 0])
    expect(sampler.logProbability(0)).toBe(Number.NEGATIVE_INFINITY)
    expect([...logExpectedCounts(sampler, [0, 5], 3, new Float64Array(2))]).toEqual([
      Number.NEGATIVE_INFINITY,
      expect.closeTo(Math.log(2), 12),
    ])
  })

  it.each([
    ['distortion', { distortion: -1 }],
    ['distortion', { distortion: Number.NaN }],
    ['reservedIds', { reservedIds: -1 }],
    ['reservedIds', { reservedIds: 0.5 }],
    ['shards', { shards: 0 }],
    ['shard', { shards: 2, shard: 2 }],
    ['shard 1 of 2', { shards: 2, shard: 1 }],
    ['reserved', { reserved: 1 } as object],
  ])('names the impossible %s', (name, options) => {
    expect(() => new FixedUnigramSampler([1, 0, 3], options)).toThrow(ValueError)
    expect(() => new FixedUnigramSampler([1, 0, 3], options)).toThrow(name)
  })
})

describe('parseCounts', () => {
  it('takes the last number of each line', () => {
    expect([...parseCounts('a,1\r\nb c,2.5\n\n"d, e"\t7\n0\nf 1e3\n')]).toEqual([1, 2.5, 7, 0, 1000])
    expect(parseCounts('').length).toBe(0)
  })

  it.each(['a,1\nb,x', 'a,1\nb,-2', 'a,1\nb,', 'a,1\nb,Infinity'])('names the line of %j that has none', (text) => {
    expect(() => parseCounts(text)).toThrow(/line 2 must end with a count/)
  })
})

describe('AllClassesSampler', () => {
  it('gives every class once, whatever the seed', () => {
    const out = new Int32Array(7).fill(-1)
    const random = Random.fromSeed(1)
    const state = random.state()
    expect(new AllClassesSampler(5).sample(random, out, 1, 6)).toBe(5)
    expect([...out]).toEqual([-1, 0, 1, 2, 3, 4, -1])
    expect(random.state()).toEqual(state)
    expect(() => new AllClassesSampler(5).sample(random, out)).toThrow('all 5 classes need as much room, found 7')
  })
})
