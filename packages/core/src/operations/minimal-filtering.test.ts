// Against sums of products, with kernels that are longer and shorter than their steps.
import { describe, expect, it } from 'vitest'
import { ValueError } from '../errors.js'
import { Random } from '../random.js'
import { minimalFiltering } from './minimal-filtering.js'

const apply = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0))

describe.each([
  [4, 3, 1],
  [2, 3, 1],
  [1, 3, 1],
  [6, 1, 1],
  [1, 6, 1],
  [4, 3, 2],
  [3, 7, 2],
  [5, 6, 3],
  [3, 2, 5],
])('tiles of %d, a kernel of %d, steps of %d', (tile, size, stride) => {
  const { points, results, kernel, entries } = minimalFiltering(tile, size, stride)

  it('are their sums of products', () => {
    const random = Random.fromSeed(1)
    const draw = (count: number) => Array.from({ length: count }, () => random.uniform() - 0.5)
    const [w, x] = [draw(size), draw(stride * (tile - 1) + size)]
    const [left, right] = [apply(kernel, w), apply(entries, x)]
    const found = apply(
      results,
      left.map((value, i) => value * right[i]!),
    )
    found.forEach((value, i) => {
      const expected = w.reduce((sum, weight, k) => sum + weight * x[i * stride + k]!, 0)
      expect(value).toBeCloseTo(expected, 12)
    })
  })

  it('take one product for each point, no more than window by window', () => {
    for (const matrix of [results[0]!, kernel, entries]) expect(matrix.length).toBe(points)
    expect(points).toBeLessThanOrEqual(tile * size)
  })
})

describe('what there are not enough points for', () => {
  it.each([
    [0, 3, 1],
    [1.5, 3, 1],
    [Number.NaN, 3, 1],
    [5, 3, 1],
    [6, 3, 2],
  ])('tiles of %d with a kernel of %d by steps of %d are refused', (tile, kernel, stride) => {
    expect(() => minimalFiltering(tile, kernel, stride)).toThrow(/takes tiles from 1 to [45], found/)
    expect(() => minimalFiltering(tile, kernel, stride)).toThrow(ValueError)
  })

  it('and long kernels altogether', () => {
    expect(() => minimalFiltering(1, 7, 1)).toThrow('a kernel of 7 by steps of 1 cannot be computed in tiles')
  })
})
