// Comparisons and logic: bool results, no gradient.
import { broadcastShapes } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { mapBroadcast } from '../value.js'
import { ofNumbers } from './carried.js'
import { requireSameDtype, seeThroughExpand } from './elementwise.js'
import { type Operand, toTensors } from './leaves.js'

type None = undefined

type Lower = Operation<None>['lower']

function comparison(
  name: string,
  operator: string,
  kernel: (a: number, b: number) => boolean,
  lower: Lower = (emitter, inputs) => emitter.node(operator, inputs),
): Operation<None> {
  return {
    name,
    infer: ([a, b]) => {
      requireSameDtype(name, a!, b!)
      return { dtype: 'bool', shape: broadcastShapes(a!.shape, b!.shape, name) }
    },
    simplify: (node) => seeThroughExpand(node),
    evaluate: ([a, b]) => mapBroadcast('bool', [a!, b!], (x, y) => (kernel(x, y) ? 1 : 0)),
    lower,
  }
}

function logic(
  name: string,
  operator: string,
  kernel: (a: number, b: number) => number,
  lower?: Lower,
): Operation<None> {
  return {
    ...comparison(name, operator, () => false, lower),
    infer: ([a, b]) => {
      requireBool(name, a!, b!)
      return { dtype: 'bool', shape: broadcastShapes(a!.shape, b!.shape, name) }
    },
    evaluate: ([a, b]) => mapBroadcast('bool', [a!, b!], kernel),
  }
}

function requireBool(name: string, ...inputs: readonly Tensor[]): void {
  for (const { dtype } of inputs) if (dtype !== 'bool') throw new ShapeError(`${name}: expected bool, found ${dtype}`)
}

export const equalOperation: Operation<None> = /* @__PURE__ */ comparison(
  'equal',
  'Equal',
  (a, b) => a === b,
  (emitter, inputs, { inputs: [a] }) =>
    ofNumbers(emitter, a!.dtype, inputs, (operands) => emitter.node('Equal', operands)),
)
export const lessOperation: Operation<None> = /* @__PURE__ */ comparison('less', 'Less', (a, b) => a < b)
export const lessOrEqualOperation: Operation<None> = /* @__PURE__ */ comparison(
  'lessOrEqual',
  'LessOrEqual',
  (a, b) => a <= b,
)
export const greaterOperation: Operation<None> = /* @__PURE__ */ comparison('greater', 'Greater', (a, b) => a > b)
export const greaterOrEqualOperation: Operation<None> = /* @__PURE__ */ comparison(
  'greaterOrEqual',
  'GreaterOrEqual',
  (a, b) => a >= b,
)
export const andOperation: Operation<None> = /* @__PURE__ */ logic('and', 'And', (a, b) => a && b)
export const orOperation: Operation<None> = /* @__PURE__ */ logic(
  'or',
  'Or',
  (a, b) => a || b,
  // WebGPU has no Or: not (not a and not b).
  (emitter, inputs) =>
    emitter.node('Not', [
      emitter.node(
        'And',
        inputs.map((input) => emitter.node('Not', [input])),
      ),
    ]),
)
export const notOperation: Operation<None> = {
  name: 'not',
  infer: ([x]) => {
    requireBool('not', x!)
    return x!
  },
  simplify: seeThroughExpand,
  evaluate: ([x]) => ({ ...x!, data: x!.data.map((v) => (v === 0 ? 1 : 0)) }),
  lower: (emitter, inputs) => emitter.node('Not', inputs),
}

const compare = (operation: Operation<None>, a: Operand, b: Operand): Tensor =>
  apply(operation, toTensors([a, b]), undefined)

/** Whether a = b: bool, with broadcasting; no gradient, as with all comparisons. */
export const equal = (a: Operand, b: Operand): Tensor => compare(equalOperation, a, b)
/** Whether a < b. */
export const less = (a: Operand, b: Operand): Tensor => compare(lessOperation, a, b)
/** Whether a ≤ b. */
export const lessOrEqual = (a: Operand, b: Operand): Tensor => compare(lessOrEqualOperation, a, b)
/** Whether a > b. */
export const greater = (a: Operand, b: Operand): Tensor => compare(greaterOperation, a, b)
/** Whether a ≥ b. */
export const greaterOrEqual = (a: Operand, b: Operand): Tensor => compare(greaterOrEqualOperation, a, b)
/** Whether both of two bool tensors hold, with broadcasting. */
export const and = (a: Tensor, b: Tensor): Tensor => compare(andOperation, a, b)
/** Whether one at least of two bool tensors holds, with broadcasting. */
export const or = (a: Tensor, b: Tensor): Tensor => compare(orOperation, a, b)
/** Whether a bool tensor does not hold. */
export const not = (x: Tensor): Tensor => apply(notOperation, [x], undefined)
