// How far the rows of a parameter move in a step: a limit on the change by a whole batch.
import {
  add,
  divide,
  type Gradient,
  gather,
  maximum,
  multiply,
  negate,
  RowGradient,
  reduceSumSquare,
  sqrt,
  subtract,
  type Tensor,
} from '@infonce/core'

/**
 * A parameter [V, …] after θ ← θ − η·g, where no row has moved further than `most` by the L2 norm: a longer change is
 * scaled down to it. A row that row gradients name several times moves once, by the sum of them.
 */
export function subtractLimited(parameter: Tensor, gradient: Gradient, learningRate: Tensor, most: number): Tensor {
  const step = negate(learningRate)
  if (!(gradient instanceof RowGradient)) {
    const change = multiply(gradient, step)
    return add(parameter, multiply(change, shrinkage(change, parameter.rank - 1, most)))
  }
  // What each row gets in all is read off the table after all of it, so that no dense gradient is made.
  const moved = gradient.addTo(parameter, (rows) => multiply(rows, step))
  const parts = gradient.parts.map(({ indices, rows }) => {
    const change = subtract(gather(moved, indices), gather(parameter, indices))
    return { indices, rows: multiply(rows, shrinkage(change, parameter.rank - 1, most)) }
  })
  return new RowGradient(gradient.shape, parts).addTo(parameter, (rows) => multiply(rows, step))
}

/** What makes changes [..., …], of rows with so many axes, no longer than `most`: 1 for those that are not longer. */
function shrinkage(change: Tensor, axes: number, most: number): Tensor {
  const ofRow = Array.from({ length: axes }, (_, i) => i - axes)
  return divide(most, maximum(sqrt(reduceSumSquare(change, ofRow, true)), most))
}
