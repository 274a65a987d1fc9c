// Gradients scaled down to a global norm.
import {
  add,
  divide,
  type Gradient,
  minimum,
  multiply,
  RowGradient,
  reduceSumSquare,
  sqrt,
  type Tensor,
} from '@infonce/core'

/** Gradients after clipping, and their norm before it. */
export interface ClippedGradients {
  readonly gradients: readonly Gradient[]
  /** float32 scalar. */
  readonly norm: Tensor
}

/**
 * All gradients times min(1, most / (norm + 1e-6)), where norm is the L2 norm of all their numbers together (Pascanu et
 * al. 2013; `torch.nn.utils.clip_grad_norm_`). Rows of tables count as in the dense gradient, what belongs to one row
 * summed, without it being made. A norm of NaN or infinity makes every gradient NaN or zero, as in PyTorch.
 */
export function clipByGlobalNorm(gradients: readonly Gradient[], most: number): ClippedGradients {
  const summed = gradients.map((each) => (each instanceof RowGradient ? each.coalesce() : each))
  const squares = summed.map((each) => reduceSumSquare(each instanceof RowGradient ? each.rows : each))
  const norm = sqrt(squares.reduce(add))
  const factor = minimum(divide(most, add(norm, 1e-6)), 1)
  const scaled = summed.map((each) =>
    each instanceof RowGradient ? each.map((rows) => multiply(rows, factor)) : multiply(each, factor),
  )
  return { gradients: scaled, norm }
}
