// Rows in the plane of their two principal axes.
import type { Random } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { unitRows } from './similarity.js'

/** Turns of the subspace iteration: the plane is a start and an image, so that a few digits do. */
const TURNS = 40

/**
 * Where unit rows lie along the two directions in which they vary most, `[rows, 2]` in pairs, by subspace iteration on
 * the centered rows. The signs are such that the largest place of each axis is positive.
 */
export function principalPlaces(features: Features, random: Random): [number, number][] {
  const { rows, columns } = features
  const units = unitRows(features)
  for (let c = 0; c < columns; c++) {
    let sum = 0
    for (let i = c; i < units.length; i += columns) sum += units[i]!
    for (let i = c; i < units.length; i += columns) units[i]! -= sum / rows
  }
  const axes = [0, 1].map(() => Float64Array.from({ length: columns }, () => random.uniform() - 0.5))
  let places = axes.map((axis) => along(units, rows, axis))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, axis] of axes.entries()) pull(axis, units, places[i]!)
    orthonormalize(axes)
    places = axes.map((axis) => along(units, rows, axis))
  }
  const signs = places.map((values) => {
    const largest = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    return largest < 0 ? -1 : 1
  })
  return Array.from({ length: rows }, (_, row) => [signs[0]! * places[0]![row]!, signs[1]! * places[1]![row]!])
}

/** The product of each row with an axis. */
function along(units: Float64Array, rows: number, axis: Float64Array): Float64Array {
  const out = new Float64Array(rows)
  const columns = axis.length
  for (let row = 0; row < rows; row++)
    for (let c = 0, at = row * columns; c < columns; c++, at++) out[row]! += units[at]! * axis[c]!
  return out
}

/** The axis becomes the sum of the rows, each as often as its place on the axis says. */
function pull(axis: Float64Array, units: Float64Array, places: Float64Array): void {
  const columns = axis.length
  axis.fill(0)
  for (let row = 0; row < places.length; row++)
    for (let c = 0, at = row * columns; c < columns; c++, at++) axis[c]! += places[row]! * units[at]!
}

/** Gram and Schmidt; an axis along which nothing varies stays zero. */
function orthonormalize([first, second]: Float64Array[]): void {
  scaleToUnit(first!)
  let product = 0
  for (let i = 0; i < first!.length; i++) product += first![i]! * second![i]!
  for (let i = 0; i < first!.length; i++) second![i]! -= product * first![i]!
  scaleToUnit(second!)
}

function scaleToUnit(axis: Float64Array): void {
  const length = Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0))
  if (length > 1e-12) for (let i = 0; i < axis.length; i++) axis[i]! /= length
  else axis.fill(0)
}
