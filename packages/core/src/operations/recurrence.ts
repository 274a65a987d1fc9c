// The gated recurrent unit over a sequence.
import { type Dimension, type Shape, sameShape, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation, Value } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { type RecurrenceInputs, recurrenceGradients, recurrenceSteps } from './recurrence-steps.js'

/** Hidden units of recurrent weights [3H, H], or a `ShapeError`. */
function hiddenUnits(recurrentWeight: Tensor): number {
  const units = recurrentWeight.shape.at(-1)
  if (recurrentWeight.rank !== 2 || typeof units !== 'number' || units < 1)
    throw new ShapeError(`gru: recurrent weights must be [3*H, H] of a number H from 1, found ${recurrentWeight}`)
  return units
}

const argumentNames = ['x', 'inputWeight', 'recurrentWeight', 'inputBias', 'recurrentBias', 'initial'] as const

const argumentsOf = (inputs: readonly Tensor[]): RecurrenceInputs =>
  inputs.slice(0, argumentNames.length) as unknown as RecurrenceInputs

// Where the number of steps is known, the node has more inputs: the states, which are then its value, and what each step
// computes, for the gradient. ONNX's GRU gives no gates, so that a training step would compute them twice.
export const gruOperation: Operation<undefined> = {
  name: 'gru',
  infer: (inputs) => {
    const [x, , recurrentWeight] = inputs
    const units = hiddenUnits(recurrentWeight!)
    const [steps, sequences, features] = x!.shape as [Dimension, Dimension, Dimension]
    if (x!.rank !== 3 || steps === 0) throw new ShapeError(`gru: x must be [T, N, I] of a T from 1, found ${x}`)
    const gates = 3 * units
    const expected: readonly Shape[] = [
      x!.shape,
      [gates, features],
      [gates, units],
      [gates],
      [gates],
      [sequences, units],
    ]
    expected.forEach((shape, i) => {
      if (inputs[i]!.dtype !== 'float32' || !sameShape(inputs[i]!.shape, shape))
        throw new ShapeError(
          `gru: ${argumentNames[i]} must be float32 ${shapeText(shape)} for x ${shapeText(x!.shape)} and ${units} ` +
            `hidden units, found ${inputs[i]}`,
        )
    })
    return { dtype: 'float32', shape: [steps, sequences, units] }
  },
  simplify: ({ inputs, shape: [steps] }) => {
    if (typeof steps !== 'number' || inputs.length > argumentNames.length) return undefined
    return apply(gruOperation, [...inputs, ...recurrenceSteps(argumentsOf(inputs))], undefined)
  },
  gradient: ({ inputs, shape: [steps] }, gradient) => {
    if (typeof steps === 'number')
      return recurrenceGradients(argumentsOf(inputs), inputs.slice(argumentNames.length + 1), gradient)
    throw new ShapeError(
      `gru: the gradient needs a known number of steps, but x is ${inputs[0]}: give '${steps}' as a number`,
    )
  },
  evaluate: (inputs) => {
    const states = inputs[argumentNames.length]
    if (states) return states
    const [steps, sequences, features] = inputs[0]!.shape as [number, number, number]
    const units = inputs[5]!.shape[1]!
    const [x, inputWeight, recurrentWeight, inputBias, recurrentBias, initial] = inputs.map(({ data }) => data) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const data = new Float64Array(steps * sequences * units)
    /** bias + weight · entries, of one row of weights. */
    const affine = (
      weight: Float64Array,
      bias: Float64Array,
      row: number,
      entries: Float64Array,
      start: number,
      count: number,
    ) => {
      let sum = bias[row]!
      for (let k = 0; k < count; k++) sum += weight[row * count + k]! * entries[start + k]!
      return sum
    }
    for (let step = 0; step < steps; step++)
      for (let sequence = 0; sequence < sequences; sequence++) {
        const at = step * sequences + sequence
        const [previous, before] = step === 0 ? [initial, sequence * units] : [data, (at - sequences) * units]
        const ofInput = (row: number) => affine(inputWeight, inputBias, row, x, at * features, features)
        const ofState = (row: number) => affine(recurrentWeight, recurrentBias, row, previous, before, units)
        for (let unit = 0; unit < units; unit++) {
          const update = logistic(ofInput(unit) + ofState(unit))
          const reset = logistic(ofInput(units + unit) + ofState(units + unit))
          const candidate = Math.tanh(ofInput(2 * units + unit) + reset * ofState(2 * units + unit))
          data[at * units + unit] = (1 - update) * candidate + update * previous[before + unit]!
        }
      }
    return { dtype: 'float32', shape: [steps, sequences, units], data } satisfies Value
  },
  lower: (emitter, [x, inputWeight, recurrentWeight, inputBias, recurrentBias, initial, written], { shape }) => {
    if (written !== undefined) return written
    const first = emitter.constant('int64', [1], [0])
    // ONNX's weights have a leading axis for directions.
    const directed = (value: string): string => emitter.node('Unsqueeze', [value, first])
    const biases = emitter.node('Concat', [inputBias!, recurrentBias!], { axis: { int: 0 } })
    const states = emitter.node(
      'GRU',
      [x!, directed(inputWeight!), directed(recurrentWeight!), directed(biases), '', directed(initial!)],
      { direction: { text: 'forward' }, hidden_size: { int: shape[2] as number }, linear_before_reset: { int: 1 } },
    )
    return emitter.node('Squeeze', [states, emitter.constant('int64', [1], [1])])
  },
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))

/**
 * The gated recurrent unit (Cho et al. 2014) over a sequence, in the variant that resets after the product with the
 * state: ONNX's `GRU` with `linear_before_reset = 1`, which is also what PyTorch and cuDNN compute. With σ the logistic
 * function, ∘ the product of elements, and rows of the weights for the gates in ONNX's order, update z, reset r,
 * candidate n (PyTorch's order is r, z, n):
 *
 *     z = σ(W_z x + b_Wz + R_z h + b_Rz)
 *     r = σ(W_r x + b_Wr + R_r h + b_Rr)
 *     n = tanh(W_n x + b_Wn + r ∘ (R_n h + b_Rn))
 *     h′ = (1 − z) ∘ n + z ∘ h
 *
 * The number of steps and of sequences may be named dimensions. With the number of steps as a number, graphs have the
 * steps written out, forward and back, so that a training step computes the gates once; a gradient needs that. With a
 * named one the graph has one GRU node and takes sequences of any length: so export what is not trained. It needs a step
 * and a sequence at least: ONNX Runtime 1.30 on CPU ends the process where its GRU is fed none.
 * @param x float32 [T, N, I]: T steps of N sequences
 * @param inputWeight W, float32 [3H, I]
 * @param recurrentWeight R, float32 [3H, H]
 * @param inputBias b_W, float32 [3H]
 * @param recurrentBias b_R, float32 [3H]
 * @param initial the state before the first step, float32 [N, H]
 * @returns the state after every step, [T, N, H]; the last one is `slice(result, 0, T - 1, T)`
 * @throws ShapeError when shapes do not fit together, for no steps or hidden units; `gradient` throws one where T is
 *   named
 */
export function gru(
  x: Tensor,
  inputWeight: Tensor,
  recurrentWeight: Tensor,
  inputBias: Tensor,
  recurrentBias: Tensor,
  initial: Tensor,
): Tensor {
  return apply(gruOperation, [x, inputWeight, recurrentWeight, inputBias, recurrentBias, initial], undefined)
}
