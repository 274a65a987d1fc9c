// ModelProto to expressions: a file from elsewhere as a graph that can be given a loss and differentiated.
import {
  constant,
  type Dimension,
  type InputAttributes,
  input,
  isInput,
  ShapeError,
  shapeText,
  type Tensor,
  ValueError,
} from '@infonce/core'
import type { GraphProto, ModelProto, TensorProto, ValueInfoProto } from 'onnx-buf'
import { ModelFormatError, parseModel } from '../describe-model.js'
import { dtypeName } from '../dtypes.js'
import { liftConstants } from './constant-nodes.js'
import { DimensionNames } from './dimension-names.js'
import { UnsupportedOperatorError } from './errors.js'
import type { Imported } from './imported.js'
import { importerOf, interpret, neededNodes, type Program, requireSupported } from './interpret.js'
import { KnownIntegers } from './known-integers.js'
import { type ExternalData, readableDtype, readableTypes, readTensorData, type TensorData } from './tensor-data.js'
import { trainableByDefault, type WeightDescription } from './trainable.js'

/** Versions of the ai.onnx operator set that can be read. */
const opsets = { oldest: 11, newest: 25 } as const
const prefix = 'parameter/'

/** Options of {@link readModel}. */
export interface ReadOptions {
  /**
   * Other names, or sizes, for named dimensions, by their names in the file or those that the model's inputs show:
   * `{ batch: 'N', sequence: 16 }`.
   */
  readonly dimensions?: Readonly<Record<string, Dimension>>
  /** Names of values to read in place of the file's outputs: the features below a projection head, say. */
  readonly outputs?: readonly string[]
  /**
   * Which float32 weights become parameters, of initializers and Constant nodes; the others stay constants. Default: those
   * that are `byDefault`.
   */
  readonly trainable?: (weight: WeightDescription) => boolean
  /**
   * Numbers, row-major, for inputs of the file that are weights, by their names there: for a file that was exported
   * without them. They become weights as initializers are.
   */
  readonly weights?: Readonly<Record<string, ArrayLike<number>>>
  /** Gives the bytes of a file that holds weights beside the model, by its location as the model writes it. */
  readonly externalData?: ExternalData
}

/** A model as expressions. */
export interface ImportedModel {
  /** Name of the graph. */
  readonly name: string
  /** Inputs under their names in the file, in its order; those that no output needs are left out. */
  readonly inputs: readonly Tensor<InputAttributes>[]
  /** Trained weights, as inputs `parameter/<name of the initializer, or of what a Constant node makes>`. */
  readonly parameters: readonly Tensor<InputAttributes>[]
  /** Outputs by name. */
  readonly outputs: Readonly<Record<string, Tensor>>
  /** The numbers of the parameters in the file, row-major, by the names of their inputs. */
  readonly weights: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  /** The texts in the file's metadata. */
  readonly metadata: Readonly<Record<string, string>>
  /**
   * The outputs as functions of other tensors, with the same parameters: one encoder for two views. The tensors have
   * dtype and rank of the inputs in whose place they stand; their dimensions may be called otherwise, and the sizes
   * that the file fixes may be other ones as long as its nodes allow that. An input that is not given keeps its place.
   * @throws ValueError for a name that is no input; ShapeError for a tensor that does not fit
   */
  apply(tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor>
}

function opsetOf({ opsetImport }: ModelProto): number {
  const version = Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0)
  if (version >= opsets.oldest && version <= opsets.newest) return version
  throw new UnsupportedOperatorError(
    `the model is of opset ${version || 'unknown'}; opsets ${opsets.oldest} to ${opsets.newest} can be read: ` +
      'export it again, or convert it with onnx.version_converter',
  )
}

/** The initializers that are needed, by name. */
function readInitializers(
  { initializer, sparseInitializer }: GraphProto,
  needed: ReadonlySet<string>,
  externalData: ExternalData | undefined,
): Map<string, TensorData> {
  const sparse = sparseInitializer.find(({ values }) => needed.has(values?.name ?? ''))
  if (sparse) throw new ModelFormatError(`the initializer '${sparse.values!.name}' is sparse, which is not supported`)
  const found = new Map<string, TensorData>()
  for (const tensor of initializer) {
    if (!needed.has(tensor.name)) continue
    if (found.has(tensor.name)) throw new ModelFormatError(`two initializers are named '${tensor.name}'`)
    found.set(tensor.name, readTensorData(tensor, `the initializer '${tensor.name}'`, externalData))
  }
  return found
}

