// Lowering of an operation that runs best as several others: they are written as an expression and lowered in turn.
import type { Emitter } from './operation.js'
import { input } from './operations/leaves.js'
import { type Tensor, topologicalOrder } from './tensor.js'

/** Writes what `build` makes of tensors like the node's inputs, and returns the name of the result. */
export function lowerExpression(
  emitter: Emitter,
  inputs: readonly string[],
  node: Tensor,
  build: (...operands: Tensor[]) => Tensor,
): string {
  const operands = node.inputs.map(({ dtype, shape }, i) => input(`operand/${i}`, dtype, shape))
  const result = build(...operands)
  const names = new Map(operands.map((operand, i) => [operand, inputs[i]!]))
  for (const each of topologicalOrder([result]))
    if (!names.has(each)) {
      const operandNames = each.inputs.map((operand) => names.get(operand)!)
      names.set(each, each.operation.lower(emitter, operandNames, each))
    }
  return names.get(result)!
}
