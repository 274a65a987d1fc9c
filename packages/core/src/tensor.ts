// A tensor: a node of an immutable expression.
import { describeValue } from './describe-value.js'
import { type Shape, shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import type { Operation } from './operation.js'

/** float32 is what runtimes compute with; the reference evaluator holds every dtype in float64. */
export type DType = 'float32' | 'int32' | 'int64' | 'bool'

/** What a shape rule finds out: dtype and shape of a result. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** Marks tensors, of every copy of this package in a process, with the version of their form. */
const TENSOR: symbol = /* @__PURE__ */ Symbol.for('@infonce/core/tensor/1')

/**
 * A node of an expression: what would be computed, not the numbers. Build tensors with {@link input},
 * {@link tensor} and the operations; read them with {@link evaluate}, {@link gradient} or `@infonce/onnx`.
 */
export class Tensor<A = unknown> implements TensorType {
  readonly kind: symbol = TENSOR
  readonly dtype: DType
  readonly shape: Shape

  constructor(
    readonly operation: Operation<A>,
    readonly inputs: readonly Tensor[],
    readonly attributes: A,
  ) {
    const { dtype, shape } = operation.infer(inputs, attributes)
    this.dtype = dtype
    this.shape = shape
  }

  get rank(): number {
    return this.shape.length
  }

  toString(): string {
    return `${this.operation.name} ${this.dtype}${shapeText(this.shape)}`
  }
}

/**
 * Whether a value is a tensor, of this copy of the package or of another one (an ES module beside CommonJS, a doubled
 * installation).
 * @throws ValueError for a tensor of a copy whose tensors have another form
 */
export function isTensorLike(value: unknown): value is Tensor {
  const kind = (value as Partial<Tensor> | null | undefined)?.kind
  if (kind === TENSOR) return true
  if (typeof kind === 'symbol' && kind.description?.startsWith('@infonce/core/tensor/'))
    throw new ValueError(
      'a tensor comes from another version of @infonce/core that is loaded beside this one: install one version (npm ls @infonce/core shows them)',
    )
  return false
}

/** Whether this is a tensor, rather than several in a list or by name: a tensor has inputs, a record has tensors. */
export function isTensor(outputs: Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>): outputs is Tensor {
  return isTensorLike(outputs)
}

/** Makes a node, or the simpler tensor that its operation's `simplify` finds equal to it. */
export function apply<A>(operation: Operation<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  for (const each of inputs)
    if (!isTensorLike(each)) throw new ValueError(`${operation.name}: expected a tensor, found ${describeValue(each)}`)
  const node = new Tensor(operation, inputs, attributes)
  return (operation.simplify?.(node) ?? node) as Tensor
}

/** An axis counted from the front; negative axes count from the back. Throws a `ShapeError` outside the rank. */
export function normalizeAxis(axis: number, rank: number, what: string): number {
  const normalized = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank)
    throw new ShapeError(`${what}: axis ${axis} is outside a tensor of rank ${rank}`)
  return normalized
}

/** Every tensor that the given ones depend on, inputs before the nodes that use them. */
export function topologicalOrder(outputs: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = []
  const seen = new Set<Tensor>()
  // An explicit stack: an unrolled recurrence is deeper than a JavaScript call stack.
  const stack: { tensor: Tensor; next: number }[] = []
  const visit = (tensor: Tensor) => {
    if (seen.has(tensor)) return
    seen.add(tensor)
    stack.push({ tensor, next: 0 })
  }
  for (const output of outputs) {
    visit(output)
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const child = frame.tensor.inputs[frame.next++]
      if (child) visit(child)
      else order.push(stack.pop()!.tensor)
    }
  }
  return order
}
