// One node of a file as importers see it: inputs and attributes, checked.
import { type Dimension, evaluate, InfonceError, inputsOf, ShapeError, type Tensor } from '@infonce/core'
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf'
import { ModelFormatError } from '../describe-model.js'
import { UnsupportedOperatorError } from './errors.js'
import { type Imported, toTensor } from './imported.js'
import { KnownIntegers } from './known-integers.js'

/** Declared here because ES2023 does not name what every JavaScript host has. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

/** How messages call a node: by its name, or by its place where it has none. */
export function nodeTitle({ name, output }: NodeProto, index: number): string {
  if (name) return `'${name}'`
  return output[0] ? `number ${index}, which makes '${output[0]}'` : `number ${index}`
}

/** The operator of a node, with its domain where that is not ai.onnx. */
export function operatorName({ opType, domain }: NodeProto): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`
}

/** Reads the inputs and attributes of one node; whatever is wrong with them is an error that names the node. */
export class NodeReader {
  /** How messages call the node. */
  readonly where: string
  private readonly attributes: Map<string, AttributeProto>
  private readonly unread: Set<string>

  constructor(
    private readonly node: NodeProto,
    index: number,
    /** Version of the ai.onnx operator set. */
    readonly opset: number,
    private readonly values: ReadonlyMap<string, Imported>,
    /** Reads a tensor that stands in an attribute. */
    readonly readTensor: (tensor: TensorProto, what: string) => Imported,
  ) {
    this.where = `node ${nodeTitle(node, index)} (${operatorName(node)})`
    this.attributes = new Map(node.attribute.map((attribute) => [attribute.name, attribute]))
    this.unread = new Set(this.attributes.keys())
  }

  /** How many inputs are listed, those left out included. */
  get inputCount(): number {
    return this.node.input.length
  }

  /** How many outputs are listed, those left out included. */
  get outputCount(): number {
    return this.node.output.length
  }

  /** Whether an input is given. */
  has(slot: number): boolean {
    return Boolean(this.node.input[slot])
  }

  /** An input. Throws a `ModelFormatError` when it is left out, or nothing before the node makes it. */
  value(slot: number): Imported {
    const name = this.node.input[slot]
    if (!name) throw this.invalid(`its input ${slot} is missing`)
    const value = this.values.get(name)
    if (!value)
      throw this.invalid(
        `it reads '${name}', which no input, initializer or earlier node produces; if it is a weight, export the file ` +
          'with its weights (in PyTorch: export_params=True)',
      )
    return value
  }

  /** Every input, in order. Throws a `ModelFormatError` when there is none, or one is left out. */
  allValues(): Imported[] {
    if (this.inputCount === 0) throw this.invalid('it has no inputs')
    return this.node.input.map((_, slot) => this.value(slot))
  }

  /** An input as an expression. */
  tensor(slot: number): Tensor {
    return toTensor(this.value(slot))
  }

  /** An input as an expression, where it is given. */
  optionalTensor(slot: number): Tensor | undefined {
    return this.has(slot) ? this.tensor(slot) : undefined
  }

  /** An input whose integers must be known now: a shape, axes, bounds. */
  integers(slot: number): readonly Dimension[] {
    const value = this.value(slot)
    if (value instanceof KnownIntegers) return value.entries
    throw new UnsupportedOperatorError(
      `${this.where}: the integers of its input ${slot}, '${this.node.input[slot]}', must be known when the file is ` +
        'read, but depend on data or on the size of a named dimension; give the sizes as `dimensions`',
    )
  }

  /** As {@link integers}, of numbers alone. */
  numbers(slot: number): number[] {
    return this.integers(slot).map((entry) => {
      if (typeof entry === 'number') return entry
      throw new UnsupportedOperatorError(
        `${this.where}: its input ${slot} must be numbers, but is '${entry}'; give the sizes as \`dimensions\``,
      )
    })
  }

  /** The number in an input that is a constant of one element, `undefined` for all other inputs. */
  constantNumber(slot: number): number | undefined {
    const constant = this.tensor(slot)
    if (constant.shape.some((dimension) => dimension !== 1) || inputsOf([constant]).length > 0) return undefined
    try {
      return evaluate(constant).data[0]
    } catch (error) {
      // It is computed from the size of a named dimension.
      if (error instanceof ShapeError) return undefined
      throw error
    }
  }

  /** An axis counted from the front. Throws a `ModelFormatError` for one outside the rank. */
  axis(axis: number, rank: number): number {
    const counted = axis < 0 ? axis + rank : axis
    if (counted < 0 || counted >= rank || !Number.isInteger(axis))
      throw this.invalid(`axis ${axis} is outside a tensor of rank ${rank}`)
    return counted
  }

  /** Axes that newer versions take as an input and older ones as an attribute; `undefined` where neither is given. */
  axes(inputSince: number, slot = 1): number[] | undefined {
    if (this.opset < inputSince) return this.attributes.has('axes') ? this.ints('axes') : undefined
    return this.has(slot) ? this.numbers(slot) : undefined
  }

  /** Whether an attribute is given. */
  hasAttribute(name: string): boolean {
    return this.attributes.has(name)
  }

  /** An integer attribute. */
  int(name: string, otherwise?: number): number {
    return this.attribute(name, AttributeType.INT, otherwise, ({ i }) => this.safe(name, i))
  }

  /** An attribute of integers. */
  ints(name: string, otherwise?: readonly number[]): number[] {
    return [...this.attribute(name, AttributeType.INTS, otherwise, ({ ints }) => ints.map((i) => this.safe(name, i)))]
  }

  /** A float32 attribute. */
  float(name: string, otherwise?: number): number {
    return this.attribute(name, AttributeType.FLOAT, otherwise, ({ f }) => f)
  }

  /** An attribute of float32 numbers. */
  floats(name: string, otherwise?: readonly number[]): number[] {
    return [...this.attribute(name, AttributeType.FLOATS, otherwise, ({ floats }) => floats)]
  }

  /** A text attribute. */
  text(name: string, otherwise?: string): string {
    return this.attribute(name, AttributeType.STRING, otherwise, ({ s }) => new TextDecoder().decode(s))
  }

  /** An attribute of texts. */
  texts(name: string, otherwise?: readonly string[]): string[] {
    const decoder = new TextDecoder()
    return [
      ...this.attribute(name, AttributeType.STRINGS, otherwise, ({ strings }) => strings.map((s) => decoder.decode(s))),
    ]
  }

  /** An attribute that is a tensor. */
  tensorAttribute(name: string): Imported {
    const tensor = this.attribute(name, AttributeType.TENSOR, undefined, ({ t }) => t)
    if (!tensor) throw this.invalid(`its attribute '${name}' is empty`)
    return this.readTensor(tensor, `${this.where}: its attribute '${name}'`)
  }

  /** Attributes that change nothing here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.unread.delete(name)
  }

  /** Throws an `UnsupportedOperatorError` when an attribute has been read by nobody. */
  requireAllRead(): void {
    const [name] = this.unread
    if (name !== undefined) throw this.unsupported(name, 'the attribute is not supported')
  }

  /** An error that names the node and one of its attributes. */
  unsupported(attribute: string, why: string): UnsupportedOperatorError {
    return new UnsupportedOperatorError(`${this.where}: attribute '${attribute}': ${why}`)
  }

  /** An error that names the node. */
  unsupportedHere(why: string): UnsupportedOperatorError {
    return new UnsupportedOperatorError(`${this.where}: ${why}`)
  }

  /** An error that names the node: the file is not as ONNX says. */
  invalid(why: string): ModelFormatError {
    return new ModelFormatError(`${this.where}: ${why}`)
  }

  /** An error that names the node: it makes a value that there is already. */
  madeAlready(name: string): ModelFormatError {
    return this.invalid(`it produces '${name}', which another node produces already`)
  }

  /** Does something with the node; an error of the expressions names the node too. */
  within<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof InfonceError) || error.message.startsWith(this.where)) throw error
      const message = `${this.where}: ${error.message}`
      throw error instanceof ShapeError
        ? new ShapeError(message, { cause: error })
        : new ModelFormatError(message, { cause: error })
    }
  }

  private attribute<T>(
    name: string,
    type: AttributeType,
    otherwise: T | undefined,
    get: (attribute: AttributeProto) => T,
  ): T {
    const attribute = this.attributes.get(name)
    if (!attribute) {
      if (otherwise !== undefined) return otherwise
      throw this.invalid(`it lacks the attribute '${name}'`)
    }
    if (attribute.type !== type) {
      const found = AttributeType[attribute.type] ?? attribute.type
      throw this.invalid(`its attribute '${name}' must be ${AttributeType[type]}, found ${found}`)
    }
    this.unread.delete(name)
    return get(attribute)
  }

  private safe(name: string, value: bigint): number {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw this.invalid(`its attribute '${name}' is ${value}, beyond 2^53`)
    return number
  }
}
