// exp, log, log1p and pow against 60 digits, and against committed bits: other engines must give the same ones.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { portableExp, portableLog, portableLog1p, portablePow } from './portable-math.js'
import { Random } from './random.js'

type Rows = readonly (readonly number[])[]
const path = new URL('./fixtures/portable-math.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Record<'exp' | 'log' | 'log1p' | 'pow', Rows>

/** The distance between a float64 above 0 in size and the next. */
const ulp = (x: number): number => Math.max(5e-324, 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52))

describe.each([
  ['exp', portableExp, 1],
  ['log', portableLog, 1],
  ['log1p', portableLog1p, 2],
  ['pow', portablePow, 1],
] as const)('%s', (name, of, most) => {
  it(`is within ${most} ulp of the exact value`, () => {
    expect(fixture[name].length).toBeGreaterThan(100)
    for (const row of fixture[name]) {
      const [x, y, expected] = row.length === 3 ? row : [row[0], 0, row[1]]
      const found = (of as (x: number, y: number) => number)(x!, y!)
      expect(Math.abs(found - expected!), `${name}(${row}) = ${found}`).toBeLessThanOrEqual(most * ulp(expected!))
    }
  })
})

describe('portable math', () => {
  it('never changes a bit', () => {
    const random = Random.fromSeed(21)
    const hash = createHash('sha256')
    for (let i = 0; i < 20_000; i++) {
      const [x, y] = [random.uniform(), random.uniform()]
      hash.update(
        Float64Array.of(portableExp(1400 * x - 700), portableLog(x), portableLog1p(x - 0.5), portablePow(x, 4 * y - 2)),
      )
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('db103aa16ee83bd6')
  })

  it('knows its ends', () => {
    expect([0, -800, 710, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN].map(portableExp)).toEqual([
      1,
      0,
      Number.POSITIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ])
    expect([1, 0, -0, -1, Number.POSITIVE_INFINITY, Number.NaN].map(portableLog)).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ])
    expect([0, -1, -2, Number.NaN].map(portableLog1p)).toEqual([0, Number.NEGATIVE_INFINITY, Number.NaN, Number.NaN])
    expect(portablePow(0, 0)).toBe(1)
    expect(portablePow(0, 0.5)).toBe(0)
    expect(portablePow(0, -1)).toBe(Number.POSITIVE_INFINITY)
    expect(portablePow(-1, 0.5)).toBeNaN()
    expect(portablePow(Number.POSITIVE_INFINITY, 2)).toBe(Number.POSITIVE_INFINITY)
    expect(portablePow(Number.POSITIVE_INFINITY, -2)).toBe(0)
    expect(portablePow(1e300, 5)).toBe(Number.POSITIVE_INFINITY)
    expect(portablePow(1e300, -5)).toBe(0)
    expect(portablePow(3, 1)).toBe(3)
    // Exact roots and powers.
    expect([portablePow(16, 0.75), portablePow(81, 0.25), portablePow(2, -3)]).toEqual([8, 3, 0.125])
  })

  it('rises where numbers are next to each other', () => {
    for (let i = 1; i < 2000; i++) {
      expect(portableLog(1 + i * 2 ** -52)).toBeGreaterThan(portableLog(1 + (i - 1) * 2 ** -52))
      expect(portableExp(i * 2 ** -52)).toBeGreaterThanOrEqual(portableExp((i - 1) * 2 ** -52))
    }
  })
})
