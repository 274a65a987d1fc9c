import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { factorise, solve } from './cholesky.js'

/** B·Bᵀ + 0.1·I of a random B. */
function positiveDefinite(size: number): Float64Array {
  const random = Random.fromSeed(size)
  const b = Float64Array.from({ length: size * size }, () => random.normal())
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      for (let p = 0; p < size; p++) out[i * size + j]! += b[i * size + p]! * b[j * size + p]!
      if (i === j) out[i * size + j]! += 0.1
    }
  return out
}

describe('factorise and solve', () => {
  // Less than a block, a block, some more, several.
  it.each([1, 2, 5, 47, 48, 49, 101, 150])('solve %i equations', (size) => {
    const matrix = positiveDefinite(size)
    const random = Random.fromSeed(7)
    const x = Float64Array.from({ length: size }, () => random.normal())
    const b = new Float64Array(size)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) b[i]! += matrix[i * size + j]! * x[j]!
    const factor = matrix.slice()
    // The upper triangle is nobody's.
    for (let i = 0; i < size; i++) factor.fill(Number.NaN, i * size + i + 1, (i + 1) * size)
    expect(factorise(factor, size)).toBe(true)
    solve(factor, size, b)
    for (let i = 0; i < size; i++) expect(Math.abs(b[i]! - x[i]!)).toBeLessThan(1e-8)
  })

  it.each([
    ['negative', [1, 0, 2, 1]],
    ['singular', [1, 0, 1, 1]],
    ['no number', [Number.NaN, 0, 0, 1]],
  ])('say that a matrix is %s', (_, values) => {
    expect(factorise(Float64Array.from(values), 2)).toBe(false)
  })
})
