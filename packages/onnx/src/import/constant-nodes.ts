// Constant nodes that hold float32 numbers: weights to some exporters, as Paddle's, and to PyTorch's in part.
import { evaluate, type Tensor } from '@infonce/core'
import { type PlacedNode, readNode } from './interpret.js'
import { KnownIntegers } from './known-integers.js'
import type { NodeReader } from './node-reader.js'
import { operatorName } from './node-reader.js'
import type { TensorData } from './tensor-data.js'

/** What {@link liftConstants} makes of the nodes of a file. */
export interface LiftedConstants {
  /** Numbers by the name of what the node makes. */
  readonly numbers: ReadonlyMap<string, TensorData>
  /** All other nodes. */
  readonly nodes: readonly PlacedNode[]
}

/**
 * Takes the Constant nodes of float32 numbers out of the nodes, to stand beside the initializers.
 * @param taken names of inputs and initializers
 * @throws ModelFormatError for a node that makes what is made already
 */
export function liftConstants(
  nodes: readonly PlacedNode[],
  opset: number,
  readTensor: NodeReader['readTensor'],
  taken: ReadonlySet<string>,
): LiftedConstants {
  const numbers = new Map<string, TensorData>()
  const rest = nodes.filter((placed) => {
    if (operatorName(placed.node) !== 'Constant') return true
    const { reader, results } = readNode(placed, opset, new Map(), readTensor)
    const [value] = results
    if (!value || value instanceof KnownIntegers) return true
    const name = placed.node.output[0]!
    if (taken.has(name) || numbers.has(name)) throw reader.madeAlready(name)
    numbers.set(name, numbersOf(value))
    return false
  })
  return { numbers, nodes: rest }
}

function numbersOf(value: Tensor): TensorData {
  const { dtype, shape, data } = evaluate(value)
  return { dtype, shape, data: Float32Array.from(data) }
}
