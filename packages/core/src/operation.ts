// What an operation is: one record with its shape rule, gradient rule, reference kernel and ONNX lowering.
import type { Dimension, Shape } from './dimension.js'
import type { RowGradient } from './row-gradient.js'
import type { DType, Tensor, TensorType } from './tensor.js'

/** A tensor's numbers in the reference evaluator, row-major; integers and truth values (0, 1) in float64 too. */
export interface Value {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/** What a reference kernel may ask beside its inputs: the size of a dimension in this evaluation. */
export interface EvaluationContext {
  size(dimension: Dimension): number
}

/** An ONNX attribute, with its kind spelled out. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }

/** What a lowering writes to; `@infonce/onnx` implements it. Values are referred to by their names in the graph. */
export interface Emitter {
  /** Adds a node of the ai.onnx operator set and returns the name of one of its outputs, by default the first. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    output?: number,
  ): string
  /** An initializer. */
  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string
  /** A one-dimensional int64 tensor that holds a shape: constant where it is known, computed where it has names. */
  shape(shape: Shape): string
  /** A dimension, as a number where its size is known when the file is written. */
  bound(dimension: Dimension): Dimension
  /** The code of a dtype in `TensorProto.DataType`. */
  dtypeCode(dtype: DType): number
}

/**
 * One operation. Adding a record (and its line in `operation-sweep.fixture.ts`) is all that a new one takes.
 * `A` is the type of its attributes.
 */
export interface Operation<A = unknown> {
  readonly name: string
  /** dtype and shape of the result; throws a `ShapeError` where inputs do not fit. */
  infer(inputs: readonly Tensor[], attributes: A): TensorType
  /** The attributes with each dimension that they hold changed; left out where they hold none. */
  mapDimensions?(attributes: A, change: (dimension: Dimension) => Dimension): A
  /** An equal, simpler tensor, if there is one. */
  simplify?(node: Tensor<A>): Tensor | undefined
  /**
   * The gradient with respect to each input, given that of the result; `null` where there is none. It may have the
   * broadcast shape: `gradient` sums it back. An operation without this rule ends differentiation.
   */
  gradient?(node: Tensor<A>, outputGradient: Tensor): readonly (Tensor | RowGradient | null)[]
  /**
   * Whether the result is made of entries of the first input as they are. A cast of that input may then come after the
   * operation instead of before it. Default: false.
   */
  readonly selects?: boolean
  /** The reference kernel, in float64. */
  evaluate(inputs: readonly Value[], attributes: A, context: EvaluationContext): Value
  /** Writes the operation as ai.onnx nodes and returns the name of the result. */
  lower(emitter: Emitter, inputs: readonly string[], node: Tensor<A>): string
}
