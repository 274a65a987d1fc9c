// A gated recurrent unit written out step by step, and the way back through it, as other operations.
import { type Dimension, multiplyDimensions } from '../dimension.js'
import type { Tensor } from '../tensor.js'
import { add, multiply, sigmoid, square, subtract, tanh } from './elementwise.js'
import { matmul } from './matrix.js'
import { concat, reshape, transpose } from './movement.js'
import { reduceSum } from './reduction.js'
import { slice } from './slicing.js'

/** x, W, R, b_W, b_R and the initial state, as `gru` takes them. */
export type RecurrenceInputs = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]

/** What one step computes, each [N, H], in this order where several steps stand in one list. */
const parts = ['state', 'update', 'reset', 'candidate', 'recall', 'recalled', 'kept'] as const
/** `recall` is R_n h + b_Rn, `recalled` is r ∘ recall, and `kept` is z ∘ (h − n). */
type Step = Readonly<Record<(typeof parts)[number], Tensor>>

// z and r take one product together, n another, since r stands between its two.
const joint = (of: Tensor, units: number): Tensor => slice(of, 0, 0, 2 * units)
const last = (of: Tensor, units: number): Tensor => slice(of, 0, 2 * units, 3 * units)

/** One step of a tensor [T, N, …], without its axis. */
const stepOf = (of: Tensor, step: number): Tensor => reshape(slice(of, 0, step, step + 1), of.shape.slice(1))
/** Steps [N, …] as rows, [T·N, …]. */
const stack = (steps: readonly Tensor[]): Tensor => concat(steps, 0)
const flatten = (of: Tensor): Tensor => {
  const [steps, sequences, width] = of.shape as [Dimension, Dimension, Dimension]
  return reshape(of, [multiplyDimensions(steps, sequences), width])
}

/** All states [T, N, H], and then what each step computes. What depends on x alone is computed for all steps at once. */
export function recurrenceSteps([x, W, R, biasW, biasR, initial]: RecurrenceInputs): readonly Tensor[] {
  const [steps, sequences] = x.shape as [number, Dimension]
  const units = initial.shape[1] as number
  const rows = flatten(x)
  const project = (weight: Tensor, bias: Tensor): Tensor =>
    reshape(add(matmul(rows, transpose(weight)), bias), [steps, sequences, weight.shape[0]!])
  const gates = project(joint(W, units), joint(add(biasW, biasR), units))
  const candidates = project(last(W, units), last(biasW, units))
  const [jointR, lastR] = [transpose(joint(R, units)), transpose(last(R, units))]
  const lastBias = last(biasR, units)
  const made: Step[] = []
  let before = initial
  for (let step = 0; step < steps; step++) {
    const both = sigmoid(add(matmul(before, jointR), stepOf(gates, step)))
    const [update, reset] = [slice(both, 1, 0, units), slice(both, 1, units, 2 * units)]
    const recall = add(matmul(before, lastR), lastBias)
    const recalled = multiply(reset, recall)
    const candidate = tanh(add(stepOf(candidates, step), recalled))
    const kept = multiply(update, subtract(before, candidate))
    const state = add(candidate, kept)
    made.push({ state, update, reset, candidate, recall, recalled, kept })
    before = state
  }
  const states = reshape(stack(made.map(({ state }) => state)), [steps, sequences, units])
  return [states, ...made.flatMap((step) => parts.map((part) => step[part]))]
}

/**
 * The gradients of {@link recurrenceSteps}' states with respect to its inputs.
 *
 * With a the sums inside σ and tanh, b = R_n h + b_Rn, g the gradient of h′ from the output and all later steps, and
 * e = g − g ∘ z,
 *
 *     ∂a_z = e ∘ z ∘ (h − n)        ∂a_n = e ∘ (1 − n²)
 *     ∂b = ∂a_n ∘ r                 ∂a_r = ∂b ∘ (b − r ∘ b)
 *
 * and h has g ∘ z + R_zᵀ ∂a_z + R_rᵀ ∂a_r + R_nᵀ ∂b. The gradients of the weights and of x are single products over
 * all steps.
 * @param kept the parts of every step
 */
export function recurrenceGradients(
  [x, W, R, , , initial]: RecurrenceInputs,
  kept: readonly Tensor[],
  gradient: Tensor,
): readonly Tensor[] {
  const units = initial.shape[1] as number
  const made = Array.from({ length: kept.length / parts.length }, (_, step) => {
    const start = step * parts.length
    return Object.fromEntries(parts.map((part, i) => [part, kept[start + i]!])) as Step
  })
  const [jointR, lastR] = [joint(R, units), last(R, units)]
  const ofGates: Tensor[] = []
  const ofCandidates: Tensor[] = []
  const ofRecalls: Tensor[] = []
  let carried: Tensor | undefined
  for (let step = made.length - 1; step >= 0; step--) {
    const { update, reset, candidate, recall, recalled, kept } = made[step]!
    const own = stepOf(gradient, step)
    const g = carried ? add(own, carried) : own
    const passed = multiply(g, update)
    const rest = subtract(g, passed)
    const ofCandidate = multiply(rest, subtract(1, square(candidate)))
    const ofRecall = multiply(ofCandidate, reset)
    const ofGate = concat([multiply(rest, kept), multiply(ofRecall, subtract(recall, recalled))], 1)
    carried = add(matmul(ofGate, jointR), add(matmul(ofRecall, lastR), passed))
    ofGates.unshift(ofGate)
    ofCandidates.unshift(ofCandidate)
    ofRecalls.unshift(ofRecall)
  }
  const [gates, candidates, recalls] = [stack(ofGates), stack(ofCandidates), stack(ofRecalls)]
  const rows = flatten(x)
  const previous = stack([initial, ...made.slice(0, -1).map(({ state }) => state)])
  const product = (g: Tensor, entries: Tensor): Tensor => matmul(transpose(g), entries)
  const ofX = add(matmul(gates, joint(W, units)), matmul(candidates, last(W, units)))
  const gateSum = reduceSum(gates, 0)
  return [
    reshape(ofX, x.shape),
    concat([product(gates, rows), product(candidates, rows)], 0),
    concat([product(gates, previous), product(recalls, previous)], 0),
    concat([gateSum, reduceSum(candidates, 0)], 0),
    concat([gateSum, reduceSum(recalls, 0)], 0),
    carried!,
  ]
}
