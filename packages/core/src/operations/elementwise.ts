// Element-wise arithmetic, with broadcasting.
import { broadcastShapes } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Emitter, Operation } from '../operation.js'
import { apply, type DType, isTensorLike, type Tensor } from '../tensor.js'
import { mapBroadcast } from '../value.js'
import { movedAsNumbers } from './carried.js'
import { equal, greater } from './comparison.js'
import { type Operand, scalar, scalarValue, toTensors } from './leaves.js'
import { expand, unexpanded } from './movement.js'

type None = undefined

export function requireNumbers(name: string, ...inputs: readonly Tensor[]): void {
  for (const { dtype } of inputs)
    if (dtype === 'bool') throw new ShapeError(`${name}: expected numbers, found a bool tensor; cast it first`)
}

export function requireSameDtype(name: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype) throw new ShapeError(`${name}: dtypes ${a.dtype} and ${b.dtype} differ; cast one of them`)
}

/**
 * Expanding commutes with element-wise operations, so it is put off: work is done on the small operands, and where
 * another operand has the full shape the expansion falls away.
 */
export function seeThroughExpand(node: Tensor<None>): Tensor | undefined {
  const operands = node.inputs.map(unexpanded)
  if (operands.every((operand, i) => operand === node.inputs[i])) return undefined
  return expand(apply(node.operation, operands, undefined), node.shape)
}

function unary(
  name: string,
  operator: string,
  kernel: (x: number) => number,
  rule?: (gradient: Tensor, x: Tensor, y: Tensor) => Tensor,
  lower: Operation<None>['lower'] = (emitter, inputs) => emitter.node(operator, inputs),
): Operation<None> {
  return {
    name,
    infer: ([x]) => {
      requireNumbers(name, x!)
      if (x!.dtype !== 'float32' && !integerUnary.has(name))
        throw new ShapeError(`${name}: expected float32, found ${x!.dtype}`)
      return x!
    },
    simplify: seeThroughExpand,
    ...(rule && { gradient: (node, gradient) => [rule(gradient, node.inputs[0]!, node as Tensor)] }),
    evaluate: ([x]) => ({ ...x!, data: x!.data.map(kernel) }),
    lower,
  }
}

const integerUnary = new Set(['negate', 'abs', 'sign'])

// WebGPU negates no integers, but subtracts them.
const negative = (emitter: Emitter, x: string, dtype: DType): string =>
  dtype === 'float32' ? emitter.node('Neg', [x]) : emitter.node('Sub', [emitter.constant(dtype, [], [0]), x])

export const negateOperation: Operation<None> = /* @__PURE__ */ unary(
  'negate',
  'Neg',
  (x) => -x,
  (g) => negate(g),
  (emitter, [x], { dtype }) => negative(emitter, x!, dtype),
)
export const absOperation: Operation<None> = /* @__PURE__ */ unary(
  'abs',
  'Abs',
  Math.abs,
  (g, x) => multiply(g, sign(x)),
  (emitter, [x], { dtype }) =>
    dtype === 'float32' ? emitter.node('Abs', [x!]) : emitter.node('Max', [x!, negative(emitter, x!, dtype)]),
)
export const signOperation: Operation<None> = /* @__PURE__ */ unary(
  'sign',
  'Sign',
  Math.sign,
  undefined,
  // WebGPU has no Sign: (x > 0) − (x < 0).
  (emitter, [x], { dtype }) => {
    const zero = emitter.constant(dtype, [], [0])
    const as = (condition: string) => emitter.node('Cast', [condition], { to: { int: emitter.dtypeCode(dtype) } })
    return emitter.node('Sub', [as(emitter.node('Greater', [x!, zero])), as(emitter.node('Less', [x!, zero]))])
  },
)
export const exponentialOperation: Operation<None> = /* @__PURE__ */ unary('exponential', 'Exp', Math.exp, (g, _, y) =>
  multiply(g, y),
)
export const logarithmOperation: Operation<None> = /* @__PURE__ */ unary('logarithm', 'Log', Math.log, (g, x) =>
  divide(g, x),
)
export const squareRootOperation: Operation<None> = /* @__PURE__ */ unary('squareRoot', 'Sqrt', Math.sqrt, (g, _, y) =>
  divide(g, multiply(2, y)),
)
export const reciprocalOperation: Operation<None> = /* @__PURE__ */ unary(
  'reciprocal',
  'Reciprocal',
  (x) => 1 / x,
  (g, _, y) => negate(multiply(g, multiply(y, y))),
)
function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))
}

