// The way back through a gated recurrent unit: backpropagation through time, with as little as possible in each step.
import { type Dimension, multiplyDimensions } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Tensor } from '../tensor.js'
import { add, multiply, sigmoid, square, subtract, tanh } from './elementwise.js'
import { matrixProduct } from './matrix.js'
import { concatenate, expandDimension, reshape, transpose } from './movement.js'
import { reduceSum } from './reduction.js'
import { slice } from './slicing.js'

/**
 * The gradients of a `gru` node with respect to its inputs.
 *
 * With a the sums inside σ and tanh, b = R_n h + b_Rn, and g the gradient of a state h′ from the output and from all
 * later steps, the gates have the gradients
 *
 *     ∂a_n = g ∘ (1 − z) ∘ (1 − n²)         ∂b = ∂a_n ∘ r
 *     ∂a_r = ∂b ∘ b ∘ (1 − r)               ∂a_z = g ∘ (h − n) ∘ z ∘ (1 − z)
 *
 * and the state before has g ∘ z + R_zᵀ ∂a_z + R_rᵀ ∂a_r + R_nᵀ ∂b. All but g is known beforehand, for all steps at
 * once; a step is left with one product of [N, 3H] by [3H, H].
 * @throws ShapeError where the number of steps is named
 */
export function recurrenceGradient(states: Tensor<undefined>, gradient: Tensor): readonly Tensor[] {
  const [x, inputWeight, recurrentWeight, inputBias, recurrentBias, initial] = states.inputs as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  const [steps, sequences, units] = states.shape as [Dimension, Dimension, number]
  if (typeof steps !== 'number')
    throw new ShapeError(
      `gru: a gradient goes back step by step, so their number must be known, but x is ${x}: give '${steps}' as a number`,
    )
  const rows = multiplyDimensions(steps, sequences)
  const flat = (each: Tensor): Tensor => reshape(each, [rows, each.shape[2]!])
  const start = expandDimension(initial, 0)
  const inputs = flat(x)
  const previous = flat(steps === 1 ? start : concatenate([start, slice(states, 0, 0, steps - 1)], 0))
  const gate = (of: Tensor, index: number): Tensor => slice(of, 0, index * units, (index + 1) * units)
  const product = (entries: Tensor, weight: Tensor, index: number): Tensor =>
    matrixProduct(entries, transpose(gate(weight, index)))

  const biases = add(inputBias, recurrentBias)
  const [z, r] = [0, 1].map((index) =>
    sigmoid(
      add(product(previous, recurrentWeight, index), add(product(inputs, inputWeight, index), gate(biases, index))),
    ),
  ) as [Tensor, Tensor]
  const b = add(product(previous, recurrentWeight, 2), gate(recurrentBias, 2))
  const n = tanh(add(multiply(r, b), add(product(inputs, inputWeight, 2), gate(inputBias, 2))))

  // What g is multiplied by.
  const rest = subtract(1, z)
  const slopeN = multiply(rest, subtract(1, square(n)))
  const slopeB = multiply(slopeN, r)
  const slopeR = multiply(multiply(slopeB, b), subtract(1, r))
  const slopeZ = multiply(multiply(subtract(previous, n), z), rest)
  const slopes = reshape(concatenate([slopeZ, slopeR, slopeB], 1), [steps, sequences, 3, units])

  const at = (each: Tensor, step: number): Tensor => {
    const [, ...shape] = each.shape
    return reshape(slice(each, 0, step, step + 1), shape)
  }
  const keeps = reshape(z, states.shape)
  const stateGradients: Tensor[] = []
  let carried: Tensor | undefined
  for (let step = steps - 1; step >= 0; step--) {
    const g = carried ? add(at(gradient, step), carried) : at(gradient, step)
    stateGradients.unshift(expandDimension(g, 0))
    const gates = reshape(multiply(expandDimension(g, 1), at(slopes, step)), [sequences, 3 * units])
    carried = add(matrixProduct(gates, recurrentWeight), multiply(g, at(keeps, step)))
  }
  const g = flat(concatenate(stateGradients, 0))
  const [gradientZ, gradientR, gradientB, gradientN] = [slopeZ, slopeR, slopeB, slopeN].map((slope) =>
    multiply(g, slope),
  ) as [Tensor, Tensor, Tensor, Tensor]
  const ofInput = concatenate([gradientZ, gradientR, gradientN], 1)
  const ofState = concatenate([gradientZ, gradientR, gradientB], 1)
  return [
    reshape(matrixProduct(ofInput, inputWeight), x.shape),
    matrixProduct(transpose(ofInput), inputs),
    matrixProduct(transpose(ofState), previous),
    reduceSum(ofInput, 0),
    reduceSum(ofState, 0),
    carried!,
  ]
}
