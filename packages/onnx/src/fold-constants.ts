// Constant folding: what depends on no input is computed once, by the reference evaluator.
import { type Dimension, isInput, type Tensor, topologicalOrder, type Value } from '@infonce/core'
import { bindDimension, bindShape } from './bind-shape.js'

// Zeros of a table's shape are better made by the runtime than stored in the file.
const largestFolded = 65536

/** The values of the tensors that depend on no input, given these sizes, and are small enough to be stored. */
export function foldConstants(outputs: readonly Tensor[], bound: ReadonlyMap<string, number>): Map<Tensor, Value> {
  const folded = new Map<Tensor, Value>()
  for (const node of topologicalOrder(outputs)) {
    const sizes = bindShape(node.shape, bound).filter((dimension) => typeof dimension === 'number')
    if (isInput(node) || sizes.length !== node.rank || sizes.reduce((a, b) => a * b, 1) > largestFolded) continue
    if (!node.inputs.every((operand) => folded.has(operand))) continue
    let dependsOnFeeds = false
    const size = (named: Dimension): number => {
      const dimension = bindDimension(named, bound)
      dependsOnFeeds ||= typeof dimension === 'string'
      return typeof dimension === 'string' ? 0 : dimension
    }
    const operands = node.inputs.map((operand) => folded.get(operand)!)
    const value = node.operation.evaluate(operands, node.attributes, { size })
    if (!dependsOnFeeds) folded.set(node, value)
  }
  return folded
}