export const sigmoidOperation: Operation<None> = /* @__PURE__ */ unary('sigmoid', 'Sigmoid', logistic, (g, _, y) =>
  multiply(g, multiply(y, subtract(1, y))),
)
export const tanhOperation: Operation<None> = /* @__PURE__ */ unary('tanh', 'Tanh', Math.tanh, (g, _, y) =>
  multiply(g, subtract(1, multiply(y, y))),
)
export const softplusOperation: Operation<None> = /* @__PURE__ */ unary(
  'softplus',
  'Softplus',
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  // This is σ(x), with the digits of a small probability.
  (g, x) => multiply(g, complementarySigmoid(negate(x))),
)
export const complementarySigmoidOperation: Operation<None> = /* @__PURE__ */ unary(
  'complementarySigmoid',
  '',
  (x) => logistic(-x),
  (g, x, y) => negate(multiply(g, multiply(y, complementarySigmoid(negate(x))))),
  // Not Sigmoid: on ONNX Runtime's CPU that of −12 is off by 0.6 %, of −16 by half, and below −18 it is 0.
  (emitter, [x]) =>
    emitter.node('Reciprocal', [
      emitter.node('Add', [emitter.constant('float32', [], [1]), emitter.node('Exp', [x!])]),
    ]),
)
export const reluOperation: Operation<None> = /* @__PURE__ */ unary(
  'relu',
  'Relu',
  (x) => Math.max(x, 0),
  // By the result, so that x need not be kept; a product takes half the time of a choice on CPU.
  (g, _, y) => multiply(g, cast(greater(y, 0), 'float32')),
)

