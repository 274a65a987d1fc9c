// Sizes and names of dimensions while a file is read.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { evaluate, input, inputsOf, ValueError } from '@infonce/core'
import { TensorProto_DataType as DataType, ModelProtoSchema, TensorProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { UnsupportedOperatorError } from './errors.js'
import { int, ints, modelOf } from './model-of-nodes.fixture.js'
import { readModel } from './read-model.js'

describe('dimensions', () => {
  const shaped = (...shape: (number | string | undefined)[]): Uint8Array<ArrayBuffer> =>
    modelOf({
      inputs: [
        { name: 'input.1', shape },
        { name: 'other', shape: ['N', 'N + 1'] },
      ],
      nodes: [
        { operator: 'Exp', inputs: ['input.1'], outputs: ['y'] },
        { operator: 'Exp', inputs: ['other'], outputs: ['z'] },
      ],
      outputs: ['y', 'z'],
    })

  it('keep legal names and get legal ones', () => {
    const { inputs } = readModel(shaped('batch', 'batch size', undefined, 'floor(h/2)', '2*N', 3))
    expect(inputs[0]!.shape).toEqual(['batch', 'batch_size', 'input_1_2', 'floor_h_2', '2*N', 3])
    expect(inputs[1]!.shape).toEqual(['N', 'N + 1'])
  })

  it('of different names stay different', () => {
    expect(readModel(shaped('a b', 'a.b', 'a_b', undefined)).inputs[0]!.shape).toEqual([
      'a_b_2',
      'a_b_3',
      'a_b',
      'input_1_3',
    ])
  })

  it('are bound to sizes and other names', () => {
    const dimensions = { N: 4, 'batch size': 'B', input_1_1: 7 }
    const { inputs, outputs } = readModel(shaped('batch size', undefined), { dimensions })
    expect(inputs.map(({ shape }) => shape)).toEqual([
      ['B', 7],
      [4, 5],
    ])
    expect(outputs.z!.shape).toEqual([4, 5])
    expect(() => readModel(shaped('n'), { dimensions: { M: 3 } })).toThrow(
      new ValueError("dimensions: no input has a dimension 'M'; the names are: n, N"),
    )
  })

  it('are calculated with: heads split off and put together again, as exporters write it', () => {
    const bytes = modelOf({
      inputs: [{ name: 'x', shape: ['batch', 'sequence', 8] }],
      initializers: { zero: int(0), one: int(1), two: int(2), axis: ints(0), heads: ints(4), minus: ints(-1) },
      nodes: [
        { operator: 'Shape', inputs: ['x'], outputs: ['shape'] },
        { operator: 'Gather', inputs: ['shape', 'zero'], outputs: ['batch'] },
        { operator: 'Gather', inputs: ['shape', 'one'], outputs: ['length'] },
        { operator: 'Gather', inputs: ['shape', 'two'], outputs: ['width'] },
        { operator: 'Unsqueeze', inputs: ['batch', 'axis'], outputs: ['batch1'] },
        { operator: 'Unsqueeze', inputs: ['length', 'axis'], outputs: ['length1'] },
        {
          operator: 'Concat',
          inputs: ['batch1', 'length1', 'heads', 'minus'],
          outputs: ['split'],
          attributes: { axis: 0 },
        },
        { operator: 'Reshape', inputs: ['x', 'split'], outputs: ['apart'] },
        { operator: 'Mul', inputs: ['batch', 'length'], outputs: ['rows'] },
        { operator: 'Unsqueeze', inputs: ['rows', 'axis'], outputs: ['rows1'] },
        { operator: 'Div', inputs: ['width', 'two'], outputs: ['half'] },
        { operator: 'Unsqueeze', inputs: ['half', 'axis'], outputs: ['half1'] },
        { operator: 'Concat', inputs: ['rows1', 'minus', 'half1'], outputs: ['joined'], attributes: { axis: 0 } },
        { operator: 'Reshape', inputs: ['apart', 'joined'], outputs: ['y'] },
        // Expand with −1 for "as it is".
        {
          operator: 'ConstantOfShape',
          inputs: ['axes'],
          outputs: ['ones'],
          attributes: { value: { tensor: { dtype: 'int64', shape: [1], data: [1] } } },
        },
        { operator: 'Concat', inputs: ['minus', 'length1', 'minus'], outputs: ['wanted'], attributes: { axis: 0 } },
        { operator: 'Mul', inputs: ['ones', 'minus'], outputs: ['unknown'] },
        { operator: 'Equal', inputs: ['wanted', 'unknown'], outputs: ['open'] },
        { operator: 'Where', inputs: ['open', 'ones', 'wanted'], outputs: ['target'] },
        { operator: 'Expand', inputs: ['x', 'target'], outputs: ['z'] },
      ],
      outputs: ['apart', 'y', 'z'],
    })
    const proto = fromBinary(ModelProtoSchema, bytes)
    proto.graph!.initializer.push(
      create(TensorProtoSchema, { name: 'axes', dataType: DataType.INT64, dims: [1n], int64Data: [3n] }),
    )
    const model = readModel(toBinary(ModelProtoSchema, proto))
    expect(model.outputs.apart!.shape).toEqual(['batch', 'sequence', 4, 2])
    expect(model.outputs.y!.shape).toEqual(['batch*sequence', 2, 4])
    expect(model.outputs.z!.shape).toEqual(['batch', 'sequence', 8])
    const again = model.apply({ x: input('view', 'float32', [3, 'T', 8]) })
    expect(again.y!.shape).toEqual(['3*T', 2, 4])
    expect(inputsOf([again.y!]).map(({ attributes }) => attributes.name)).toEqual(['view'])
  })

  it('less one may be 0, which is false', () => {
    const { outputs } = readModel(
      modelOf({
        inputs: [{ name: 'x', shape: ['n', 4] }],
        initializers: { one: ints(1), five: ints(5), six: ints(6) },
        nodes: [
          { operator: 'Shape', inputs: ['x'], outputs: ['size'], attributes: { start: 0, end: 1 } },
          { operator: 'Sub', inputs: ['size', 'one'], outputs: ['less'] },
          { operator: 'Cast', inputs: ['size'], outputs: ['some'], attributes: { to: 9 } },
          { operator: 'Cast', inputs: ['less'], outputs: ['several'], attributes: { to: 9 } },
          { operator: 'Where', inputs: ['some', 'five', 'six'], outputs: ['y'] },
          { operator: 'Where', inputs: ['several', 'five', 'six'], outputs: ['z'] },
          { operator: 'Exp', inputs: ['x'], outputs: ['exp'] },
        ],
        outputs: ['y', 'z', 'exp'],
      }),
    )
    for (const rows of [1, 2]) {
      const found = evaluate(outputs, { x: Array.from({ length: rows }, () => [1, 2, 3, 4]) })
      expect([...found.y!.data, ...found.z!.data]).toEqual([5, rows === 1 ? 6 : 5])
    }
  })

  it('that decide what is computed must be bound', () => {
    const bytes = modelOf({
      inputs: [{ name: 'x', shape: ['n', 4] }],
      initializers: { five: ints(5), rest: ints(-1) },
      nodes: [
        { operator: 'Shape', inputs: ['x'], outputs: ['length'], attributes: { start: 0, end: 1 } },
        { operator: 'Min', inputs: ['length', 'five'], outputs: ['least'] },
        { operator: 'Concat', inputs: ['least', 'rest'], outputs: ['shape'], attributes: { axis: 0 } },
        { operator: 'Reshape', inputs: ['x', 'shape'], outputs: ['y'] },
      ],
      outputs: ['y'],
    })
    expect(() => readModel(bytes)).toThrow(UnsupportedOperatorError)
    expect(() => readModel(bytes)).toThrow(
      /node 'y' \(Reshape\): .* depend on data or on the size of a named dimension/,
    )
    expect(readModel(bytes, { dimensions: { n: 10 } }).outputs.y!.shape).toEqual([5, 8])
  })
})
