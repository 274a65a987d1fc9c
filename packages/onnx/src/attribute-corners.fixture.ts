// Attributes of a file's nodes that runtimes read differently.
import { fromBinary } from '@bufbuild/protobuf'
import { type Graph, isInput } from '@infonce/core'
import { type AttributeProto, AttributeProto_AttributeType as AttributeType, ModelProtoSchema } from 'onnx-buf'
import { toModel } from './to-model.js'

/** Bounds of the numbers that float16, in which some runtimes compute, tells from 0 and from infinity. */
const [smallest, largest] = [2 ** -24, 65504]
/** What cuDNN takes for an epsilon at least. */
const leastEpsilon = 1e-5

function cornerOf({ name, type, f, ints, floats }: AttributeProto): string | undefined {
  if (type === AttributeType.INTS && ints.length === 0) return 'is an empty list, which some take for a missing one'
  const numbers = type === AttributeType.FLOAT ? [f] : floats
  if (numbers.includes(0)) return 'is 0, which OpenVINO takes for a missing one'
  if (numbers.some((x) => !(Math.abs(x) >= smallest && Math.abs(x) <= largest))) return `is ${numbers}, beyond float16`
  if (name === 'epsilon' && f < leastEpsilon) return `is ${f}, which cuDNN raises to ${leastEpsilon}`
  return undefined
}

/** Every attribute of a file that sits on such a corner, once each, in words. */
export function attributeCorners(model: Uint8Array): string[] {
  const { graph } = fromBinary(ModelProtoSchema, model)
  const found = graph!.node.flatMap(({ opType, attribute }) =>
    attribute.flatMap((each) => {
      const corner = cornerOf(each)
      return corner ? [`${opType}: ${each.name} ${corner}`] : []
    }),
  )
  return [...new Set(found)]
}

/** The same of a graph as a file. An encoder's parameters become weights, as they do when it is exported. */
export function graphCorners(graph: Graph, weightsInside = false): string[] {
  const weights = graph.inputs
    .filter(isInput)
    .filter(({ attributes: { shape } }) => weightsInside && shape.every((size) => typeof size === 'number'))
    .map(({ attributes: { name, shape } }) => {
      const length = (shape as readonly number[]).reduce((a, b) => a * b, 1)
      return [name, new Float32Array(length)] as const
    })
  return attributeCorners(toModel(graph, { weights: Object.fromEntries(weights) }))
}