/** Σ 2ⁿx²ⁿ⁺¹/(2n + 1)!!, whose terms have one sign, times 2e^−x²/√π (Abramowitz & Stegun 1964, 7.1.6). */
function errorFunction(x: number): number {
  // 1 − erf(6) is 2e−17.
  if (Math.abs(x) >= 6) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

export const errorFunctionOperation: Operation<None> = /* @__PURE__ */ unary(
  'errorFunction',
  'Erf',
  errorFunction,
  (g, x) => multiply(g, multiply(2 / Math.sqrt(Math.PI), exp(negate(multiply(x, x))))),
)

/** The identity, through which no gradient flows. */
export const stopGradientOperation: Operation<None> = {
  name: 'stopGradient',
  infer: ([x]) => x!,
  evaluate: ([x]) => x!,
  lower: (_, [x]) => x!,
}

export const castOperation: Operation<DType> = {
  name: 'cast',
  infer: ([x], dtype) => ({ dtype, shape: x!.shape }),
  simplify: ({ inputs: [x], attributes, shape }) => {
    if (x!.dtype === attributes) return x
    const small = unexpanded(x!)
    return small === x ? undefined : expand(cast(small, attributes), shape)
  },
  gradient: ({ inputs: [x], attributes }, gradient) => [
    x!.dtype === 'float32' && attributes === 'float32' ? gradient : null,
  ],
  evaluate: ([x], dtype) => ({
    dtype,
    shape: x!.shape,
    data:
      dtype === 'bool'
        ? x!.data.map((v) => (v === 0 ? 0 : 1))
        : dtype === 'float32'
          ? x!.data
          : x!.data.map(Math.trunc),
  }),
  lower: (emitter, inputs, { attributes }) =>
    emitter.node('Cast', inputs, { to: { int: emitter.dtypeCode(attributes) } }),
}

function binary(
  name: string,
  operator: string,
  kernel: (a: number, b: number) => number,
  rule: (gradient: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [() => Tensor, (() => Tensor) | null],
  simplify?: (a: Tensor, b: Tensor) => Tensor | undefined,
): Operation<None> {
  return {
    name,
    infer: ([a, b]) => {
      requireNumbers(name, a!, b!)
      requireSameDtype(name, a!, b!)
      return { dtype: a!.dtype, shape: broadcastShapes(a!.shape, b!.shape, name) }
    },
    simplify: (node) => {
      const [a, b] = node.inputs as readonly [Tensor, Tensor]
      const [x, y] = [a, b].map(scalarValue)
      // A weight k/K is then known to be one number, which needs no masks.
      if (x !== undefined && y !== undefined) return scalar(kernel(x, y), a.dtype)
      return simplify?.(a, b) ?? seeThroughExpand(node)
    },
    gradient: (node, gradient) =>
      rule(gradient, node.inputs[0]!, node.inputs[1]!, node as Tensor).map((side, i) =>
        side && scalarValue(node.inputs[i]!) === undefined ? side() : null,
      ),
    evaluate: ([a, b]) => mapBroadcast(a!.dtype, [a!, b!], kernel),
    lower: (emitter, inputs) => emitter.node(operator, inputs),
  }
}

// The reference would keep the fraction of a quotient of integers that runtimes cut off.
function floatOnly(operation: Operation<None>): Operation<None> {
  return {
    ...operation,
    infer: (inputs, attributes) => {
      for (const { dtype } of inputs)
        if (dtype !== 'float32') throw new ShapeError(`${operation.name}: expected float32, found ${dtype}`)
      return operation.infer(inputs, attributes)
    },
  }
}

// x·1, x+0 and the like arise from every gradient; only a scalar constant can be dropped without changing the shape.
const dropScalar = (value: number, kept: Tensor, other: Tensor): Tensor | undefined =>
  scalarValue(other) === value ? kept : undefined

export const addOperation: Operation<None> = /* @__PURE__ */ binary(
  'add',
  'Add',
  (a, b) => a + b,
  (g) => [() => g, () => g],
  (a, b) => dropScalar(0, a, b) ?? dropScalar(0, b, a),
)
export const subtractOperation: Operation<None> = /* @__PURE__ */ binary(
  'subtract',
  'Sub',
  (a, b) => a - b,
  (g) => [() => g, () => negate(g)],
  (a, b) => dropScalar(0, a, b),
)
export const multiplyOperation: Operation<None> = /* @__PURE__ */ binary(
  'multiply',
  'Mul',
  (a, b) => a * b,
  // Of a square in one piece: 2·g is often small, as in the gradient of a mean of squares.
  (g, a, b) => (a === b ? [() => multiply(multiply(2, g), a), null] : [() => multiply(g, b), () => multiply(g, a)]),
  (a, b) => dropScalar(1, a, b) ?? dropScalar(1, b, a),
)
export const divideOperation: Operation<None> = /* @__PURE__ */ floatOnly(
  /* @__PURE__ */ binary(
    'divide',
    'Div',
    (a, b) => a / b,
    (g, _, b, y) => [() => divide(g, b), () => negate(divide(multiply(g, y), b))],
    (a, b) => dropScalar(1, a, b),
  ),
)
export const powOperation: Operation<None> = /* @__PURE__ */ floatOnly(
  /* @__PURE__ */ binary(
    'pow',
    'Pow',
    (a, b) => a ** b,
    (g, a, b, y) => [() => multiply(g, multiply(b, pow(a, subtract(b, 1)))), () => multiply(g, multiply(y, log(a)))],
  ),
)
// On a tie each side takes half, so that maximum(x, x) has the gradient of x.
export const maximumOperation: Operation<None> = /* @__PURE__ */ binary(
  'maximum',
  'Max',
  (a, b) => Math.max(a, b),
  (g, a, b) => [() => multiply(g, share(a, b)), () => multiply(g, share(b, a))],
)
export const minimumOperation: Operation<None> = /* @__PURE__ */ binary(
  'minimum',
  'Min',
  (a, b) => Math.min(a, b),
  (g, a, b) => [() => multiply(g, share(b, a)), () => multiply(g, share(a, b))],
)

const share = (winner: Tensor, other: Tensor): Tensor =>
  where(greater(winner, other), 1, where(equal(winner, other), 0.5, 0))

export const whereOperation: Operation<None> = {
  name: 'where',
  infer: ([condition, a, b]) => {
    if (condition!.dtype !== 'bool')
      throw new ShapeError(`where: the condition must be bool, found ${condition!.dtype}`)
    requireSameDtype('where', a!, b!)
    const shape = broadcastShapes(broadcastShapes(a!.shape, b!.shape, 'where'), condition!.shape, 'where')
    return { dtype: a!.dtype, shape }
  },
  simplify: seeThroughExpand,
  gradient: ({ inputs: [condition, a, b] }, gradient) => [
    null,
    scalarValue(a!) === undefined ? where(condition!, gradient, 0) : null,
    scalarValue(b!) === undefined ? where(condition!, 0, gradient) : null,
  ],
  evaluate: ([condition, a, b]) => mapBroadcast(a!.dtype, [condition!, a!, b!], (c, x, y) => (c === 0 ? y : x)),
  lower: (emitter, [condition, a, b], { dtype }) =>
    movedAsNumbers(emitter, dtype, [a!, b!], ([x, y]) => emitter.node('Where', [condition!, x!, y!])),
}

const applyBinary = (operation: Operation<None>, a: Operand, b: Operand): Tensor =>
  apply(operation, toTensors([a, b]), undefined)
const applyUnary = (operation: Operation<None>, x: Operand): Tensor => apply(operation, toTensors([x]), undefined)

/** −x. */
export const negate = (x: Operand): Tensor =>
  isTensorLike(x) && x.operation.name === negateOperation.name ? x.inputs[0]! : applyUnary(negateOperation, x)
/** |x|; its gradient at 0 is 0. */
export const abs = (x: Operand): Tensor => applyUnary(absOperation, x)
/** −1, 0 or 1; it ends differentiation. */
export const sign = (x: Operand): Tensor => applyUnary(signOperation, x)
/** e^x. */
export const exp = (x: Operand): Tensor => applyUnary(exponentialOperation, x)
/** The natural logarithm. */
export const log = (x: Operand): Tensor => applyUnary(logarithmOperation, x)
/** √x. */
export const sqrt = (x: Operand): Tensor => applyUnary(squareRootOperation, x)
/** 1/x. */
export const reciprocal = (x: Operand): Tensor => applyUnary(reciprocalOperation, x)
/**
 * 1/(1 + e^−x). ONNX Runtime's CPU computes it with an absolute error of 1e-7, so that small values lose their digits:
 * where these count, take {@link complementarySigmoid}.
 */
export const sigmoid = (x: Operand): Tensor => applyUnary(sigmoidOperation, x)
/**
 * 1/(1 + e^x), that is 1 − σ(x) and σ(−x): the smaller it is, the more a difference from 1 or a {@link sigmoid} would
 * lose, and this loses nothing down to the smallest normal float32 (x = 87). Twice the time of a sigmoid on CPU.
 */
export const complementarySigmoid = (x: Operand): Tensor => applyUnary(complementarySigmoidOperation, x)
/** The hyperbolic tangent. */
export const tanh = (x: Operand): Tensor => applyUnary(tanhOperation, x)
/** ln(1 + e^x), without overflow; −softplus(−x) is the log of the sigmoid. */
export const softplus = (x: Operand): Tensor => applyUnary(softplusOperation, x)
/** max(x, 0); its gradient at 0 is 0. */
export const relu = (x: Operand): Tensor => applyUnary(reluOperation, x)
/** The error function, 2/√π · ∫₀ˣ e^−t² dt: x · (1 + erf(x/√2))/2 is the GELU. */
export const erf = (x: Operand): Tensor => applyUnary(errorFunctionOperation, x)
/** x itself, taken as a constant by `gradient`. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOperation, [x], undefined)
/** Another dtype; fractions are cut off towards zero, and any number but 0 is true. */
export const cast = (x: Tensor, dtype: DType): Tensor => apply(castOperation, [x], dtype)

/** a + b, with broadcasting as in NumPy; as all operations of two tensors, of one dtype. */
export const add = (a: Operand, b: Operand): Tensor => applyBinary(addOperation, a, b)
/** a − b. */
export const subtract = (a: Operand, b: Operand): Tensor => applyBinary(subtractOperation, a, b)
/** a · b, element by element. */
export const multiply = (a: Operand, b: Operand): Tensor => applyBinary(multiplyOperation, a, b)
/** a/b of float32 tensors. */
export const divide = (a: Operand, b: Operand): Tensor => applyBinary(divideOperation, a, b)
/** a^b for a > 0, or any a with a whole constant b. */
export const pow = (a: Operand, b: Operand): Tensor => applyBinary(powOperation, a, b)
/** The larger of a and b; on a tie each takes half of the gradient. */
export const maximum = (a: Operand, b: Operand): Tensor => applyBinary(maximumOperation, a, b)
/** The smaller of a and b; on a tie each takes half of the gradient. */
export const minimum = (a: Operand, b: Operand): Tensor => applyBinary(minimumOperation, a, b)
/** x². */
export const square = (x: Tensor): Tensor => multiply(x, x)

/** `a` where the condition holds, else `b`; what is not chosen adds nothing to the gradient, not even NaN · 0. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const [x, y] = toTensors([a, b])
  return apply(whereOperation, [condition, x!, y!], undefined)
}
