// Lets a graph that computes in float32 read weights that are stored in float16.
import { create } from '@bufbuild/protobuf'
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
  NodeProtoSchema,
} from 'onnx-buf'
import { dtypeCode } from './dtypes.js'

/**
 * The nodes, which are changed, with a Cast behind each of the `halves`. One that is only gathered from by rows stays as it is, and the
 * rows are cast: then a runtime, which computes a Cast of a constant when it opens a file, keeps the table in float16.
 */
export function widenWeights(nodes: readonly NodeProto[], halves: ReadonlySet<string>): NodeProto[] {
  const taken = new Set([...halves, ...nodes.flatMap(({ input, output }) => [...input, ...output])])
  const unique = (name: string): string => (taken.has(name) ? unique(`${name}_`) : name)
  const isTable = (node: NodeProto, index: number): boolean => index === 0 && gathersRows(node)
  const dense = new Map<string, string>()
  for (const node of nodes)
    for (const [index, name] of node.input.entries())
      if (halves.has(name) && !isTable(node, index)) dense.set(name, unique(`${name}.float32`))
  const narrow = (node: NodeProto): boolean => {
    const [table] = node.input
    return table !== undefined && halves.has(table) && !dense.has(table)
  }
  return [
    ...Array.from(dense, ([name, wide]) => castNode(name, wide)),
    ...nodes.flatMap((node) => {
      const wide = node.output[0]!
      const rows = unique(`${wide}.float16`)
      const ofHalves = narrow(node)
      node.input = node.input.map((name) => dense.get(name) ?? name)
      if (!ofHalves) return [node]
      node.output = [rows]
      return [node, castNode(rows, wide)]
    }),
  ]
}

function gathersRows({ opType, attribute }: NodeProto): boolean {
  return opType === 'Gather' && attribute.every(({ name, i }) => name !== 'axis' || i === 0n)
}

const castNode = (from: string, to: string): NodeProto =>
  create(NodeProtoSchema, {
    name: `Cast_${to}`,
    opType: 'Cast',
    input: [from],
    output: [to],
    attribute: [create(AttributeProtoSchema, { name: 'to', type: AttributeType.INT, i: BigInt(dtypeCode('float32')) })],
  })
