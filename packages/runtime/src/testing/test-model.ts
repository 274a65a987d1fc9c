// Builds small ONNX models for the tests of sessions, by the protobuf schema alone.
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema, type NodeProtoSchema, TensorProto_DataType, type ValueInfoProtoSchema } from 'onnx-buf'

type Dtype = 'float32' | 'int32' | 'int64' | 'bool' | 'float16'
/** A dtype alone is a tensor of unknown rank. */
type Declared = Dtype | readonly [dtype: Dtype, ...dims: (number | string)[]]

interface TestModel {
  readonly inputs: Readonly<Record<string, Declared>>
  readonly outputs: Readonly<Record<string, Declared>>
  readonly nodes: MessageInitShape<typeof NodeProtoSchema>[]
}

const dataTypes: Record<Dtype, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
  float16: TensorProto_DataType.FLOAT16,
}

const shapeOf = (dims: readonly (number | string)[]) => ({
  dim: dims.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : size === ''
          ? { case: undefined }
          : { case: 'dimParam' as const, value: size },
  })),
})

const valueInfo = ([name, declared]: [string, Declared]): MessageInitShape<typeof ValueInfoProtoSchema> => {
  const [dtype, ...dims] = typeof declared === 'string' ? [declared] : declared
  const value = {
    elemType: dataTypes[dtype],
    ...(typeof declared !== 'string' && { shape: shapeOf(dims) }),
  }
  return { name, type: { value: { case: 'tensorType', value } } }
}

/** One node of a test model. */
export const node = (opType: string, input: string[], output: string[]): MessageInitShape<typeof NodeProtoSchema> => ({
  opType,
  input,
  output,
})

/** The bytes of an ONNX model of opset 18. A dimension of `''` has neither size nor name. */
export function testModel({ inputs, outputs, nodes }: TestModel): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: '', version: 18n }],
      graph: {
        name: 'test',
        node: nodes,
        input: Object.entries(inputs).map(valueInfo),
        output: Object.entries(outputs).map(valueInfo),
      },
    }),
  )
}
