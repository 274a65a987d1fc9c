// The bound on cosine similarities: above every change that is measured, and not far above.
import { Random } from '@infonce/core'
import { fromFloat16, toFloat16 } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import { largestCosineChange } from './cosine-change.js'

const rounded = (table: Float32Array): Float32Array => fromFloat16(toFloat16(table))

function cosine(table: Float32Array, a: number, b: number, dim: number): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < dim; i++) {
    const [x, y] = [table[a * dim + i]!, table[b * dim + i]!]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}

function measured(table: Float32Array, dim: number): number {
  const stored = rounded(table)
  let most = 0
  for (let a = 0; a < table.length / dim; a++)
    for (let b = 0; b < a; b++) most = Math.max(most, Math.abs(cosine(table, a, b, dim) - cosine(stored, a, b, dim)))
  return most
}

describe('largestCosineChange', () => {
  // Below 2⁻¹⁴ float16 loses digits, so that the last of these tables suffers.
  it.each([
    [2, 1],
    [5, 30],
    [50, 0.1],
    [8, 1e-5],
  ])('of %d numbers a row, at a scale of %d, bounds what is measured', (dim, scale) => {
    const random = Random.fromSeed(6)
    const table = Float32Array.from({ length: 60 * dim }, () => scale * random.normal())
    const bound = largestCosineChange(table, dim)
    const change = measured(table, dim)
    expect(change).toBeGreaterThan(0)
    expect(change).toBeLessThanOrEqual(bound)
    expect(bound).toBeLessThan(8 * change)
  })

  it('is nearly reached by two rows at right angles that turn towards each other', () => {
    const error = 0.4 * 2 ** -10
    const table = Float32Array.of(1, 1 + error, 1, -1 - error)
    expect(measured(table, 2) / largestCosineChange(table, 2)).toBeGreaterThan(0.99)
  })

  it('adds the two largest angles, in whichever order and block they come', () => {
    const turned = (parts: number): number[] => [1, 1 + parts * 2 ** -13]
    const rows = [turned(0), turned(3), turned(1), turned(2), turned(0)]
    const angle = (parts: number): number => Math.atan(1 + parts * 2 ** -13) - Math.PI / 4
    for (const order of [rows, rows.toReversed(), [...Array.from({ length: 3000 }, () => turned(0)), ...rows]])
      expect(largestCosineChange(Float32Array.from(order.flat()), 2)).toBeCloseTo(angle(3) + angle(2), 9)
  })

  it('is 0 for what float16 holds, zeros and nothing included', () => {
    expect(largestCosineChange(Float32Array.of(1, 2, 0, 0, 0.5, -3), 2)).toBe(0)
    expect(largestCosineChange(new Float32Array(0), 2)).toBe(0)
  })

  it('is at most 2, where rows vanish', () => {
    const table = Float32Array.of(1e-9, 0, 1e-9, 1e-9, 1, 0)
    expect(measured(table, 2)).toBe(1)
    expect(largestCosineChange(table, 2)).toBe(2)
  })
})
