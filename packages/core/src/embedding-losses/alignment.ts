// Alignment and uniformity: the two properties that a contrastive loss asks of embeddings of length 1.
import { ValueError } from '../errors.js'
import { logSumExp } from '../log-sum-exp.js'
import { equal, not } from '../operations/comparison.js'
import { add, cast, log, maximum, multiply, pow, subtract, where } from '../operations/elementwise.js'
import { iota, size } from '../operations/leaves.js'
import { matmul } from '../operations/matrix.js'
import { expandDimension, transpose } from '../operations/movement.js'
import { reduceMean, reduceSum, reduceSumSquare } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { checkEmbeddings, checkPairs } from './rows.js'

/** Options of {@link alignment}. */
export interface AlignmentOptions {
  /** α, the power of the distance, at least 1. Default: 2 */
  readonly power?: number
}

/**
 * Alignment, E[‖a − b‖^α] over pairs of embeddings that belong together, [N, D] each: Wang & Isola 2020, eq. 3. They are
 * expected to have length 1 (`normalize`). Returns a float32 scalar.
 * @throws ShapeError unless both are float32 [N, D]; ValueError for a power below 1
 */
export function alignment(a: Tensor, b: Tensor, { power = 2 }: AlignmentOptions = {}): Tensor {
  checkPairs('alignment', a, b)
  if (!(power >= 1)) throw new ValueError(`alignment: power must be at least 1; found ${power}`)
  const squares = reduceSumSquare(subtract(a, b), -1)
  if (power === 2) return reduceMean(squares)
  // The power's slope at a distance of 0 is not a number where the power is below 2.
  const isSame = equal(squares, 0)
  return reduceMean(where(isSame, 0, pow(where(isSame, 1, squares), power / 2)))
}

/** Options of {@link uniformity}. */
export interface UniformityOptions {
  /** t, the sharpness of the Gaussian potential, above 0. Default: 2 */
  readonly sharpness?: number
}

/**
 * Uniformity, ln of the mean of e^(−t‖x − y‖²) over the pairs of a batch: Wang & Isola 2020, eq. 4. Embeddings [N, D] are
 * expected to have length 1. Returns a float32 scalar, at most 0; 0 for a single embedding.
 * @throws ShapeError unless x is float32 [N, D]; ValueError for a sharpness that is not above 0
 */
export function uniformity(x: Tensor, { sharpness = 2 }: UniformityOptions = {}): Tensor {
  checkEmbeddings('uniformity', x)
  if (!(sharpness > 0)) throw new ValueError(`uniformity: sharpness must be above 0; found ${sharpness}`)
  const [n] = x.shape
  const squares = reduceSumSquare(x, -1, true)
  const distances = maximum(subtract(add(squares, transpose(squares)), multiply(2, matmul(x, transpose(x)))), 0)
  const index = iota(n!)
  const isOther = cast(not(equal(expandDimension(index, 1), index)), 'float32')
  const pairs = maximum(multiply(size(n!), subtract(size(n!), 1)), 1)
  const sum = logSumExp(multiply(-sharpness, distances), undefined, false, isOther)
  return where(equal(reduceSum(isOther), 0), 0, subtract(sum, log(pairs)))
}
