import { describe, expect, it } from 'vitest'
import { ValueError } from './errors.js'
import { Random } from './random.js'

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32())

/** χ² of counts against equal expectations; its mean is the degrees of freedom d, its variance 2d. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0)
}
/** Five standard deviations above the mean of χ². */
const limit = (cells: number) => cells - 1 + 5 * Math.sqrt(2 * (cells - 1))

describe('the stream', () => {
  // These numbers are in users' checkpoints and published results: a change of any of them is a breaking change.
  it('never changes', () => {
    expect({
      zero: draws(Random.fromSeed(0), 4),
      one: draws(Random.fromSeed(1), 4),
      wide: draws(Random.fromSeed(2 ** 53 - 1), 4),
      below: draws(Random.fromSeed(-1), 4),
      split: draws(Random.fromSeed(1).split('noise', 3), 4),
      unicode: draws(Random.fromSeed(1).split('шум 🎲'), 2),
      uniform: [Random.fromSeed(7).uniform(), Random.fromSeed(8).uniform()],
      limited: ((random) => Array.from({ length: 8 }, () => random.below(10)))(Random.fromSeed(9)),
      normal: Random.fromSeed(10).normal(),
      shuffle: Random.fromSeed(11).shuffle([0, 1, 2, 3, 4, 5, 6, 7]),
    }).toEqual({
      below: [192523035, 2480422392, 1188267869, 943764281],
      limited: [4, 3, 9, 2, 3, 9, 3, 9],
      normal: 1.4059748709640438,
      one: [3167605485, 4083170439, 295754397, 1811292186],
      shuffle: [2, 4, 0, 7, 6, 3, 1, 5],
      split: [782746068, 694747939, 638952124, 3160275426],
      unicode: [2665446347, 3144497687],
      uniform: [0.6793774817554892, 0.7719742498659783],
      wide: [3159913564, 34335708, 3514137277, 3237737795],
      zero: [2560750367, 3656463394, 3042134704, 755024726],
    })
  })

  it('fills arrays with what single draws give, signed or not', () => {
    const [one, other, single] = [1, 1, 1].map((seed) => Random.fromSeed(seed)) as [Random, Random, Random]
    const expected = draws(single, 1000)
    const [unsigned, signed] = [new Uint32Array(1000), new Int32Array(1002).fill(-7)]
    one.fill(unsigned, 0, 3)
    one.fill(unsigned, 3)
    other.fill(signed, 1, 1001)
    expect([...unsigned]).toEqual(expected)
    expect(Array.from(signed.subarray(1, 1001), (word) => word >>> 0)).toEqual(expected)
    expect([signed[0], signed[1001]]).toEqual([-7, -7])
    expect(one.state()).toEqual(single.state())
    for (const [start, end] of [
      [-1, 2],
      [2, 1],
      [0, 1001],
      [0.5, 2],
    ])
      expect(() => one.fill(unsigned, start, end)).toThrow(ValueError)
  })

  it.each([1, 2, 3, 10, 1000, 65536, 3 * 2 ** 29 + 1, 2 ** 31 - 1, 2 ** 31])('fills with numbers below %d', (limit) => {
    const [filling, single] = [Random.fromSeed(2), Random.fromSeed(2)]
    const out = new Uint32Array(3000)
    filling.fillBelow(limit, out, 0, 7)
    filling.fillBelow(limit, out, 7)
    expect([...out]).toEqual(Array.from({ length: 3000 }, () => single.below(limit)))
    expect(filling.state()).toEqual(single.state())
  })

  it.each([0, -1, 1.5, 2 ** 31 + 1, Number.NaN])('fills nothing below %d', (limit) => {
    const random = Random.fromSeed(1)
    expect(() => random.fillBelow(limit, new Int32Array(2))).toThrow(ValueError)
    expect(() => random.fillBelow(3, new Int32Array(2), 1, 3)).toThrow(ValueError)
  })

  it('differs from seed to seed in every early draw', () => {
    const first = new Set<number>()
    for (let seed = 0; seed < 2000; seed++) first.add(Random.fromSeed(seed).uint32())
    // 2000 draws of 2^32: one collision has probability 5e-4.
    expect(first.size).toBeGreaterThanOrEqual(1999)
  })

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => Random.fromSeed(seed)).toThrow(ValueError)
  })

  it('goes on from a state exactly', () => {
    const random = Random.fromSeed(5).split('epoch', 2)
    draws(random, 1001)
    const restored = Random.restore(JSON.parse(JSON.stringify(random.state())) as number[])
    expect(restored.split('x').state()).toEqual(random.split('x').state())
    expect(draws(restored, 50)).toEqual(draws(random, 50))
  })

  it.each([[[1, 2, 3]], [[0, 0, 0, 0, 0, 0, 0, 2 ** 32]], [[0, 0, 0, 0, 0, 0, 0, -1]], [[0, 0, 0, 0, 0, 0, 0, 0.5]]])(
    'refuses the state %j',
    (state) => {
      expect(() => Random.restore(state)).toThrow(ValueError)
    },
  )
})

