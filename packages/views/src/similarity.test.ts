// Cosines, means of classes and principal axes, against loops and what defines them.
import { Random } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import { principalPlaces } from './principal-axes.js'
import { classMeans, cosines, limitsOffDiagonal, unitRows } from './similarity.js'

const random = Random.fromSeed(11)
const features: Features = {
  rows: 30,
  columns: 7,
  data: Float32Array.from({ length: 210 }, (_, i) => random.normal() * 2 ** (i % 7) + 2),
}
const row = (i: number): number[] => [...features.data.slice(7 * i, 7 * i + 7)]
const unit = (vector: number[]): number[] => vector.map((value) => value / Math.hypot(...vector))
const product = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

it('takes cosines of all pairs', () => {
  const values = cosines(features)
  for (let a = 0; a < 30; a++)
    for (let b = 0; b < 30; b++) expect(values[30 * a + b]).toBeCloseTo(product(unit(row(a)), unit(row(b))), 12)
})

it('has no direction for a row of zeros', () => {
  expect([...cosines({ rows: 2, columns: 2, data: Float32Array.of(0, 0, 3, 4) })]).toEqual([0, 0, 0, expect.closeTo(1)])
})

it('takes the mean of the unit rows of each class', () => {
  const codes = Int32Array.from({ length: 30 }, (_, i) => (i * i) % 3)
  const means = classMeans(features, { classes: ['a', 'b', 'c'], codes })
  for (let code = 0; code < 3; code++) {
    const members = Array.from({ length: 30 }, (_, i) => i).filter((i) => codes[i] === code)
    for (let column = 0; column < 7; column++) {
      const mean = members.reduce((sum, i) => sum + unit(row(i))[column]!, 0) / (members.length || 1)
      expect(means.data[7 * code + column]).toBeCloseTo(mean, 6)
    }
  }
})

it('finds limits beside the diagonal', () => {
  expect(limitsOffDiagonal(Float64Array.of(9, 2, 5, -1, 9, 3, 4, 0, -9), 3)).toEqual({ low: -1, high: 5 })
  expect(limitsOffDiagonal(Float64Array.of(9), 1)).toEqual({ low: 0, high: 1 })
})

describe('principalPlaces', () => {
  const places = principalPlaces(features, Random.fromSeed(1))
  const units = unitRows(features)
  const centered = Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: 7 }, (_, c) => {
      const mean = Array.from({ length: 30 }, (_, j) => units[7 * j + c]!).reduce((a, b) => a + b) / 30
      return units[7 * i + c]! - mean
    }),
  )
  const variance = (values: number[]): number => product(values, values)
  const [first, second] = [places.map(([x]) => x), places.map(([, y]) => y)]

  it('varies along its axes as much as no other direction does', () => {
    const others = Random.fromSeed(2)
    for (let i = 0; i < 200; i++) {
      const direction = unit(Array.from({ length: 7 }, () => others.normal()))
      expect(variance(centered.map((vector) => product(vector, direction)))).toBeLessThanOrEqual(variance(first) + 1e-9)
    }
    expect(variance(second)).toBeLessThan(variance(first))
  })

  it('has eigenvectors of the products between rows as places, one at right angles to the other', () => {
    for (const [values, digits] of [
      [first, 6],
      [second, 3],
    ] as const) {
      const turned = centered.map((a) => centered.reduce((sum, b, j) => sum + product(a, b) * values[j]!, 0))
      turned.forEach((value, i) => {
        expect(value / variance(values)).toBeCloseTo(values[i]!, digits)
      })
    }
    expect(product(first, second)).toBeCloseTo(0, 6)
  })

  it('points to the larger side, whatever it began with, and stays at zero where nothing varies', () => {
    const again = principalPlaces(features, Random.fromSeed(99))
    again.forEach(([x], i) => {
      expect(x).toBeCloseTo(first[i]!, 6)
    })
    const same = { rows: 4, columns: 2, data: Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2) }
    for (const [x, y] of principalPlaces(same, Random.fromSeed(1))) expect([Math.abs(x), Math.abs(y)]).toEqual([0, 0])
  })
})
