// What is in a .onnx file: inputs, outputs, weights, operators, metadata.

import { fromBinary } from '@bufbuild/protobuf'
import { InfonceError } from '@infonce/core'
import {
  TensorProto_DataLocation as DataLocation,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf'
import { dtypeName } from './dtypes.js'
import { parseStorage, type StorageReport } from './storage-report.js'

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

/** Where a weight lies that is not in the model's own file. */
export interface ExternalLocation {
  /**
   * Path of the data file, relative to the folder of the model, as the model writes it. Ask `dataLocationProblem` before
   * opening it.
   */
  readonly file: string
  /** First byte of the weight. */
  readonly offset: number
  /** Its bytes; absent where the model leaves them to be computed from dtype and shape. */
  readonly length?: number
}

/** A weight, in the file or beside it. */
export interface InitializerDescription extends ValueDescription {
  readonly shape: readonly number[]
  readonly external?: ExternalLocation
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
  readonly weights: readonly InitializerDescription[]
  /** How often each operator is used. */
  readonly operators: Readonly<Record<string, number>>
  readonly metadata: Readonly<Record<string, string>>
  /** How far the weights are from those in float32, where the metadata say so. */
  readonly storage?: StorageReport
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

function describeWeight({ name, dataType, dims, dataLocation, externalData }: TensorProto): InitializerDescription {
  const weight = { name, dtype: dtypeName(dataType), shape: dims.map(Number) }
  if (dataLocation !== DataLocation.EXTERNAL) return weight
  const { location = '', offset = '0', length } = Object.fromEntries(externalData.map(({ key, value }) => [key, value]))
  const external = { file: location, offset: Number(offset), ...(length !== undefined && { length: Number(length) }) }
  return { ...weight, external }
}

/**
 * The messages of a model and of its graph.
 * @throws ModelFormatError when the bytes are not an ONNX model, or one without a graph
 */
export function parseModel(bytes: Uint8Array): { readonly model: ModelProto; readonly graph: GraphProto } {
  let model: ModelProto
  try {
    model = fromBinary(ModelProtoSchema, bytes)
  } catch (cause) {
    throw new ModelFormatError('this is not an ONNX model: its bytes cannot be read as one', { cause })
  }
  const { graph } = model
  if (!graph || graph.node.length + graph.output.length === 0)
    throw new ModelFormatError('this is not an ONNX model: there is no graph in it')
  return { model, graph }
}

/** Who wrote a model, with its version. */
export function producerOf({ producerName, producerVersion }: ModelProto): string {
  return [producerName, producerVersion].filter(Boolean).join(' ')
}

/**
 * Reads a model's description, whoever wrote it.
 * @throws ModelFormatError when the bytes are not an ONNX model, or one without a graph
 */
export function describeModel(bytes: Uint8Array): ModelDescription {
  const { model, graph } = parseModel(bytes)
  const weights = graph.initializer.map(describeWeight)
  const inside = new Set(weights.map(({ name }) => name))
  const operators: Record<string, number> = {}
  for (const { opType, domain } of graph.node) {
    const operator = domain ? `${domain}.${opType}` : opType
    operators[operator] = (operators[operator] ?? 0) + 1
  }
  const metadata = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]))
  const storage = parseStorage(metadata)
  return {
    name: graph.name,
    producer: producerOf(model),
    irVersion: Number(model.irVersion),
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])),
    inputs: graph.input.filter(({ name }) => !inside.has(name)).map(describeValue),
    outputs: graph.output.map(describeValue),
    weights,
    operators,
    metadata,
    ...(storage && { storage }),
  }
}
