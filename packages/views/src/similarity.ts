// Cosines between rows, and between the mean rows of classes.
import type { Features, Labels } from '@infonce/evaluation'

/** Rows divided by their lengths, in float64, `[rows, columns]`; a row of zeros stays one. */
export function unitRows({ rows, columns, data }: Features): Float64Array {
  const out = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns
    let square = 0
    for (let i = row * columns; i < end; i++) square += data[i]! * data[i]!
    const length = Math.sqrt(square)
    if (length > 0) for (let i = row * columns; i < end; i++) out[i] = data[i]! / length
  }
  return out
}

/** Cosines between all rows, `[rows, rows]`. */
export function cosines(features: Features): Float64Array {
  const { rows, columns } = features
  const units = unitRows(features)
  const out = new Float64Array(rows * rows)
  for (let a = 0; a < rows; a++)
    for (let b = a; b < rows; b++) {
      let sum = 0
      for (let c = 0; c < columns; c++) sum += units[a * columns + c]! * units[b * columns + c]!
      out[a * rows + b] = sum
      out[b * rows + a] = sum
    }
  return out
}

/** The mean of the unit rows of each class, `[classes, columns]`. */
export function classMeans(features: Features, { classes, codes }: Labels): Features {
  const { rows, columns } = features
  const units = unitRows(features)
  const data = new Float32Array(classes.length * columns)
  const sums = new Float64Array(classes.length * columns)
  const counts = new Int32Array(classes.length)
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!
    counts[code]!++
    for (let c = 0; c < columns; c++) sums[code * columns + c]! += units[row * columns + c]!
  }
  for (let i = 0; i < data.length; i++) data[i] = sums[i]! / Math.max(1, counts[Math.floor(i / columns)]!)
  return { rows: classes.length, columns, data }
}

/** The smallest and the largest value off the diagonal of a square matrix; 0 and 1 where there is none. */
export function limitsOffDiagonal(values: Float64Array, width: number): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++)
    if (i % (width + 1) !== 0) {
      low = Math.min(low, values[i]!)
      high = Math.max(high, values[i]!)
    }
  return low <= high ? { low, high } : { low: 0, high: 1 }
}
