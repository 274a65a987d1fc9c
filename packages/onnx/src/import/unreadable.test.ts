// What readModel says of files that it cannot read.
import { ShapeError } from '@infonce/core'
import { TensorProto_DataType as DataType } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ModelFormatError } from '../describe-model.js'
import { UnsupportedOperatorError } from './errors.js'
import { floats, int, ints, type ModelOf, modelOf, perceptron, withTensor } from './model-of-nodes.fixture.js'
import { readModel } from './read-model.js'

describe('what cannot be read', () => {
  const node = (change: Partial<ModelOf['nodes'][number]>, more: Partial<ModelOf> = {}): Uint8Array<ArrayBuffer> =>
    modelOf({
      inputs: [{ name: 'x', shape: ['N', 3] }],
      nodes: [{ operator: 'Relu', inputs: ['x'], outputs: ['y'], ...change }],
      outputs: ['y'],
      ...more,
    })

  const recurrent = (weight: readonly number[]): Omit<ModelOf, 'nodes'> => ({
    inputs: [
      { name: 'x', shape: ['T', 'N', 2] },
      { name: 'w', shape: weight },
      { name: 'r', shape: [1, 3, 1] },
      { name: 'lengths', dtype: 'int32', shape: ['N'] },
    ],
    outputs: ['y'],
  })
  const gruNode = (attributes: ModelOf['nodes'][number]['attributes']): ModelOf['nodes'][number] => ({
    operator: 'GRU',
    inputs: ['x', 'w', 'r'],
    outputs: ['y'],
    attributes: attributes!,
  })

  it('lists every operator that is not supported, with its nodes', () => {
    const nodes = [
      { operator: 'LSTM', inputs: ['x'], outputs: ['a'] },
      { operator: 'FusedMatMul', domain: 'com.microsoft', inputs: ['a'], outputs: ['b'] },
      { operator: 'LSTM', inputs: ['b'], outputs: ['y'] },
    ]
    const bytes = modelOf({ inputs: [{ name: 'x', shape: [1] }], nodes, outputs: ['y'] })
    expect(() => readModel(bytes)).toThrow(
      "the model uses operators that are not supported: LSTM (nodes 'a', 'y'); com.microsoft.FusedMatMul (node 'b')",
    )
    try {
      readModel(bytes)
    } catch (error) {
      expect((error as UnsupportedOperatorError).operators).toEqual({
        LSTM: ["'a'", "'y'"],
        'com.microsoft.FusedMatMul': ["'b'"],
      })
    }
  })

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['an opset that is too old', node({}, { opset: 10 }), /opset 10; opsets 11 to 25 can be read/],
    ['an opset that is too new', node({}, { opset: 99 }), /opset 99/],
    ['an attribute of no meaning here', node({ attributes: { shiny: 1 } }), /node 'y' \(Relu\): attribute 'shiny'/],
    [
      'a batch normalization in training',
      node(
        { operator: 'BatchNormalization', inputs: ['x', 'x', 'x', 'x', 'x'], attributes: { training_mode: 1 } },
        { opset: 15 },
      ),
      /attribute 'training_mode': only 0/,
    ],
    [
      'padding by reflection',
      node(
        { operator: 'Pad', inputs: ['x', 'p'], attributes: { mode: 'reflect' } },
        { initializers: { p: ints(0, 1, 0, 1) } },
      ),
      /attribute 'mode'/,
    ],
    [
      'a shape that is fed',
      node(
        { operator: 'Reshape', inputs: ['x', 's'] },
        {
          inputs: [
            { name: 'x', shape: [2] },
            { name: 's', dtype: 'int64', shape: [1] },
          ],
        },
      ),
      /its input 1, 's', must be known/,
    ],
    [
      'half of a size that may be odd',
      node(
        {},
        {
          initializers: { two: ints(2) },
          nodes: [
            { operator: 'Shape', inputs: ['x'], outputs: ['size'] },
            { operator: 'Div', inputs: ['size', 'two'], outputs: ['y'] },
          ],
        },
      ),
      /node 'y' \(Div\): the quotient of integers .* sizes can be given as `dimensions`/,
    ],
    [
      'a convolution backwards with room for a window more',
      node(
        {
          operator: 'ConvTranspose',
          inputs: ['x', 'w'],
          attributes: { dilations: [3], output_padding: [2] },
        },
        { inputs: [{ name: 'x', shape: [1, 2, 1] }], initializers: { w: floats([2, 1, 2], 1, 2, 3, 4) } },
      ),
      /node 'y' \(ConvTranspose\): \[1, 2, 1\] is not what/,
    ],
    ...(
      [
        ['backwards', { direction: 'reverse' }, /attribute 'direction': only 'forward' is supported, found 'reverse'/],
        ['that resets before the product', { linear_before_reset: 0 }, /attribute 'linear_before_reset': only 1/],
        ['of batches first', { layout: 1 }, /attribute 'layout': only 0/],
        [
          'of other functions',
          { activations: { texts: ['HardSigmoid', 'Tanh'] } },
          /attribute 'activations': only Sigmoid and Tanh are supported, found HardSigmoid, Tanh/,
        ],
        ['that is clipped', { clip: { float: 3 } }, /attribute 'clip': the attribute is not supported/],
      ] as const
    ).map(
      ([form, attributes, message]) =>
        [
          `a gated recurrent unit ${form}`,
          modelOf({ ...recurrent([1, 3, 2]), nodes: [gruNode({ linear_before_reset: 1, ...attributes })] }),
          message,
        ] as [string, Uint8Array<ArrayBuffer>, RegExp],
    ),
    [
      'sequences of several lengths',
      modelOf({
        ...recurrent([1, 3, 2]),
        nodes: [{ ...gruNode({ linear_before_reset: 1 }), inputs: ['x', 'w', 'r', '', 'lengths'] }],
      }),
      /node 'y' \(GRU\): sequence_lens is not supported/,
    ],
    ['a cast to text', node({ operator: 'Cast', attributes: { to: 8 } }), /attribute 'to': string is not supported/],
  ])('says it of %s', (_, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(UnsupportedOperatorError)
    expect(() => readModel(bytes)).toThrow(message)
  })

  const cycle = modelOf({
    inputs: [{ name: 'x', shape: [1] }],
    nodes: [
      { operator: 'Add', inputs: ['x', 'b'], outputs: ['a'] },
      { operator: 'Exp', inputs: ['a'], outputs: ['b'] },
    ],
    outputs: ['b'],
  })
  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['a cycle', cycle, /node 'a' \(Add\): it reads 'b', which no input, initializer or earlier node produces/],
    ['a value that nobody makes', node({ inputs: ['z'] }), /it reads 'z'/],
    ['an input that is left out', node({ operator: 'Add', inputs: ['x', ''] }), /its input 1 is missing/],
    ['a node without inputs', node({ operator: 'Max', inputs: [] }), /it has no inputs/],
    [
      'a value that is made twice',
      node({}, { nodes: [1, 2].map(() => ({ operator: 'Exp', inputs: ['x'], outputs: ['y'] })) }),
      /it produces 'y', which another node produces already/,
    ],
    [
      'an attribute of another type',
      node({ operator: 'Softmax', attributes: { axis: 'last' } }),
      /its attribute 'axis' must be INT, found STRING/,
    ],
    ['an attribute that is missing', node({ operator: 'Concat' }), /it lacks the attribute 'axis'/],
    [
      'an axis outside the rank',
      node({ operator: 'Softmax', attributes: { axis: 2 } }),
      /axis 2 is outside a tensor of rank 2/,
    ],
    [
      'weights of two directions',
      modelOf({ ...recurrent([2, 3, 2]), nodes: [gruNode({ linear_before_reset: 1 })] }),
      /node 'y' \(GRU\): its input 1 must be \[1, 3, 2\], found input float32\[2, 3, 2\]/,
    ],
    [
      'a number of hidden units that the weights do not have',
      modelOf({ ...recurrent([1, 3, 2]), nodes: [gruNode({ linear_before_reset: 1, hidden_size: 2 })] }),
      /node 'y' \(GRU\): hidden_size 2 differs from the weights/,
    ],
    [
      'a permutation that is none',
      node({ operator: 'Transpose', attributes: { perm: [0, 0] } }),
      /\[0,0\] is not a permutation/,
    ],
    [
      'shapes that do not fit',
      node({ operator: 'Add', inputs: ['x', 'w'] }, { initializers: { w: floats([2], 1, 2) } }),
      /node 'y' \(Add\): add: shapes/,
    ],
    [
      'a reshape that leaves something over',
      node({ operator: 'Reshape', inputs: ['x', 's'] }, { initializers: { s: ints(-1, 2) } }),
      /no whole number of elements/,
    ],
    [
      'a range without end',
      node({ operator: 'Range', inputs: ['a', 'b', 'c'] }, { initializers: { a: int(0), b: int(2 ** 50), c: int(1) } }),
      /is too long/,
    ],
    [
      'a range in steps of nothing',
      node({ operator: 'Range', inputs: ['a', 'a', 'a'] }, { initializers: { a: int(0) } }),
      /is too long/,
    ],
    [
      'numbers that do not fill a shape',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.rawData = new Uint8Array(5)
      }),
      /the initializer 'b' \[3\] needs 12 bytes, found 5/,
    ],
    [
      'a shape that cannot be',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.dims = [-3n]
      }),
      /the impossible shape \[-3\]/,
    ],
    [
      'an initializer of text',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.dataType = DataType.STRING
      }),
      /the initializer 'b' is string, which is not supported/,
    ],
    [
      'an integer beyond 2^53',
      withTensor(perceptron, 'b', (tensor) => {
        Object.assign(tensor, {
          dataType: DataType.INT64,
          dims: [1n],
          rawData: new Uint8Array(0),
          int64Data: [2n ** 53n + 1n],
        })
      }),
      /9007199254740993 is beyond 2\^53/,
    ],
  ])('says that %s is wrong', (_, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(message)
    expect(() => readModel(bytes)).toThrow(/^(?!.*(undefined|\[object))/)
    try {
      readModel(bytes)
    } catch (error) {
      expect(error instanceof ModelFormatError || error instanceof ShapeError).toBe(true)
    }
  })
})
