// Dot products of some rows of a table with many, in blocks that stay in cache.

/**
 * The products of `count` query rows [count, dim] with the rows `start … end` of a table [V, dim] that the
 * function knows: an array [count, end − start], which it may use again for the next call.
 */
export type Products = (
  queries: Float32Array,
  count: number,
  start: number,
  end: number,
) => Float32Array | Promise<Float32Array>

/** {@link Products} with the rows of `table` in plain JavaScript, summed in float64. */
export function plainProducts(table: Float32Array, dim: number): Products {
  let out = new Float32Array(0)
  let rows = new Float64Array(0)
  return (queries, count, start, end) => {
    const width = end - start
    if (out.length < count * width) out = new Float32Array(count * width)
    // A conversion from float32 costs as much as a multiplication: do it once a row.
    if (rows.length < width * dim) rows = new Float64Array(width * dim)
    rows.set(table.subarray(start * dim, end * dim))
    const pair = new Float64Array(2 * dim)
    for (let q = 0; q < count; q += 2) {
      const two = q + 1 < count
      pair.set(queries.subarray(q * dim, (q + (two ? 2 : 1)) * dim))
      twoQueries(pair, rows, dim, width, out, q * width, two ? (q + 1) * width : -1)
    }
    return out.subarray(0, count * width)
  }
}

/** Products of two queries with all rows, two rows at a time. */
function twoQueries(
  pair: Float64Array,
  rows: Float64Array,
  dim: number,
  width: number,
  out: Float32Array,
  first: number,
  second: number,
): void {
  for (let j = 0; j < width; j += 2) {
    const a = j * dim
    // An odd last row is multiplied twice.
    const b = j + 1 < width ? a + dim : a
    let s00 = 0
    let s01 = 0
    let s10 = 0
    let s11 = 0
    for (let d = 0; d < dim; d++) {
      const p = pair[d]!
      const q = pair[dim + d]!
      const x = rows[a + d]!
      const y = rows[b + d]!
      s00 += p * x
      s01 += p * y
      s10 += q * x
      s11 += q * y
    }
    out[first + j] = s00
    if (b > a) out[first + j + 1] = s01
    if (second < 0) continue
    out[second + j] = s10
    if (b > a) out[second + j + 1] = s11
  }
}
