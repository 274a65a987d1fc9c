// The one matrix product that everything here spends its time in.

/** Columns that are multiplied at a time: four rows of one matrix and two of the other then stay in the first cache. */
const CHUNK = 512

/**
 * Adds the products of the rows of two matrices `a` `[rowsA, columns]` and `b` `[rowsB, columns]` to `out`
 * `[rowsB, rowsA]`: out[j, i] += Σ_c a[i, c] · b[j, c], summed in float64. Allocates nothing.
 *
 * Four rows of `a` go with two of `b`: eight sums in registers, six loads for eight multiplications.
 */
export function addRowProducts(
  a: Float32Array,
  rowsA: number,
  b: Float64Array,
  rowsB: number,
  columns: number,
  out: Float64Array,
): void {
  const evenA = rowsA - (rowsA % 4)
  const evenB = rowsB - (rowsB % 2)
  for (let start = 0; start < columns; start += CHUNK) {
    const width = Math.min(CHUNK, columns - start)
    for (let i = 0; i < evenA; i += 4) {
      const a0 = i * columns + start
      for (let j = 0; j < evenB; j += 2)
        addBlock(a, a0, b, j * columns + start, columns, width, out, j * rowsA + i, rowsA)
      if (evenB < rowsB) addStrip(a, a0, b, evenB * columns + start, columns, width, out, evenB * rowsA + i)
    }
    for (let i = evenA; i < rowsA; i++)
      for (let j = 0; j < rowsB; j++) {
        const a0 = i * columns + start
        const b0 = j * columns + start
        let sum = 0
        for (let c = 0; c < width; c++) sum += a[a0 + c]! * b[b0 + c]!
        out[j * rowsA + i]! += sum
      }
  }
}

/** Four rows by two. */
function addBlock(
  a: Float32Array,
  a0: number,
  b: Float64Array,
  b0: number,
  columns: number,
  width: number,
  out: Float64Array,
  place: number,
  rowsA: number,
): void {
  const a1 = a0 + columns
  const a2 = a1 + columns
  const a3 = a2 + columns
  const b1 = b0 + columns
  let s00 = 0
  let s01 = 0
  let s10 = 0
  let s11 = 0
  let s20 = 0
  let s21 = 0
  let s30 = 0
  let s31 = 0
  for (let c = 0; c < width; c++) {
    const y0 = b[b0 + c]!
    const y1 = b[b1 + c]!
    const x0 = a[a0 + c]!
    s00 += x0 * y0
    s01 += x0 * y1
    const x1 = a[a1 + c]!
    s10 += x1 * y0
    s11 += x1 * y1
    const x2 = a[a2 + c]!
    s20 += x2 * y0
    s21 += x2 * y1
    const x3 = a[a3 + c]!
    s30 += x3 * y0
    s31 += x3 * y1
  }
  out[place]! += s00
  out[place + 1]! += s10
  out[place + 2]! += s20
  out[place + 3]! += s30
  out[place + rowsA]! += s01
  out[place + rowsA + 1]! += s11
  out[place + rowsA + 2]! += s21
  out[place + rowsA + 3]! += s31
}

/** Four rows by one. */
function addStrip(
  a: Float32Array,
  a0: number,
  b: Float64Array,
  b0: number,
  columns: number,
  width: number,
  out: Float64Array,
  place: number,
): void {
  const a1 = a0 + columns
  const a2 = a1 + columns
  const a3 = a2 + columns
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let c = 0; c < width; c++) {
    const y = b[b0 + c]!
    s0 += a[a0 + c]! * y
    s1 += a[a1 + c]! * y
    s2 += a[a2 + c]! * y
    s3 += a[a3 + c]! * y
  }
  out[place]! += s0
  out[place + 1]! += s1
  out[place + 2]! += s2
  out[place + 3]! += s3
}

/** The transpose `[columns, rows]` of a matrix `[rows, columns]`. */
export function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length)
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) out[column * rows + row] = data[row * columns + column]!
  return out
}
