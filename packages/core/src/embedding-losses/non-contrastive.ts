// Losses without negatives: negative cosine (SimSiam, BYOL), Barlow Twins, VICReg.
import { ValueError } from '../errors.js'
import { equal } from '../operations/comparison.js'
import {
  add,
  divide,
  maximum,
  multiply,
  negate,
  relu,
  sqrt,
  square,
  stopGradient,
  subtract,
  where,
} from '../operations/elementwise.js'
import { iota, size } from '../operations/leaves.js'
import { matmul } from '../operations/matrix.js'
import { expandDimension, transpose } from '../operations/movement.js'
import { reduceMean, reduceSum, reduceSumSquare } from '../operations/reduction.js'
import { normalize } from '../similarity.js'
import type { Tensor } from '../tensor.js'
import { centered, checkPairs, type EmbeddingLoss } from './rows.js'

/** Options of {@link negativeCosine}. */
export interface NegativeCosineOptions {
  /** Whether no gradient flows to the targets. Default: true, without which the embeddings collapse */
  readonly stopGradient?: boolean
}

/**
 * The mean of minus the cosine between predictions and targets, [N, D] each: SimSiam (Chen & He 2021, eq. 1), whose loss
 * is the mean of both directions, and, up to a factor of 2 and a constant, BYOL (Grill et al. 2020, eq. 2). Returns a
 * float32 scalar from −1 to 1.
 * @throws ShapeError unless both are float32 [N, D]
 */
export function negativeCosine(
  predictions: Tensor,
  targets: Tensor,
  { stopGradient: isStopped = true }: NegativeCosineOptions = {},
): Tensor {
  checkPairs('negativeCosine', predictions, targets)
  const fixed = isStopped ? stopGradient(targets) : targets
  return negate(reduceMean(reduceSum(multiply(normalize(predictions), normalize(fixed)), -1)))
}

/** A mask of the diagonal, bool [D, D]. */
const diagonal = (matrix: Tensor): Tensor => {
  const index = iota(matrix.shape[0]!)
  return equal(expandDimension(index, 1), index)
}

/** Options of {@link barlowTwins}. */
export interface BarlowTwinsOptions {
  /** λ, the weight of the terms off the diagonal, at least 0. Default: 0.005 */
  readonly redundancyWeight?: number
  /** Added to variances. Default: 1e-5 */
  readonly epsilon?: number
}

/**
 * Barlow Twins (Zbontar et al. 2021, eq. 1 and 2): Σ (1 − C_dd)² + λ Σ C_de², where C [D, D] is the correlation of the
 * dimensions of two embeddings [N, D] over the batch. Variances are those of the batch, divided by N.
 * @throws ShapeError unless both are float32 [N, D]; ValueError for a negative weight
 */
export function barlowTwins(
  a: Tensor,
  b: Tensor,
  { redundancyWeight = 0.005, epsilon = 1e-5 }: BarlowTwinsOptions = {},
): EmbeddingLoss<'invariance' | 'redundancy'> {
  checkPairs('barlowTwins', a, b)
  checkWeight('barlowTwins', 'redundancyWeight', redundancyWeight)
  const standardized = (x: Tensor): Tensor => {
    const rest = centered(x)
    return divide(rest, sqrt(add(reduceMean(square(rest), 0, true), epsilon)))
  }
  const correlation = divide(matmul(transpose(standardized(a)), standardized(b)), size(a.shape[0]!))
  const isDiagonal = diagonal(correlation)
  const invariance = reduceSumSquare(where(isDiagonal, subtract(correlation, 1), 0))
  const redundancy = reduceSumSquare(where(isDiagonal, 0, correlation))
  return { loss: add(invariance, multiply(redundancyWeight, redundancy)), metrics: { invariance, redundancy } }
}

/** Options of {@link vicReg}; weights are at least 0. */
export interface VicRegOptions {
  /** λ. Default: 25 */
  readonly invarianceWeight?: number
  /** μ. Default: 25 */
  readonly varianceWeight?: number
  /** ν. Default: 1 */
  readonly covarianceWeight?: number
  /** γ, the standard deviation that each dimension is held to. Default: 1 */
  readonly deviation?: number
  /** Added to variances. Default: 1e-4 */
  readonly epsilon?: number
}

/**
 * VICReg (Bardes et al. 2022, eq. 1 to 6) of two embeddings [N, D]: λ times their mean squared difference (over all N·D
 * numbers), μ times how far standard deviations fall short of γ, ν times the squared covariances of different dimensions
 * divided by D. As in the authors' code, the variance term is the mean of both embeddings, the covariance term their sum.
 * Variances and covariances are divided by N − 1.
 * @throws ShapeError unless both are float32 [N, D]; ValueError for a negative weight
 */
export function vicReg(
  a: Tensor,
  b: Tensor,
  {
    invarianceWeight = 25,
    varianceWeight = 25,
    covarianceWeight = 1,
    deviation = 1,
    epsilon = 1e-4,
  }: VicRegOptions = {},
): EmbeddingLoss<'invariance' | 'variance' | 'covariance'> {
  checkPairs('vicReg', a, b)
  for (const [name, weight] of Object.entries({ invarianceWeight, varianceWeight, covarianceWeight }))
    checkWeight('vicReg', name, weight)
  const [n, d] = a.shape
  const others = maximum(subtract(size(n!), 1), 1)
  const invariance = reduceMean(square(subtract(a, b)))
  const terms = [a, b].map((x) => {
    const rest = centered(x)
    const variances = divide(reduceSumSquare(rest, 0), others)
    const covariances = divide(matmul(transpose(rest), rest), others)
    return {
      variance: reduceMean(relu(subtract(deviation, sqrt(add(variances, epsilon))))),
      covariance: divide(reduceSumSquare(where(diagonal(covariances), 0, covariances)), size(d!)),
    }
  })
  const [first, second] = terms as [(typeof terms)[number], (typeof terms)[number]]
  const variance = divide(add(first.variance, second.variance), 2)
  const covariance = add(first.covariance, second.covariance)
  const loss = add(
    add(multiply(invarianceWeight, invariance), multiply(varianceWeight, variance)),
    multiply(covarianceWeight, covariance),
  )
  return { loss, metrics: { invariance, variance, covariance } }
}

function checkWeight(name: string, option: string, weight: number): void {
  if (!(weight >= 0)) throw new ValueError(`${name}: ${option} must be at least 0; found ${weight}`)
}
