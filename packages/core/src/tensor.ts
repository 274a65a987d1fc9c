// A tensor: a node of an immutable expression.
import { type Shape, shapeText } from './dimension.js'
import { ShapeError } from './errors.js'
import type { Operation } from './operation.js'

/** float32 is what runtimes compute with; the reference evaluator holds every dtype in float64. */
export type DType = 'float32' | 'int32' | 'int64' | 'bool'

/** What a shape rule finds out: dtype and shape of a result. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/**
 * A node of an expression: what would be computed, not the numbers. Build tensors with {@link input},
 * {@link tensor} and the operations; read them with {@link evaluate}, {@link gradient} or `@infonce/onnx`.
 */
export class Tensor<A = unknown> implements TensorType {
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

/** Whether this is a tensor, rather than several in a list or by name: a tensor has inputs, a record has tensors. */
export function isTensor(outputs: Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>): outputs is Tensor {
  return Array.isArray((outputs as Tensor).inputs) && typeof (outputs as Tensor).operation?.evaluate === 'function'
}

/** Makes a node, or the simpler tensor that its operation's `simplify` finds equal to it. */
export function apply<A>(operation: Operation<A>, inputs: readonly Tensor[], attributes: A): Tensor {
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
