// Expression to ModelProto: a graph as a standard ONNX file.

import { create } from '@bufbuild/protobuf'
import {
  type DType,
  type Graph,
  inputsOf,
  isInput,
  type Shape,
  ShapeError,
  shapeText,
  type Tensor,
  topologicalOrder,
  ValueError,
} from '@infonce/core'
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf'
import { bindShape } from './bind-shape.js'
import { dtypeCode } from './dtypes.js'
import { GraphEmitter } from './emitter.js'
import { foldConstants } from './fold-constants.js'
import { byteLength, concatenateBytes, LARGEST_MODEL, modelPieces } from './model-pieces.js'
import { onlySelectedFrom } from './selected-weights.js'
import { reportStorage, STORAGE_KEY, type StorageReport } from './storage-report.js'
import { type Storage, type StoredWeight, storeWeight } from './stored-weight.js'

/** Opset of the files: the first with every operator in the form that the operations use. */
export const OPSET = 18
/** The IR version that came with that opset. */
export const IR_VERSION = 8
const bytesOf: Readonly<Record<Exclude<DType, 'float32'>, number>> = { int32: 4, int64: 8, bool: 1 }
const bytesOfStored: Readonly<Record<Storage, number>> = { float32: 4, float16: 2 }
const integerLimits: Readonly<Record<Exclude<DType, 'float32'>, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  bool: [0, 1],
}

/** Options of {@link toModel}. */
export interface ModelOptions {
  /** Numbers, row-major, for inputs that become weights inside the file instead of inputs. */
  readonly weights?: Readonly<Record<string, ArrayLike<number>>>
  /**
   * Sizes of named dimensions that are known already. The file then holds numbers in their place and computes no
   * shapes from them, which a runtime would do on the CPU. Names that the graph does not have are passed over, so that
   * several graphs can share them.
   */
  readonly sizes?: Readonly<Record<string, number>>
  /**
   * How float32 weights are stored; default `'float32'`. With `'float16'` they take half the room and the graph casts
   * them back, so that it still computes in float32; a table that only rows are gathered from stays in float16 in the
   * runtime's memory, too. The file's metadata then say how far the stored numbers are from those that were given
   * (`storage`, which {@link describeModel} reads).
   */
  readonly storage?: Storage
}

/** A graph in ONNX's terms, before it is bytes. */
export interface BuiltModel {
  /** Everything but the graph. */
  readonly model: ModelProto
  /** Everything but the weights. */
  readonly graph: GraphProto
  readonly weights: readonly StoredWeight[]
  readonly storage?: StorageReport
}

function valueInfo(
  name: string,
  { dtype, shape }: { dtype: DType; shape: Shape },
  names: Readonly<Record<string, string>> = {},
): ValueInfoProto {
  const dim = shape.map((dimension) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof dimension === 'number'
          ? { case: 'dimValue', value: BigInt(dimension) }
          : { case: 'dimParam', value: names[dimension] ?? dimension },
    }),
  )
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: dtypeCode(dtype), shape: { dim } } } },
  })
}

/** Gives output names to the values that nodes made; a value that has a name already is passed through an Identity. */
function nameOutputs(nodes: NodeProto[], outputs: Readonly<Record<string, string>>): void {
  const made = new Set(nodes.flatMap((node) => node.output))
  const renamed = new Map<string, string>()
  for (const [name, value] of Object.entries(outputs)) {
    if (made.has(value) && !renamed.has(value)) renamed.set(value, name)
    else
      nodes.push(
        create(NodeProtoSchema, { name: `Identity_${name}`, opType: 'Identity', input: [value], output: [name] }),
      )
  }
  const rename = (value: string): string => renamed.get(value) ?? value
  for (const node of nodes) {
    node.input = node.input.map(rename)
    node.output = node.output.map(rename)
  }
}

function checkGraph(graph: Graph, weights: Readonly<Record<string, ArrayLike<number>>>): void {
  if (Object.keys(graph.outputs).length === 0) throw new ValueError(`${graph.name}: a graph needs an output`)
  const computed = graph.inputs.find((node) => !isInput(node))
  if (computed)
    throw new ValueError(`${graph.name}: ${computed} is among the inputs, but is computed: list inputs alone`)
  const declared = new Set(graph.inputs)
  for (const needed of inputsOf(Object.values(graph.outputs)))
    if (!declared.has(needed))
      throw new ValueError(
        `${graph.name}: the outputs depend on '${needed.attributes.name}', which is not in its inputs`,
      )
  const names = [...declared].filter(isInput).map((node) => node.attributes.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i || Object.hasOwn(graph.outputs, name))
  if (twice !== undefined) throw new ValueError(`${graph.name}: two values have the name '${twice}'`)
  for (const name of Object.keys(weights))
    if (!names.includes(name))
      throw new ValueError(`${graph.name}: weights were given for '${name}', which is not an input`)
}

function checkNumbers(graph: string, name: string, dtype: DType, data: ArrayLike<number>): void {
  if (dtype === 'float32') return
  const [low, high] = integerLimits[dtype]
  for (let i = 0; i < data.length; i++)
    if (!Number.isInteger(data[i]) || data[i]! < low || data[i]! > high)
      throw new ValueError(`${graph}: '${name}' is ${dtype}, which cannot hold ${data[i]} (position ${i})`)
}

/** Refuses weights that one file cannot hold before any of them is converted. */
export function checkRoom(graph: Graph, { weights = {}, storage = 'float32' }: ModelOptions): void {
  let bytes = 0
  for (const { attributes } of graph.inputs.filter(isInput)) {
    const { name, dtype } = attributes
    const each = dtype === 'float32' ? bytesOfStored[storage] : bytesOf[dtype]
    if (Object.hasOwn(weights, name)) bytes += each * weights[name]!.length
  }
  requireRoom(graph.name, bytes)
}

