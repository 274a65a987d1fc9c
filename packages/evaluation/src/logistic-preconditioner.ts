// About how a softmax regression is curved: what makes its minimization quick where columns are alike.
import { factorise, solve } from './cholesky.js'
import type { Features } from './features.js'
import { addRowProducts } from './row-products.js'

/** Multiplies a gradient, in place, by an approximate inverse of the Hessian. */
export type Precondition = (vector: Float64Array) => void

/** Beyond this many of both rows and columns the matrix would need too much memory: 128 MiB. */
const LARGEST = 4096
/** Rows of a product that are computed together. */
const BLOCK = 32
/** Of the mean variance, how much is added to keep the factorisation within float64. */
const FLOOR = 1e-11

/**
 * Where scores are 0 the Hessian is, but for what is common to all classes, `M = Σ/K + penalty` for the weights of each
 * of K classes, with the covariance Σ of the features, and 1/K for its intercept of centered features. Features such as
 * pixels have a Σ whose eigenvalues differ a millionfold, and M⁻¹ takes that out of the minimization. The minimum stays
 * where it is.
 *
 * M is factorised where there are no more columns than rows; else, by Woodbury's identity, the matrix of the products of
 * rows. Undefined for more than 4,096 of both.
 *
 * @param byColumn the features transposed, `[columns, rows]`
 */
export function logisticPreconditioner(
  features: Features,
  byColumn: Float32Array,
  classes: number,
  penalty: number,
): Precondition | undefined {
  const { rows, columns } = features
  if (Math.min(rows, columns) > LARGEST) return undefined
  const means = columnMeans(byColumn, rows, columns)
  const weights =
    columns <= rows
      ? byCovariance(byColumn, means, { rows, columns, classes, penalty })
      : byRowProducts(features, byColumn, { rows, columns, classes, penalty })
  if (!weights) return undefined
  return (vector) => {
    const own = vector.subarray(0, classes * columns)
    const intercepts = vector.subarray(classes * columns)
    // From b to the intercept of centered features, b + w·mean, and back.
    for (let k = 0; k < classes; k++)
      for (let c = 0; c < columns; c++) own[k * columns + c]! -= means[c]! * intercepts[k]!
    weights(own)
    for (let k = 0; k < classes; k++) {
      intercepts[k]! *= classes
      for (let c = 0; c < columns; c++) intercepts[k]! -= means[c]! * own[k * columns + c]!
    }
  }
}

/** Numbers that both forms need. */
interface Sizes {
  readonly rows: number
  readonly columns: number
  readonly classes: number
  readonly penalty: number
}

/** Iterations of the minimization that take as long as making its preconditioner: half a product of all columns with all. */
export const preconditionerCost = (rows: number, columns: number, classes: number): number => {
  const size = Math.min(rows, columns)
  const making = (rows * columns * size) / 2 + size ** 3 / 3
  return Math.ceil(making / (2 * rows * columns * classes))
}

function byCovariance(byColumn: Float32Array, means: Float64Array, sizes: Sizes): Precondition | undefined {
  const { rows, columns, classes, penalty } = sizes
  const matrix = lowerProducts(byColumn, columns, rows, (column) => means[column]!)
  const scale = 1 / (rows * classes)
  let trace = 0
  for (let c = 0; c < columns; c++) trace += matrix[c * columns + c]! * scale
  for (let i = 0; i < matrix.length; i++) matrix[i]! *= scale
  for (let c = 0; c < columns; c++) matrix[c * columns + c]! += penalty + (FLOOR * trace) / columns
  if (!factorise(matrix, columns)) return undefined
  return (weights) => {
    for (let k = 0; k < classes; k++) solve(matrix, columns, weights.subarray(k * columns, (k + 1) * columns))
  }
}

function byRowProducts(
  { data }: Features,
  byColumn: Float32Array,
  { rows, columns, classes, penalty }: Sizes,
): Precondition | undefined {
  const matrix = lowerProducts(data, rows, columns, () => 0)
  center(matrix, rows)
  let trace = 0
  for (let i = 0; i < rows; i++) trace += matrix[i * rows + i]!
  const ridge = Math.max(penalty * rows * classes, (FLOOR * trace) / rows)
  for (let i = 0; i < rows; i++) matrix[i * rows + i]! += ridge
  if (!(ridge > 0 && factorise(matrix, rows))) return undefined
  const products = new Float64Array(classes * rows)
  const explained = new Float64Array(classes * columns)
  const part = (values: Float64Array, k: number, width: number) => values.subarray(k * width, (k + 1) * width)
  return (weights) => {
    products.fill(0)
    addRowProducts(data, rows, weights, classes, columns, products)
    for (let k = 0; k < classes; k++) {
      const own = part(products, k, rows)
      subtractMean(own)
      solve(matrix, rows, own)
      subtractMean(own)
    }
    explained.fill(0)
    addRowProducts(byColumn, columns, products, classes, rows, explained)
    for (let i = 0; i < weights.length; i++) weights[i] = ((weights[i]! - explained[i]!) * rows * classes) / ridge
  }
}

/** Products of all rows of a matrix with all, the mean of the one subtracted: the lower triangle, and some above it. */
function lowerProducts(
  data: Float32Array,
  rows: number,
  columns: number,
  meanOf: (row: number) => number,
): Float64Array {
  const out = new Float64Array(rows * rows)
  const some = new Float64Array(BLOCK * columns)
  const products = new Float64Array(BLOCK * rows)
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const count = Math.min(BLOCK, rows - begin)
    for (let i = 0; i < count; i++) {
      const mean = meanOf(begin + i)
      for (let c = 0; c < columns; c++) some[i * columns + c] = data[(begin + i) * columns + c]! - mean
    }
    const below = rows - begin
    products.fill(0)
    addRowProducts(data.subarray(begin * columns), below, some, count, columns, products)
    for (let i = 0; i < count; i++)
      for (let j = 0; j < below; j++) out[(begin + j) * rows + begin + i] = products[i * below + j]!
  }
  return out
}

/** From products of rows to those of centered rows: the mean of each row and column taken away. Reads the lower triangle. */
function center(matrix: Float64Array, size: number): void {
  const means = new Float64Array(size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const share = matrix[i * size + j]! / size
      means[i]! += share
      if (j < i) means[j]! += share
    }
  const mean = means.reduce((a, b) => a + b, 0) / size
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) matrix[i * size + j]! -= means[i]! + means[j]! - mean
}

function subtractMean(values: Float64Array): void {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  for (let i = 0; i < values.length; i++) values[i]! -= mean
}

function columnMeans(byColumn: Float32Array, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) => {
    let sum = 0
    for (let row = c * rows; row < (c + 1) * rows; row++) sum += byColumn[row]!
    return sum / rows
  })
}
