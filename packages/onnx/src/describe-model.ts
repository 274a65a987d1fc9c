// What is in a .onnx file: inputs, outputs, weights, operators, metadata.

import { fromBinary } from '@bufbuild/protobuf'
import { InfonceError } from '@infonce/core'
import { type ModelProto, ModelProtoSchema, type ValueInfoProto } from 'onnx-buf'
import { dtypeName } from './dtypes.js'

/** Bytes that are not a readable ONNX model. */
export class ModelFormatError extends InfonceError {
  override name = 'ModelFormatError'
}

/** A value of a graph's interface, or a weight inside it. */
export interface ValueDescription {
  readonly name: string
  /** `float32`, `int64`, …; an element type that core lacks is in ONNX's words, in lower case. */
  readonly dtype: string
  /** Sizes and names; `'?'` where the file says neither. Absent where even the rank is unknown; `[]` is a scalar. */
  readonly shape?: readonly (number | string)[]
}

/** The contents of a model. */
export interface ModelDescription {
  readonly name: string
  readonly producer: string
  readonly irVersion: number
  /** Version of each operator set by domain; `''` is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>
  readonly inputs: readonly ValueDescription[]
  readonly outputs: readonly ValueDescription[]
  readonly weights: readonly ValueDescription[]
  /** How often each operator is used. */
  readonly operators: Readonly<Record<string, number>>
  readonly metadata: Readonly<Record<string, string>>
}

function describeValue({ name, type }: ValueInfoProto): ValueDescription {
  const value = type?.value
  if (value?.case !== 'tensorType') return { name, dtype: value?.case ?? 'unknown' }
  const shape = value.value.shape?.dim.map((dimension) => {
    if (dimension.value.case === 'dimValue') return Number(dimension.value.value)
    return dimension.value.case === 'dimParam' ? dimension.value.value : '?'
  })
  return { name, dtype: dtypeName(value.value.elemType), ...(shape && { shape }) }
}

/**
 * Reads a model's description, whoever wrote it.
 * @throws ModelFormatError when the bytes are not an ONNX model, or one without a graph
 */
export function describeModel(bytes: Uint8Array): ModelDescription {
  let model: ModelProto
  try {
    model = fromBinary(ModelProtoSchema, bytes)
  } catch (cause) {
    throw new ModelFormatError('this is not an ONNX model: its bytes cannot be read as one', { cause })
  }
  const { graph } = model
  if (!graph || graph.node.length + graph.output.length === 0)
    throw new ModelFormatError('this is not an ONNX model: there is no graph in it')
  const weights = graph.initializer.map(({ name, dataType, dims }) => ({
    name,
    dtype: dtypeName(dataType),
    shape: dims.map(Number),
  }))
  const inside = new Set(weights.map(({ name }) => name))
  const operators: Record<string, number> = {}
  for (const { opType, domain } of graph.node) {
    const operator = domain ? `${domain}.${opType}` : opType
    operators[operator] = (operators[operator] ?? 0) + 1
  }
  return {
    name: graph.name,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    irVersion: Number(model.irVersion),
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])),
    inputs: graph.input.filter(({ name }) => !inside.has(name)).map(describeValue),
    outputs: graph.output.map(describeValue),
    weights,
    operators,
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  }
}