/** Refuses a model of more bytes than a file can have. */
export function requireRoom(graph: string, bytes: number): void {
  if (bytes > LARGEST_MODEL)
    throw new ValueError(
      `${graph}: ${(bytes / 2 ** 30).toFixed(1)} GiB of weights do not fit in one ONNX file (2 GiB): store them in a separate file (toModelFiles, externalData 'auto')`,
    )
}

function checkSizes(graph: string, sizes: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  for (const [name, size] of Object.entries(sizes))
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ShapeError(`${graph}: the size of '${name}' must be a whole number from 0, found ${size}`)
  return new Map(Object.entries(sizes))
}

/** Lowers a graph and stores its weights. Throws what {@link toModel} throws, but for the limit on a file's size. */
export function buildModel(graph: Graph, options: ModelOptions): BuiltModel {
  const { weights = {}, storage = 'float32' } = options
  if (!Object.hasOwn(bytesOfStored, storage))
    throw new ValueError(
      `${graph.name}: storage must be one of ${Object.keys(bytesOfStored).join(', ')}; found '${storage}'`,
    )
  const sizes = checkSizes(graph.name, options.sizes ?? {})
  checkGraph(graph, weights)
  const outputs = Object.values(graph.outputs)
  const reserved = [
    ...graph.inputs.filter(isInput).map(({ attributes }) => attributes.name),
    ...Object.keys(graph.outputs),
  ]
  const emitter = new GraphEmitter(new Set(reserved), sizes)
  const values = new Map<Tensor, string>()
  const inputs: ValueInfoProto[] = []
  const stored: StoredWeight[] = []
  const halves = new Set<Tensor>()
  for (const node of graph.inputs.filter(isInput)) {
    const { name, dtype } = node.attributes
    const shape = bindShape(node.shape, sizes)
    const data = Object.hasOwn(weights, name) ? weights[name] : undefined
    if (!data) inputs.push(valueInfo(name, { dtype, shape }, graph.dimensionNames))
    else {
      const known = shape.filter((dimension) => typeof dimension === 'number')
      if (known.length !== shape.length || known.reduce((a, b) => a * b, 1) !== data.length)
        throw new ShapeError(`${graph.name}: '${name}' is ${shapeText(shape)}, but ${data.length} numbers were given`)
      checkNumbers(graph.name, name, dtype, data)
      stored.push(storeWeight(`${graph.name}: '${name}'`, { name, dtype, dims: known }, data, storage))
      if (stored.at(-1)!.rounding) halves.add(node)
    }
    emitter.declareShape(name, shape)
    values.set(node, name)
  }
  const folded = foldConstants(outputs, sizes)
  const order = topologicalOrder(outputs).filter((node) => !folded.has(node))
  const tables = onlySelectedFrom(halves, order, outputs)
  const widened = (value: string): string =>
    emitter.node('Cast', [value], { to: { int: emitter.dtypeCode('float32') } })
  const nameOf = (node: Tensor): string => {
    const known = values.get(node)
    if (known !== undefined) return halves.has(node) && !tables.has(node) ? widened(known) : known
    const constant = folded.get(node)!
    const name = emitter.constant(constant.dtype, constant.shape, constant.data)
    values.set(node, name)
    return name
  }
  for (const node of order) {
    if (values.has(node)) continue
    const lowered = node.operation.lower(emitter, node.inputs.map(nameOf), node)
    const name = tables.has(node.inputs[0]!) ? widened(lowered) : lowered
    emitter.declareShape(name, bindShape(node.shape, sizes))
    values.set(node, name)
  }
  const names = Object.fromEntries(Object.entries(graph.outputs).map(([name, node]) => [name, nameOf(node)]))
  nameOutputs(emitter.nodes, names)
  const report = reportStorage(stored)
  return {
    model: create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      opsetImport: [{ domain: '', version: BigInt(OPSET) }],
      producerName: 'infonce',
      metadataProps: metadataOf(graph, report),
    }),
    graph: create(GraphProtoSchema, {
      name: graph.name,
      node: emitter.nodes,
      initializer: emitter.initializers,
      input: inputs,
      output: Object.entries(graph.outputs).map(([name, { dtype, shape }]) =>
        valueInfo(name, { dtype, shape: bindShape(shape, sizes) }, graph.dimensionNames),
      ),
    }),
    weights: stored,
    ...(report && { storage: report }),
  }
}

function metadataOf({ name, metadata }: Graph, report: StorageReport | undefined): { key: string; value: string }[] {
  if (report && Object.hasOwn(metadata, STORAGE_KEY))
    throw new ValueError(`${name}: '${STORAGE_KEY}' among its metadata is reserved for the rounding error of float16`)
  const entries = { ...metadata, ...(report && { [STORAGE_KEY]: JSON.stringify(report) }) }
  return Object.entries(entries).map(([key, value]) => ({ key, value }))
}

/**
 * A graph as the bytes of a `.onnx` file: standard ai.onnx operators of opset {@link OPSET}, constants folded, nothing
 * that no output needs. Named dimensions stand in the file under their names.
 * @throws ValueError when outputs depend on inputs that the graph does not list, names clash, or weights do not fit
 *   the file, their dtype or float16
 * @throws ShapeError when weights do not fit their input, or a named dimension cannot be read off any input
 */
export function toModel(graph: Graph, options: ModelOptions = {}): Uint8Array<ArrayBuffer> {
  checkRoom(graph, options)
  const built = buildModel(graph, options)
  const pieces = modelPieces(built.model, built.graph, built.weights)
  requireRoom(graph.name, byteLength(pieces))
  return concatenateBytes(pieces)
}
