// Small models made of nodes, as other programs write them.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { DType } from '@infonce/core'
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf'
import { dtypeCode, rawBytes } from '../dtypes.js'

/** An attribute: whole numbers become INT, unless given as `{ float }`. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly tensor: Initializer }

/** Numbers that stand in the file. */
export interface Initializer {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** A value that is fed. */
export interface Fed {
  readonly name: string
  readonly dtype?: DType
  /** A size, a name, or nothing at all. */
  readonly shape: readonly (number | string | undefined)[]
}

/** A node; its name is that of its first output. */
export interface NodeOf {
  readonly operator: string
  readonly domain?: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes?: Readonly<Record<string, Attribute>>
}

export interface ModelOf {
  readonly opset?: number
  readonly inputs: readonly Fed[]
  readonly initializers?: Readonly<Record<string, Initializer>>
  readonly nodes: readonly NodeOf[]
  readonly outputs: readonly string[]
}

/** A tensor of numbers: integers in nested form are left to the caller. */
export function tensorProto(name: string, { dtype, shape, data }: Initializer): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: dtypeCode(dtype),
    dims: shape.map(BigInt),
    rawData: rawBytes(dtype, data),
  })
}

const utf8 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text))

function attributeProto(name: string, attribute: Attribute): AttributeProto {
  const of = (init: Parameters<typeof create<typeof AttributeProtoSchema>>[1]): AttributeProto =>
    create(AttributeProtoSchema, { name, ...(init as object) })
  if (typeof attribute === 'number') return of({ type: AttributeType.INT, i: BigInt(attribute) })
  if (typeof attribute === 'string') return of({ type: AttributeType.STRING, s: utf8(attribute) })
  if ('float' in attribute) return of({ type: AttributeType.FLOAT, f: attribute.float })
  if ('floats' in attribute) return of({ type: AttributeType.FLOATS, floats: [...attribute.floats] })
  if ('texts' in attribute) return of({ type: AttributeType.STRINGS, strings: attribute.texts.map(utf8) })
  if ('tensor' in attribute) return of({ type: AttributeType.TENSOR, t: tensorProto('', attribute.tensor) })
  return of({ type: AttributeType.INTS, ints: attribute.map(BigInt) })
}

/** The bytes of a model. Outputs have no declared type, which runtimes then find out. */
export function modelOf({ opset = 18, inputs, initializers = {}, nodes, outputs }: ModelOf): Uint8Array<ArrayBuffer> {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name: 'nodes',
      node: nodes.map(({ operator, domain = '', inputs, outputs, attributes = {} }) =>
        create(NodeProtoSchema, {
          name: outputs[0] ?? '',
          opType: operator,
          domain,
          input: [...inputs],
          output: [...outputs],
          attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
        }),
      ),
      initializer: Object.entries(initializers).map(([name, numbers]) => tensorProto(name, numbers)),
      input: inputs.map(({ name, dtype = 'float32', shape }) =>
        create(ValueInfoProtoSchema, {
          name,
          type: {
            value: {
              case: 'tensorType',
              value: {
                elemType: dtypeCode(dtype),
                shape: {
                  dim: shape.map((size) =>
                    create(
                      TensorShapeProto_DimensionSchema,
                      size === undefined
                        ? {}
                        : {
                            value:
                              typeof size === 'number'
                                ? { case: 'dimValue', value: BigInt(size) }
                                : { case: 'dimParam', value: size },
                          },
                    ),
                  ),
                },
              },
            },
          },
        }),
      ),
      output: outputs.map((name) => create(ValueInfoProtoSchema, { name })),
    },
  })
  return toBinary(ModelProtoSchema, model) as Uint8Array<ArrayBuffer>
}

const numbers = (dtype: DType, data: readonly number[], shape: readonly number[] = [data.length]): Initializer => ({
  dtype,
  shape,
  data,
})

/** int64 numbers in one axis: a shape, axes, bounds. */
export const ints = (...data: readonly number[]): Initializer => numbers('int64', data)
/** One int64 number without axes. */
export const int = (value: number): Initializer => numbers('int64', [value], [])
/** One float32 number without axes. */
export const float = (value: number): Initializer => numbers('float32', [value], [])
/** float32 numbers of a shape. */
export const floats = (shape: readonly number[], ...data: readonly number[]): Initializer =>
  numbers('float32', data, shape)

/** y = (x·w + b)·scale. */
export const perceptron: ModelOf = {
  inputs: [{ name: 'x', shape: ['batch', 2] }],
  initializers: { w: floats([2, 3], 1, 2, 3, 4, 5, 6), b: floats([3], 0.5, 0, -0.5), scale: floats([1], 2) },
  nodes: [
    { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['product'] },
    { operator: 'Add', inputs: ['product', 'b'], outputs: ['sum'] },
    { operator: 'Mul', inputs: ['sum', 'scale'], outputs: ['y'] },
  ],
  outputs: ['y'],
}

/** A model with one initializer changed after it was made. */
export function withTensor(
  model: ModelOf,
  name: string,
  change: (tensor: TensorProto) => void,
): Uint8Array<ArrayBuffer> {
  const proto = fromBinary(ModelProtoSchema, modelOf(model))
  change(proto.graph!.initializer.find((tensor) => tensor.name === name)!)
  return toBinary(ModelProtoSchema, proto) as Uint8Array<ArrayBuffer>
}
