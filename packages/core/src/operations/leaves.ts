// Operations without inputs: graph inputs, constants, counting, sizes of dimensions.
import { describeValue } from '../describe-value.js'
import { canonicalDimension, type Dimension, elementCount, type Shape, shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Operation, Value } from '../operation.js'
import { apply, type DType, isTensorLike, type Tensor } from '../tensor.js'

/** What an input is declared as. */
export interface InputAttributes {
  /** What it is called when fed and in ONNX. */
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
}

/** A value that is fed when the expression is run. */
export const inputOperation: Operation<InputAttributes> = {
  name: 'input',
  infer: (_, { dtype, shape }) => ({ dtype, shape }),
  evaluate: (_, { name }) => {
    throw new ValueError(`the input '${name}' was not fed: add it to the second argument of evaluate`)
  },
  // The exporter declares inputs before it lowers anything.
  lower: (_emitter, _inputs, node) => node.attributes.name,
}

/**
 * An input of the expression.
 * @param name what it is called when fed and in ONNX: `'batch/anchor'`, `'parameter/encoder.weight'`
 * @param shape numbers and named dimensions, `['N', 128]`
 */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  if (name === '') throw new ValueError('an input needs a name')
  return apply(inputOperation, [], { name, dtype, shape: shape.map(canonicalDimension) })
}

/** A trainable input: float32, named `parameter/<name>`. */
export function parameter(name: string, shape: Shape): Tensor {
  return input(`parameter/${name}`, 'float32', shape)
}

/** Whether a tensor is an input, and so has a name. */
export function isInput(node: Tensor): node is Tensor<InputAttributes> {
  // By name, as for all that another copy of this package may have made.
  return node.operation.name === inputOperation.name
}

export const constantOperation: Operation<Value> = {
  name: 'constant',
  infer: (_, { dtype, shape }) => ({ dtype, shape }),
  evaluate: (_, value) => value,
  lower: (emitter, _, { attributes: { dtype, shape, data } }) => emitter.constant(dtype, shape, data),
}

/** Throws a `ValueError` for a number that a dtype cannot hold: the reference would compute with it, runtimes not. */
export function requireDtype(what: string, data: ArrayLike<number>, dtype: DType): void {
  if (dtype === 'float32') return
  for (let i = 0; i < data.length; i++)
    if (!Number.isInteger(data[i]) || (dtype === 'bool' && data[i] !== 0 && data[i] !== 1))
      throw new ValueError(`${what} is ${dtype}, which cannot hold ${data[i]} (position ${i})`)
}

/**
 * A constant from row-major data. Throws a `ShapeError` when the number of elements does not fit the shape, and a
 * `ValueError` for a number that the dtype cannot hold.
 */
export function constant(data: ArrayLike<number>, shape: readonly number[], dtype: DType = 'float32'): Tensor {
  if (elementCount(shape) !== data.length)
    throw new ShapeError(
      `a constant of shape ${shapeText(shape)} needs ${elementCount(shape)} numbers, found ${data.length}`,
    )
  requireDtype('a constant', data, dtype)
  return apply(constantOperation, [], { dtype, shape, data: Float64Array.from(data) })
}

/** A constant without dimensions. */
export function scalar(value: number, dtype: DType = 'float32'): Tensor {
  return constant([value], [], dtype)
}

/** The value of a scalar constant, or `undefined` for any other tensor. */
export function scalarValue(node: Tensor): number | undefined {
  if (node.operation.name !== constantOperation.name || node.rank > 0) return undefined
  return (node.attributes as Value).data[0]
}

/** Numbers in nested lists: `3`, `[1, 2]`, `[[1, 2], [3, 4]]`. */
export type NestedNumbers = number | readonly NestedNumbers[]

