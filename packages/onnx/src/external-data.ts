// Weights in a file beside the model: where each lies, and the entries by which a model refers to them.
import { create } from '@bufbuild/protobuf'
import {
  TensorProto_DataLocation as DataLocation,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from 'onnx-buf'
import type { StoredWeight } from './stored-weight.js'

// What is smaller stays in the model, as with onnx's own tools.
const smallest = 1024
// Pages, so that a file can be mapped into memory; large weights at what Windows asks for.
const page = 4096
const largePage = 65536
const largeFrom = 2 ** 20

/** A weight and where its bytes begin in the data file. */
export interface PlacedWeight extends StoredWeight {
  readonly offset: number
}

/** Weights with their places in the data file, and those that stay in the model. */
export function placeWeights(weights: readonly StoredWeight[]): { outside: PlacedWeight[]; inside: StoredWeight[] } {
  let end = 0
  const outside = weights
    .filter(({ bytes }) => bytes.length >= smallest)
    .map((weight) => {
      const step = weight.bytes.length >= largeFrom ? largePage : page
      const offset = Math.ceil(end / step) * step
      end = offset + weight.bytes.length
      return { ...weight, offset }
    })
  return { outside, inside: weights.filter(({ bytes }) => bytes.length < smallest) }
}

/** The content of the data file, in pieces that follow each other: the weights as views, zeros between them. */
export function dataPieces(weights: readonly PlacedWeight[]): Uint8Array[] {
  let end = 0
  return weights.flatMap(({ bytes, offset }) => {
    const gap = new Uint8Array(offset - end)
    end = offset + bytes.length
    return gap.length > 0 ? [gap, bytes] : [bytes]
  })
}

/** A weight as an initializer that points into the data file. */
export function externalTensor({ tensor, bytes, offset }: PlacedWeight, location: string): TensorProto {
  const { name, dataType, dims } = tensor
  const entries = { location, offset: String(offset), length: String(bytes.length) }
  return create(TensorProtoSchema, {
    name,
    dataType,
    dims,
    dataLocation: DataLocation.EXTERNAL,
    externalData: Object.entries(entries).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  })
}
