// Collects the nodes and initializers of one graph: the other side of every operation's `lower`.

import { create } from '@bufbuild/protobuf'
import { getTextEncoding } from '@bufbuild/protobuf/wire'
import {
  type Dimension,
  type DType,
  dimensionTerms,
  type Emitter,
  type OnnxAttribute,
  type Shape,
  ShapeError,
  shapeText,
} from '@infonce/core'
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf'
import { bindDimension, bindShape } from './bind-shape.js'
import { dtypeCode, rawBytes } from './dtypes.js'

function attributeProto(name: string, attribute: OnnxAttribute): AttributeProto {
  if ('int' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(attribute.int) })
  if ('ints' in attribute)
    return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: attribute.ints.map(BigInt) })
  if ('float' in attribute) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: attribute.float })
  return create(AttributeProtoSchema, {
    name,
    type: AttributeType.STRING,
    s: getTextEncoding().encodeUtf8(attribute.text),
  })
}

/** An {@link Emitter} whose nodes are kept once each: asking twice for the same node gives the same name. */
export class GraphEmitter implements Emitter {
  readonly nodes: NodeProto[] = []
  readonly initializers: TensorProto[] = []
  private readonly known = new Map<string, string>()
  private readonly counts = new Map<string, number>()
  /** Values whose runtime shape is a wanted one, by its text. */
  private readonly shaped = new Map<string, string>()
  /** Where a named dimension can be read: an axis of a value, whose size is coefficient·name + rest. */
  private readonly dimensions = new Map<string, { value: string; axis: number; coefficient: number; rest: number }>()

  /**
   * `reserved` are names that values of the graph must not take: those of its inputs and outputs. `sizes` are those of
   * named dimensions that are known when the file is written.
   */
  constructor(
    private readonly reserved: ReadonlySet<string> = new Set(),
    private readonly sizes: ReadonlyMap<string, number> = new Map(),
  ) {}

  /** Tells that a value has this shape, so that named dimensions can be read off it. */
  declareShape(value: string, shape: Shape): void {
    if (!this.shaped.has(shapeText(shape))) this.shaped.set(shapeText(shape), value)
    shape.forEach((dimension, axis) => {
      const terms = dimensionTerms(dimension)
      const [term, ...others] = terms.filter(({ names }) => names.length > 0)
      if (!term || others.length > 0 || term.coefficient < 1 || term.names.length !== 1) return
      const [name, rest] = [term.names[0]!, terms.find(({ names }) => names.length === 0)?.coefficient ?? 0]
      const known = this.dimensions.get(name)
      const alone = term.coefficient === 1 && rest === 0
      if (!known || (alone && (known.coefficient > 1 || known.rest !== 0)))
        this.dimensions.set(name, { value, axis, coefficient: term.coefficient, rest })
    })
  }

  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output = 0,
  ): string {
    return this.once(JSON.stringify([operator, inputs, attributes, output]), () => {
      const name = this.newName(operator)
      const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value))
      const before = Array.from({ length: output }, () => this.newName(operator))
      this.nodes.push(
        create(NodeProtoSchema, { name, opType: operator, input: [...inputs], output: [...before, name], attribute }),
      )
      return name
    })
  }

  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string {
    const rawData = rawBytes(dtype, data)
    const add = (): string => {
      const name = this.newName('constant')
      this.initializer(name, dtype, shape, rawData)
      return name
    }
    // Large constants are told apart by identity only; small ones (axes, shapes, ones) recur everywhere.
    return rawData.length > 4096 ? add() : this.once(JSON.stringify([dtype, shape, Array.from(rawData)]), add)
  }

  /** An initializer under a name of the caller's choice. */
  initializer(name: string, dtype: DType, shape: readonly number[], rawData: Uint8Array<ArrayBuffer>): void {
    const dims = shape.map(BigInt)
    this.initializers.push(create(TensorProtoSchema, { name, dataType: dtypeCode(dtype), dims, rawData }))
  }

  shape(named: Shape): string {
    const shape = bindShape(named, this.sizes)
    if (shape.every((dimension) => typeof dimension === 'number'))
      return this.constant('int64', [shape.length], shape as number[])
    const whole = this.shaped.get(shapeText(shape))
    if (whole !== undefined) return this.node('Shape', [whole])
    const parts = shape.map((dimension) => this.dimension(dimension))
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis: { int: 0 } })
  }

  bound(dimension: Dimension): Dimension {
    return bindDimension(dimension, this.sizes)
  }

  dtypeCode(dtype: DType): number {
    return dtypeCode(dtype)
  }

  /** A dimension as int64 [1]. */
  private dimension(dimension: Dimension): string {
    const terms = dimensionTerms(dimension).map(({ names, coefficient }) => {
      const factors = names.map((name) => this.namedDimension(name, dimension))
      if (coefficient !== 1 || factors.length === 0) factors.push(this.constant('int64', [1], [coefficient]))
      return factors.reduce((a, b) => this.node('Mul', [a, b]))
    })
    return terms.length === 0 ? this.constant('int64', [1], [0]) : terms.reduce((a, b) => this.node('Add', [a, b]))
  }

  private namedDimension(name: string, wanted: Dimension): string {
    const size = this.sizes.get(name)
    if (size !== undefined) return this.constant('int64', [1], [size])
    const found = this.dimensions.get(name)
    if (!found)
      throw new ShapeError(
        `the dimension '${wanted}' is needed, but no input has '${name}' as the only name in one of its dimensions`,
      )
    const { value, axis, coefficient, rest } = found
    const whole = this.node('Shape', [value], { start: { int: axis }, end: { int: axis + 1 } })
    const multiple = rest === 0 ? whole : this.node('Sub', [whole, this.constant('int64', [1], [rest])])
    return coefficient === 1 ? multiple : this.node('Div', [multiple, this.constant('int64', [1], [coefficient])])
  }

  private once(key: string, make: () => string): string {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const name = make()
    this.known.set(key, name)
    return name
  }

  private newName(kind: string): string {
    const count = this.counts.get(kind) ?? 0
    this.counts.set(kind, count + 1)
    const name = `${kind}_${count}`
    return this.reserved.has(name) ? this.newName(kind) : name
  }
}