function toImported({ dtype, shape, data }: TensorData): Imported {
  return dtype === 'float32' ? constant(data, shape) : new KnownIntegers(dtype, shape, Array.from(data))
}

function readInputs(
  declared: readonly ValueInfoProto[],
  dimensions: Readonly<Record<string, Dimension>>,
): Tensor<InputAttributes>[] {
  const names = new DimensionNames(declared, dimensions)
  const inputs = declared.map(({ name, type }) => {
    const value = type?.value
    if (value?.case !== 'tensorType' || !value.value.shape)
      throw new ModelFormatError(
        `the input '${name}' must be a tensor of known rank, found ${value?.case ?? 'no type'}`,
      )
    const dtype = readableDtype(value.value.elemType)
    if (!dtype)
      throw new ModelFormatError(
        `the input '${name}' is ${dtypeName(value.value.elemType)}, which is not supported; expected one of ${readableTypes()}`,
      )
    return input(name, dtype, names.read(name, value.value.shape.dim))
  })
  names.requireAllBound()
  return inputs.filter(isInput)
}

/** The numbers that are given for inputs, as if they were initializers. */
function readGivenWeights({ input }: GraphProto, given: Required<ReadOptions>['weights']): Map<string, TensorData> {
  const read = ([name, numbers]: [string, ArrayLike<number>]): [string, TensorData] => {
    const value = input.find((declared) => declared.name === name)?.type?.value
    if (value?.case !== 'tensorType' || readableDtype(value.value.elemType) !== 'float32')
      throw new ValueError(`weights were given for '${name}', which is not a float32 input of the model`)
    const shape = (value.value.shape?.dim ?? []).map(({ value: size }) =>
      size.case === 'dimValue' ? Number(size.value) : '?',
    )
    const known = shape.filter((size) => typeof size === 'number')
    if (known.length < shape.length || known.reduce((a, b) => a * b, 1) !== numbers.length)
      throw new ShapeError(
        `the input '${name}' is float32${shapeText(shape)}, but ${numbers.length} numbers were given`,
      )
    return [name, { dtype: 'float32', shape: known, data: Float32Array.from(numbers) }]
  }
  return new Map(Object.entries(given).map(read))
}

/** The parameters among numbers of the file, under the names that inputs of the expression have. */
function chooseParameters(
  producer: string,
  nodes: Program['nodes'],
  numbers: ReadonlyMap<string, TensorData>,
  constants: ReadonlySet<string>,
  trainable: ReadOptions['trainable'],
): Map<string, Tensor<InputAttributes>> {
  const likely = trainableByDefault(
    nodes.map(({ node }) => node),
    importerOf,
    new Map([...numbers].filter(([, { dtype }]) => dtype === 'float32')),
    constants,
  )
  const parameters = new Map<string, Tensor<InputAttributes>>()
  for (const [name, isLikely] of likely) {
    const { shape } = numbers.get(name)!
    // Our own files say what is trained.
    const byDefault = producer === 'infonce' ? name.startsWith(prefix) : isLikely
    if (!(trainable ? trainable({ name, shape, byDefault }) : byDefault)) continue
    const made = input(name.startsWith(prefix) ? name : prefix + name, 'float32', shape)
    if (isInput(made)) parameters.set(name, made)
  }
  return parameters
}

