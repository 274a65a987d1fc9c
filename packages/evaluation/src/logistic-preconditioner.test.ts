import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import type { Features } from './features.js'
import { logisticObjective } from './logistic-objective.js'
import { logisticPreconditioner } from './logistic-preconditioner.js'
import { transposed } from './row-products.js'

const CLASSES = 3

/** Columns that are neither centered nor independent. */
function features(rows: number, columns: number): Features {
  const random = Random.fromSeed(rows)
  const data = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    let walk = 2
    for (let c = 0; c < columns; c++) {
      walk += random.normal()
      data[row * columns + c] = walk
    }
  }
  return { rows, columns, data }
}

describe('logisticPreconditioner', () => {
  it.each([
    ['more rows than columns', 40, 6],
    ['as many', 33, 33],
    ['more columns than rows', 7, 50],
  ])('takes the change of a gradient back to the change of the point, with %s', (_, rows, columns) => {
    const given = features(rows, columns)
    const labels = { classes: ['a', 'b', 'c'], codes: Int32Array.from({ length: rows }, (_, i) => i % CLASSES) }
    const [penalty, size] = [0.03, CLASSES * (columns + 1)]
    const objective = logisticObjective(given, labels, penalty)
    const random = Random.fromSeed(5)
    // Small, so that the objective is a parabola; nothing in common of the classes, about which it says nothing.
    const point = Float64Array.from({ length: size }, () => 1e-6 * random.normal())
    const width = columns + 1
    const placeOf = (k: number, c: number) => (c < columns ? k * columns + c : CLASSES * columns + k)
    for (let c = 0; c < width; c++) {
      let mean = 0
      for (let k = 0; k < CLASSES; k++) mean += point[placeOf(k, c)]! / CLASSES
      for (let k = 0; k < CLASSES; k++) point[placeOf(k, c)]! -= mean
    }
    const [before, after] = [new Float64Array(size), new Float64Array(size)]
    objective(new Float64Array(size), before)
    objective(point, after)
    const change = after.map((value, i) => value - before[i]!)
    logisticPreconditioner(given, transposed(given.data, rows, columns), CLASSES, penalty)!(change)
    const largest = Math.max(...point.map(Math.abs))
    for (let i = 0; i < size; i++) expect(Math.abs(change[i]! - point[i]!) / largest, `entry ${i}`).toBeLessThan(1e-3)
  })

  it('is made of columns that are constant or twice there, and whatever the penalty', () => {
    const { rows, data } = features(9, 3)
    const twice = Float32Array.from({ length: 9 * 8 }, (_, i) =>
      i % 8 > 5 ? 4 : data[Math.floor(i / 8) * 3 + (i % 3)]!,
    )
    for (const [count, columns] of [
      [9, 8],
      [6, 12],
    ] as const)
      for (const penalty of [1e-12, 1e9]) {
        const given = { rows: Math.min(rows, count), columns, data: twice }
        const precondition = logisticPreconditioner(given, transposed(twice, count, columns), CLASSES, penalty)!
        const vector = new Float64Array(CLASSES * (columns + 1)).fill(1)
        precondition(vector)
        expect(vector.every(Number.isFinite)).toBe(true)
      }
  })

  it('is none where its matrix would not fit', () => {
    const given = { rows: 4097, columns: 4097, data: new Float32Array() }
    expect(logisticPreconditioner(given, given.data, CLASSES, 1)).toBeUndefined()
  })
})
