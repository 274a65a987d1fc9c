// Weights in float16 that need not be cast before they are read.
import type { Tensor } from '@infonce/core'

/**
 * Those of the weights that nodes only select entries from: their results can be cast in their place. A runtime computes
 * a Cast of a constant when it opens a file, and would keep the whole weight in float32.
 */
export function onlySelectedFrom(
  weights: ReadonlySet<Tensor>,
  nodes: readonly Tensor[],
  outputs: readonly Tensor[],
): ReadonlySet<Tensor> {
  const read = new Set<Tensor>(outputs)
  for (const { operation, inputs } of nodes)
    for (const operand of operation.selects ? inputs.slice(1) : inputs) read.add(operand)
  return new Set([...weights].filter((weight) => !read.has(weight)))
}