describe('split', () => {
  it('depends on the labels alone, not on the position of its parent', () => {
    const parent = Random.fromSeed(3)
    const before = draws(parent.split('noise', 1), 20)
    draws(parent, 777)
    expect(draws(parent.split('noise', 1), 20)).toEqual(before)
  })

  it('does not move its parent', () => {
    const [parent, twin] = [Random.fromSeed(3), Random.fromSeed(3)]
    draws(parent.split('child'), 10)
    expect(draws(parent, 10)).toEqual(draws(twin, 10))
  })

  it('tells labels apart, and labels from their concatenation', () => {
    const root = Random.fromSeed(4)
    const children = [
      root,
      root.split('a'),
      root.split('b'),
      root.split('ab'),
      root.split('a', 'b'),
      root.split('b', 'a'),
      root.split('a').split('b', 'c'),
      root.split(''),
      root.split(0),
      root.split(1),
      root.split(0, 0),
      root.split(-1),
      root.split(0.5),
      Random.fromSeed(5).split('a'),
    ]
    expect(new Set(children.map((child) => draws(child, 2).join())).size).toBe(children.length)
  })

  it('says that it needs a label', () => {
    const split = Random.fromSeed(1).split as (...labels: string[]) => Random
    expect(() => split.call(Random.fromSeed(1))).toThrow(ValueError)
  })

  it('gives children that do not correlate with their parent or each other, nor do neighboring seeds', () => {
    const root = Random.fromSeed(6)
    const streams = [root, root.split(0), root.split(1), root.split(2), ...[0, 1, 2, 3].map(Random.fromSeed)]
    const drawn = streams.map((random) => Float64Array.from({ length: 20000 }, () => random.uniform() - 0.5))
    for (const [i, a] of drawn.entries())
      for (const b of drawn.slice(i + 1)) {
        const correlation = a.reduce((total, x, k) => total + x * b[k]!, 0) / (a.length / 12)
        expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(a.length))
      }
  })
})

describe('the laws of the draws', () => {
  it('uniform: every bin as often, in one and in two dimensions', () => {
    const random = Random.fromSeed(12)
    const [bins, pairs] = [new Array<number>(64).fill(0), new Array<number>(256).fill(0)]
    let inside = true
    for (let i = 0; i < 50000; i++) {
      const [x, y] = [random.uniform(), random.uniform()]
      inside &&= x >= 0 && x < 1
      bins[Math.floor(64 * x)]!++
      pairs[16 * Math.floor(16 * x) + Math.floor(16 * y)]!++
    }
    expect(inside).toBe(true)
    expect(chiSquare(bins)).toBeLessThan(limit(64))
    expect(chiSquare(pairs)).toBeLessThan(limit(256))
    // Far too even would be as wrong.
    expect(chiSquare(pairs)).toBeGreaterThan(255 - 5 * Math.sqrt(510))
  })

  it('uint32: each bit half of the time', () => {
    const random = Random.fromSeed(13)
    const ones = new Array<number>(32).fill(0)
    for (let i = 0; i < 20000; i++) {
      const draw = random.uint32()
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (draw >>> bit) & 1
    }
    for (const count of ones) expect(Math.abs(count - 10000)).toBeLessThan(5 * Math.sqrt(5000))
  })

  it.each([1, 2, 3, 7, 100])('below(%d): each number as often', (n) => {
    const random = Random.fromSeed(14)
    const counts = new Array<number>(n).fill(0)
    for (let i = 0; i < 20000; i++) counts[random.below(n)]!++
    expect(counts.reduce((a, b) => a + b)).toBe(20000)
    expect(chiSquare(counts)).toBeLessThan(Math.max(limit(n), 1))
  })

  it('below: without the bias of a remainder', () => {
    // Under a plain remainder, numbers below 2^30 would come twice as often as the others: 1/2 instead of 1/3.
    const random = Random.fromSeed(15)
    let low = 0
    for (let i = 0; i < 30000; i++) if (random.below(3 * 2 ** 30) < 2 ** 30) low++
    expect(Math.abs(low - 10000)).toBeLessThan(5 * Math.sqrt(30000 * (2 / 9)))
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('below refuses the limit %d', (n) => {
    expect(() => Random.fromSeed(1).below(n)).toThrow(ValueError)
  })

  it('below takes all 32 bits', () => {
    const [random, twin] = [Random.fromSeed(16), Random.fromSeed(16)]
    expect(random.below(2 ** 32)).toBe(twin.uint32())
  })

  it('normal: moments of the standard normal distribution', () => {
    const random = Random.fromSeed(17)
    const count = 50000
    const moments = [0, 0, 0, 0]
    for (let i = 0; i < count; i++) {
      const x = random.normal()
      for (let p = 0; p < 4; p++) moments[p]! += x ** (p + 1) / count
    }
    // Standard errors of x, x², x³ and x⁴: √(1, 2, 15, 96).
    const [expected, variance] = [
      [0, 1, 0, 3],
      [1, 2, 15, 96],
    ]
    moments.forEach((moment, p) => {
      expect(Math.abs(moment - expected[p]!)).toBeLessThan(5 * Math.sqrt(variance[p]! / count))
    })
  })

  it('shuffle: every order as often, in place', () => {
    const random = Random.fromSeed(18)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24000; i++) {
      const values = [0, 1, 2, 3]
      expect(random.shuffle(values)).toBe(values)
      counts.set(values.join(''), (counts.get(values.join('')) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expect(chiSquare([...counts.values()])).toBeLessThan(limit(24))
  })

  it('shuffle takes typed arrays, one element and none', () => {
    const random = Random.fromSeed(19)
    expect([...random.shuffle(Int32Array.of(1, 2, 3))].sort()).toEqual([1, 2, 3])
    expect(random.shuffle(['only'])).toEqual(['only'])
    expect(random.shuffle([])).toEqual([])
  })
})
