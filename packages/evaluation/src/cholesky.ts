// Systems of linear equations with a symmetric positive definite matrix.

/** Columns that are eliminated together: their rows stay in the cache while all rows below pass. */
const BLOCK = 48

/**
 * Writes the Cholesky factor L of a symmetric positive definite matrix A = L·Lᵀ over the lower triangle of `matrix`
 * `[size, size]`; the upper triangle is neither read nor written. Gives false where the matrix is not positive definite
 * in float64; it is then spoilt.
 */
export function factorise(matrix: Float64Array, size: number): boolean {
  for (let begin = 0; begin < size; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, size)
    // What the columns before the block explain of its columns.
    for (let row = begin; row < size; row++) subtractProducts(matrix, size, row, begin, Math.min(end, row + 1))
    for (let column = begin; column < end; column++) {
      const at = column * size
      const rest = matrix[at + column]! - dot(matrix, at + begin, at + begin, column - begin)
      if (!(rest > 0)) return false
      const pivot = Math.sqrt(rest)
      matrix[at + column] = pivot
      for (let row = column + 1; row < size; row++) {
        const place = row * size + column
        const sum = dot(matrix, row * size + begin, at + begin, column - begin)
        matrix[place] = (matrix[place]! - sum) / pivot
      }
    }
  }
  return true
}

/** matrix[row, j] −= Σ_{p < begin} L[row, p] · L[j, p] for the columns j from `begin` to `end`, four at a time. */
function subtractProducts(matrix: Float64Array, size: number, row: number, begin: number, end: number): void {
  const r = row * size
  let j = begin
  for (; j + 4 <= end; j += 4) {
    const a = j * size
    const b = a + size
    const c = b + size
    const d = c + size
    let [sa, sb, sc, sd] = [0, 0, 0, 0]
    for (let p = 0; p < begin; p++) {
      const x = matrix[r + p]!
      sa += x * matrix[a + p]!
      sb += x * matrix[b + p]!
      sc += x * matrix[c + p]!
      sd += x * matrix[d + p]!
    }
    matrix[r + j]! -= sa
    matrix[r + j + 1]! -= sb
    matrix[r + j + 2]! -= sc
    matrix[r + j + 3]! -= sd
  }
  for (; j < end; j++) matrix[r + j]! -= dot(matrix, r, j * size, begin)
}

function dot(values: Float64Array, a: number, b: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += values[a + i]! * values[b + i]!
  return sum
}

/** Solves L·Lᵀ·x = b in place of b, for the factor that {@link factorise} left in `matrix` `[size, size]`. */
export function solve(matrix: Float64Array, size: number, b: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const at = row * size
    let sum = b[row]!
    for (let p = 0; p < row; p++) sum -= matrix[at + p]! * b[p]!
    b[row] = sum / matrix[at + row]!
  }
  // Lᵀ by the rows of L, which lie together: each unknown, once it is known, leaves all equations before it.
  for (let row = size - 1; row >= 0; row--) {
    const at = row * size
    const x = b[row]! / matrix[at + row]!
    b[row] = x
    for (let p = 0; p < row; p++) b[p]! -= x * matrix[at + p]!
  }
}
