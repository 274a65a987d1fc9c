// A graph: named inputs and outputs of an expression, ready to be written to a file.
import { ValueError } from './errors.js'
import { type InputAttributes, isInput } from './operations/leaves.js'
import { type Tensor, topologicalOrder } from './tensor.js'

/** Expressions with names, and what is to be known about them. */
export interface Graph {
  readonly name: string
  /** Inputs in the order in which a file lists them. */
  readonly inputs: readonly Tensor[]
  /** Outputs by name, in order. */
  readonly outputs: Readonly<Record<string, Tensor>>
  /** Texts for a file's metadata. */
  readonly metadata: Readonly<Record<string, string>>
  /**
   * What dimensions of inputs and outputs are called in a file instead of what they are here: `'80*L + 145'` samples
   * may be `'S'` where a runtime, whose convolutions leave out what fills no window, takes any number of them.
   */
  readonly dimensionNames?: Readonly<Record<string, string>>
}

/** The inputs that tensors depend on, in the order of first use. Throws a `ValueError` when two share a name. */
export function inputsOf(outputs: readonly Tensor[]): Tensor<InputAttributes>[] {
  const inputs = topologicalOrder(outputs).filter(isInput)
  const names = new Set<string>()
  for (const { attributes } of inputs) {
    if (names.has(attributes.name)) throw new ValueError(`two different inputs are named '${attributes.name}'`)
    names.add(attributes.name)
  }
  return inputs
}
