// The bytes of a model, with its weights as views: no copy is made of what may be gigabytes.
import { type DescField, toBinary } from '@bufbuild/protobuf'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf'

/** A protobuf message holds at most 2 GiB, less one byte. */
export const LARGEST_MODEL: number = 2 ** 31 - 1

type Bytes = Uint8Array<ArrayBuffer>

/** An initializer: all but its numbers, and these where they stand in the model. */
export interface Initializer {
  readonly tensor: TensorProto
  readonly bytes?: Bytes
}

/**
 * A model of this graph, with more initializers, as bytes that follow each other. Protobuf takes
 * fields in any order: the graph comes last in the model, and these initializers last in the graph. `model` has no graph yet.
 */
export function modelPieces(model: ModelProto, graph: GraphProto, initializers: readonly Initializer[]): Bytes[] {
  const { graph: graphField } = ModelProtoSchema.field
  const { initializer } = GraphProtoSchema.field
  const { rawData } = TensorProtoSchema.field
  const tensors = initializers.flatMap(({ tensor, bytes }) => {
    const numbers = bytes ? message(rawData, [bytes]) : []
    return message(initializer, [toBinary(TensorProtoSchema, tensor) as Bytes, ...numbers])
  })
  const others = toBinary(GraphProtoSchema, graph) as Bytes
  return [toBinary(ModelProtoSchema, model) as Bytes, ...message(graphField, [others, ...tensors])]
}

/** A field whose content is given in pieces. */
function message({ number }: DescField, content: readonly Bytes[]): Bytes[] {
  const prefix = new BinaryWriter().tag(number, WireType.LengthDelimited)
  // Beyond what the format can say the file is refused by its size, so what stands here does not matter.
  return [prefix.uint32(Math.min(byteLength(content), LARGEST_MODEL)).finish() as Bytes, ...content]
}

/** Bytes of all pieces together. */
export const byteLength = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0)

/** The pieces as one array. */
export function concatenateBytes(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(byteLength(pieces))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}
