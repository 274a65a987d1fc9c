// Runs over the nodes of a file and makes expressions of them.
import type { Tensor } from '@infonce/core'
import type { NodeProto, TensorProto } from 'onnx-buf'
import { ModelFormatError } from '../describe-model.js'
import { UnsupportedOperatorError } from './errors.js'
import { type Imported, toTensor } from './imported.js'
import type { Importer } from './importer.js'
import { importers } from './importers/index.js'
import { NodeReader, nodeTitle, operatorName } from './node-reader.js'

/** A node, and its place in the file for messages. */
export interface PlacedNode {
  readonly node: NodeProto
  readonly index: number
}

/** What is read from a file once, to be interpreted on any inputs. */
export interface Program {
  /** The nodes that outputs need, in the order of the file, but for Constants of float32 numbers. */
  readonly nodes: readonly PlacedNode[]
  /** Version of the ai.onnx operator set. */
  readonly opset: number
  /** Initializers, and what Constant nodes of float32 numbers make. */
  readonly initializers: ReadonlyMap<string, Imported>
  /** Names of the values to be found. */
  readonly outputs: readonly string[]
  readonly readTensor: (tensor: TensorProto, what: string) => Imported
}

/** The importer of a node, if there is one. */
export function importerOf(node: NodeProto): Importer | undefined {
  return importers().get(operatorName(node))
}

/** The nodes that some of the outputs need, and the names of all values that are read on the way. */
export function neededNodes(
  nodes: readonly NodeProto[],
  outputs: readonly string[],
): { readonly nodes: readonly PlacedNode[]; readonly values: ReadonlySet<string> } {
  const values = new Set(outputs)
  const needed: PlacedNode[] = []
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!
    if (!node.output.some((name) => name !== '' && values.has(name))) continue
    needed.push({ node, index })
    for (const name of node.input) values.add(name)
  }
  return { nodes: needed.reverse(), values }
}

/** Throws one `UnsupportedOperatorError` that lists every operator without an importer. */
export function requireSupported(nodes: readonly PlacedNode[]): void {
  const missing: Record<string, string[]> = {}
  for (const { node, index } of nodes)
    if (!importerOf(node)) {
      const operator = operatorName(node)
      missing[operator] = [...(Object.hasOwn(missing, operator) ? missing[operator]! : []), nodeTitle(node, index)]
    }
  const operators = Object.entries(missing)
  if (operators.length === 0) return
  const list = operators.map(
    ([operator, titles]) => `${operator} (${titles.length > 1 ? 'nodes' : 'node'} ${titles.join(', ')})`,
  )
  throw new UnsupportedOperatorError(`the model uses operators that are not supported: ${list.join('; ')}`, missing)
}

/** What one node makes of values, and what reads it. */
export function readNode(
  { node, index }: PlacedNode,
  opset: number,
  values: ReadonlyMap<string, Imported>,
  readTensor: Program['readTensor'],
): { readonly reader: NodeReader; readonly results: readonly Imported[] } {
  const reader = new NodeReader(node, index, opset, values, readTensor)
  const results = reader.within(() => {
    const found = [importerOf(node)!.read(reader)].flat()
    reader.requireAllRead()
    return found
  })
  return { reader, results }
}

/** The values of a program's outputs, given its inputs. */
export function interpret(program: Program, inputs: ReadonlyMap<string, Tensor>): Record<string, Tensor> {
  const values = new Map<string, Imported>([...program.initializers, ...inputs])
  for (const placed of program.nodes) {
    const { reader, results } = readNode(placed, program.opset, values, program.readTensor)
    placed.node.output.forEach((name, i) => {
      if (name === '') return
      if (values.has(name)) throw reader.madeAlready(name)
      const result = results[i]
      // What nobody reads may be missing: the mask of a dropout, the statistics of a batch normalization.
      if (result) values.set(name, result)
    })
  }
  return Object.fromEntries(
    program.outputs.map((name) => {
      const value = values.get(name)
      if (!value) throw new ModelFormatError(`no node of the model produces its output '${name}'`)
      return [name, toTensor(value)]
    }),
  )
}