/**
 * Reads an ONNX model into expressions, to be inspected, given another loss, differentiated, and written again:
 * ai.onnx operators of opsets 11 to 25, as PyTorch and `toModel` write them. Sizes that the file computes from the
 * shapes of its inputs are worked out here, as polynomials in the names of dimensions. Everything is float32: float16
 * weights become float32 exactly, float64 ones are rounded, and casts between floating-point types are dropped.
 *
 * A file does not say which of its weights are trained. By default these are the float32 initializers in the place of
 * a weight (of a matrix product, a convolution, a normalization, a table), and those of more than one number elsewhere,
 * as a bias that is added; running statistics, single numbers and masks that hold an infinity stay constants. Constant
 * nodes are taken for weights in the place of one; where a file has all its weights in Constant nodes, as Paddle writes
 * them, they are evaluated as initializers are. Exporters keep equal initializers once: layers that start equal are one
 * weight in the file, and are trained as one. A file without weights, whose inputs they are, has no parameters, unless
 * `weights` gives their numbers.
 *
 * @throws ModelFormatError when the bytes are no ONNX model, or one that contradicts itself
 * @throws UnsupportedOperatorError for operators that are not supported, all of them at once with their nodes; for
 *   attributes, opsets, and shapes that depend on data
 * @throws ValueError for options that name what the model does not have; ShapeError for `weights` that do not fit
 */
export function readModel(bytes: Uint8Array, options: ReadOptions = {}): ImportedModel {
  const { model, graph } = parseModel(bytes)
  const opset = opsetOf(model)
  const outputs = options.outputs ?? graph.output.map(({ name }) => name)
  requireValues(graph, outputs)
  const { nodes: needed, values } = neededNodes(graph.node, outputs)
  requireSupported(needed)

  const readTensor = (tensor: TensorProto, what: string): Imported =>
    toImported(readTensorData(tensor, what, options.externalData))
  const initializers = readInitializers(graph, values, options.externalData)
  for (const [name, data] of readGivenWeights(graph, options.weights ?? {}))
    if (values.has(name)) initializers.set(name, data)
  const declared = graph.input.filter(({ name }) => values.has(name) && !initializers.has(name))
  const taken = new Set([...initializers.keys(), ...declared.map(({ name }) => name)])
  const { numbers: constants, nodes } = liftConstants(needed, opset, readTensor, taken)
  const numbers = new Map([...initializers, ...constants])
  const names = new Set(constants.keys())
  const parameters = chooseParameters(model.producerName, nodes, numbers, names, options.trainable)
  const inputs = readInputs(declared, options.dimensions ?? {})
  requireDistinct([...inputs, ...parameters.values()])

  const known = [...numbers].map(([name, data]) => [name, parameters.get(name) ?? toImported(data)] as const)
  const program: Program = { nodes, opset, initializers: new Map(known), outputs, readTensor }
  const own = new Map<string, Tensor>(inputs.map((node) => [node.attributes.name, node]))
  const weights = [...parameters].map(
    ([name, { attributes }]) => [attributes.name, Float32Array.from(numbers.get(name)!.data)] as const,
  )
  return {
    name: graph.name,
    inputs,
    parameters: [...parameters.values()],
    outputs: interpret(program, own),
    weights: Object.fromEntries(weights),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    apply: (tensors) => interpret(program, replaceInputs(own, tensors)),
  }
}

function requireValues({ node, input, initializer }: GraphProto, outputs: readonly string[]): void {
  if (outputs.length === 0) throw new ValueError('name at least one output to read')
  const made = new Set([...node.flatMap(({ output }) => output), ...[...input, ...initializer].map(({ name }) => name)])
  for (const name of outputs)
    if (name === '' || !made.has(name)) throw new ModelFormatError(`no node of the model produces the output '${name}'`)
}

function requireDistinct(inputs: readonly Tensor<InputAttributes>[]): void {
  const names = inputs.map(({ attributes }) => attributes.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new ModelFormatError(`two inputs or parameters of the model are '${twice}'`)
}

function replaceInputs(
  own: ReadonlyMap<string, Tensor>,
  tensors: Readonly<Record<string, Tensor>>,
): Map<string, Tensor> {
  const replaced = new Map(own)
  for (const [name, tensor] of Object.entries(tensors)) {
    const declared = own.get(name)
    if (!declared)
      throw new ValueError(`'${name}' is not an input of the model: ${[...own.keys()].join(', ') || 'it has none'}`)
    if (tensor.dtype !== declared.dtype || tensor.rank !== declared.rank)
      throw new ShapeError(
        `the input '${name}' is ${declared.dtype}${shapeText(declared.shape)}, found ${tensor.dtype}${shapeText(tensor.shape)}`,
      )
    replaced.set(name, tensor)
  }
  return replaced
}