/** Row-major data and shape of nested lists. Throws a `ShapeError` for lists of unequal length. */
export function flattenNested(values: NestedNumbers): { readonly data: number[]; readonly shape: number[] } {
  const shape: number[] = []
  for (let level: NestedNumbers | undefined = values; typeof level === 'object'; level = level[0])
    shape.push(level.length)
  const data: number[] = []
  const visit = (level: NestedNumbers, depth: number): void => {
    if (typeof level !== 'number' && typeof level?.length !== 'number')
      throw new ValueError(`expected nested lists of numbers; found ${describeValue(level)}`)
    if (typeof level === 'string') throw new ValueError(`expected nested lists of numbers; found '${level}'`)
    if (typeof level === 'number' ? depth !== shape.length : level.length !== shape[depth])
      throw new ShapeError('nested lists of numbers must have equal lengths at each level')
    if (typeof level === 'number') data.push(level)
    else for (const next of level) visit(next, depth + 1)
  }
  visit(values, 0)
  return { data, shape }
}

/** A constant from nested lists of numbers: `tensor([[1, 2], [3, 4]])`. */
export function tensor(values: NestedNumbers, dtype: DType = 'float32'): Tensor {
  const { data, shape } = flattenNested(values)
  return constant(data, shape, dtype)
}

interface DimensionAttributes {
  readonly dimension: Dimension
}

export const iotaOperation: Operation<DimensionAttributes> = {
  name: 'iota',
  infer: (_, { dimension }) => ({ dtype: 'int32', shape: [dimension] }),
  mapDimensions: ({ dimension }, change) => ({ dimension: change(dimension) }),
  evaluate: (_, { dimension }, context) => {
    const length = context.size(dimension)
    return { dtype: 'int32', shape: [length], data: Float64Array.from({ length }, (_, i) => i) }
  },
  lower: (emitter, _, { attributes: { dimension } }) => {
    const zero = emitter.constant('int64', [], [0])
    const one = emitter.constant('int64', [], [1])
    const end = emitter.node('Squeeze', [emitter.shape([dimension])])
    return emitter.node('Cast', [emitter.node('Range', [zero, end, one])], { to: { int: emitter.dtypeCode('int32') } })
  },
}

/** 0, 1, …, n − 1 as int32 [n]. */
export function iota(dimension: Dimension): Tensor {
  return apply(iotaOperation, [], { dimension: canonicalDimension(dimension) })
}

export const sizeOperation: Operation<DimensionAttributes> = {
  name: 'size',
  infer: () => ({ dtype: 'float32', shape: [] }),
  mapDimensions: ({ dimension }, change) => ({ dimension: change(dimension) }),
  simplify: ({ attributes: { dimension } }) => (typeof dimension === 'number' ? scalar(dimension) : undefined),
  evaluate: (_, { dimension }, context) => ({
    dtype: 'float32',
    shape: [],
    data: Float64Array.of(context.size(dimension)),
  }),
  lower: (emitter, _, { attributes: { dimension } }) =>
    emitter.node('Cast', [emitter.node('Squeeze', [emitter.shape([dimension])])], {
      to: { int: emitter.dtypeCode('float32') },
    }),
}

/** The size of a dimension as a float32 scalar: for means, and for ln N. */
export function size(dimension: Dimension): Tensor {
  return apply(sizeOperation, [], { dimension: canonicalDimension(dimension) })
}

/**
 * A tensor, or a number that becomes a scalar constant of the other operand's dtype (a fraction needs float32). In plain
 * JavaScript nested lists of numbers are taken too.
 */
export type Operand = Tensor | number

/**
 * Makes tensors of operands; numbers take the dtype of the first tensor among them. Throws a `ValueError` for what is
 * neither.
 */
export function toTensors(operands: readonly Operand[]): Tensor[] {
  const dtype = operands.find(isTensorLike)?.dtype ?? 'float32'
  return operands.map((operand) => {
    if (isTensorLike(operand)) return operand
    if (typeof operand === 'number') return scalar(operand, dtype)
    if (Array.isArray(operand)) return tensor(operand as NestedNumbers, dtype)
    // A temperature of null would be 0.
    throw new ValueError(`expected a tensor or a number, found ${describeValue(operand)}`)
  })
}
