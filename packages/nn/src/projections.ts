// What parameters are held to after every step.
import {
  divide,
  equal,
  maximum,
  minimum,
  multiply,
  reduceSumSquare,
  sqrt,
  type Tensor,
  ValueError,
  where,
} from '@infonce/core'

/** Brings a parameter back to where it may be, after a step and not in the loss, where a bound would end its gradient. */
export interface Projection {
  readonly name: string
  /** Its numbers, for metadata. */
  readonly options: Readonly<Record<string, number>>
  /**
   * Of a parameter, or of some rows [n, …] of a table, each row apart, so that a table of which a step moves a few rows
   * need not be gone through.
   */
  project(rows: Tensor): Tensor
}

/**
 * Every number within [low, high]: CLIP keeps its logit scale within [0, ln 100] (Radford et al. 2021, section 2.5).
 * @throws ValueError unless low ≤ high, or for NaN
 */
export function clampTo(low: number, high: number): Projection {
  if (!(low <= high))
    throw new ValueError(`clampTo: the lower bound must not be above the upper, found ${low}, ${high}`)
  return {
    name: 'clamp',
    options: { low, high },
    project: (rows) => {
      const above = low === Number.NEGATIVE_INFINITY ? rows : maximum(rows, low)
      return high === Number.POSITIVE_INFINITY ? above : minimum(above, high)
    },
  }
}

/** Rows of a parameter [V, …] of L2 norm 1, as of a table of proxies; a row of zeros stays. */
export function unitNorm(): Projection {
  return {
    name: 'unit-norm',
    options: {},
    project: (rows) => {
      const length = rowNorm('unitNorm', rows)
      return divide(rows, where(equal(length, 0), 1, length))
    },
  }
}

/**
 * Rows of a parameter [V, …] no longer than `most`, above 0, by the L2 norm: `max_norm` of PyTorch's `Embedding`.
 * @throws ValueError for a limit that is not above 0 and finite
 */
export function maxNorm(most: number): Projection {
  if (!(most > 0 && most < Number.POSITIVE_INFINITY))
    throw new ValueError(`maxNorm: the limit must be above 0 and finite, found ${most}`)
  return {
    name: 'max-norm',
    options: { most },
    project: (rows) => multiply(rows, divide(most, maximum(rowNorm('maxNorm', rows), most))),
  }
}

/** The L2 norm of each row, with axes of size 1. */
function rowNorm(projection: string, rows: Tensor): Tensor {
  if (rows.rank < 2)
    throw new ValueError(
      `${projection}: a parameter of rank ${rows.rank} has no rows; it takes those of rank 2 and more`,
    )
  const axes = Array.from({ length: rows.rank - 1 }, (_, i) => i + 1)
  return sqrt(reduceSumSquare(rows, axes, true))
}
