// Comparisons and logic: bool results, no gradient.
import { broadcastShapes } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { mapBroadcast } from '../value.js'
import { requireSameDtype, seeThroughExpand } from './elementwise.js'
import { type Operand, toTensors } from './leaves.js'

type None = undefined

function comparison(name: string, operator: string, kernel: (a: number, b: number) => boolean): Operation<None> {
  return {
    name,
    infer: ([a, b]) => {
      requireSameDtype(name, a!, b!)
      return { dtype: 'bool', shape: broadcastShapes(a!.shape, b!.shape, name) }
    },
    simplify: (node) => seeThroughExpand(node),
    evaluate: ([a, b]) => mapBroadcast('bool', [a!, b!], (x, y) => (kernel(x, y) ? 1 : 0)),
    lower: (emitter, inputs) => emitter.node(operator, inputs),
  }
}

function logic(name: string, operator: string, kernel: (a: number, b: number) => number): Operation<None> {
  return {
    ...comparison(name, operator, () => false),
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

export const equalOperation: Operation<None> = comparison('equal', 'Equal', (a, b) => a === b)
export const lessOperation: Operation<None> = comparison('less', 'Less', (a, b) => a < b)
export const lessOrEqualOperation: Operation<None> = comparison('lessOrEqual', 'LessOrEqual', (a, b) => a <= b)
export const greaterOperation: Operation<None> = comparison('greater', 'Greater', (a, b) => a > b)
export const greaterOrEqualOperation: Operation<None> = comparison('greaterOrEqual', 'GreaterOrEqual', (a, b) => a >= b)
export const andOperation: Operation<None> = logic('and', 'And', (a, b) => a && b)
export const orOperation: Operation<None> = logic('or', 'Or', (a, b) => a || b)
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

export const equal = (a: Operand, b: Operand): Tensor => compare(equalOperation, a, b)
export const less = (a: Operand, b: Operand): Tensor => compare(lessOperation, a, b)
export const lessOrEqual = (a: Operand, b: Operand): Tensor => compare(lessOrEqualOperation, a, b)
export const greater = (a: Operand, b: Operand): Tensor => compare(greaterOperation, a, b)
export const greaterOrEqual = (a: Operand, b: Operand): Tensor => compare(greaterOrEqualOperation, a, b)
export const and = (a: Tensor, b: Tensor): Tensor => compare(andOperation, a, b)
export const or = (a: Tensor, b: Tensor): Tensor => compare(orOperation, a, b)
export const not = (x: Tensor): Tensor => apply(notOperation, [x], undefined)
