// What readModel makes of names, sizes, weights and options, and what it says of files that it cannot read.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  evaluate,
  exp,
  gradient,
  input,
  inputsOf,
  multiply,
  parameter,
  reduceSum,
  ShapeError,
  toDense,
  ValueError,
} from '@infonce/core'
import { TensorProto_DataType as DataType, ModelProtoSchema, type TensorProto, TensorProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ModelFormatError } from '../describe-model.js'
import { toModelFiles } from '../model-files.js'
import { toModel } from '../to-model.js'
import { UnsupportedOperatorError } from './errors.js'
import { float, type Initialiser, int, ints, type ModelOf, modelOf } from './model-of-nodes.fixture.js'
import { readModel } from './read-model.js'

const floats = (shape: readonly number[], ...data: number[]): Initialiser => ({ dtype: 'float32', shape, data })
const perceptron: ModelOf = {
  inputs: [{ name: 'x', shape: ['batch', 2] }],
  initialisers: { w: floats([2, 3], 1, 2, 3, 4, 5, 6), b: floats([3], 0.5, 0, -0.5), scale: floats([1], 2) },
  nodes: [
    { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['product'] },
    { operator: 'Add', inputs: ['product', 'b'], outputs: ['sum'] },
    { operator: 'Mul', inputs: ['sum', 'scale'], outputs: ['y'] },
  ],
  outputs: ['y'],
}
const names = (tensors: readonly { readonly attributes: { readonly name: string } }[]): string[] =>
  tensors.map(({ attributes }) => attributes.name)

/** A model with one tensor changed after it was made. */
function withTensor(model: ModelOf, name: string, change: (tensor: TensorProto) => void): Uint8Array<ArrayBuffer> {
  const proto = fromBinary(ModelProtoSchema, modelOf(model))
  change(proto.graph!.initializer.find((tensor) => tensor.name === name)!)
  return toBinary(ModelProtoSchema, proto) as Uint8Array<ArrayBuffer>
}

describe('weights', () => {
  it('are parameters where they stand as weights or hold several numbers; single factors are constants', () => {
    const model = readModel(modelOf(perceptron))
    expect(names(model.inputs)).toEqual(['x'])
    expect(names(model.parameters)).toEqual(['parameter/w', 'parameter/b'])
    expect(model.weights).toEqual({
      'parameter/w': Float32Array.of(1, 2, 3, 4, 5, 6),
      'parameter/b': Float32Array.of(0.5, 0, -0.5),
    })
    const feeds = {
      x: [[1, 1]],
      'parameter/w': [
        [1, 2, 3],
        [4, 5, 6],
      ],
      'parameter/b': [0.5, 0, -0.5],
    }
    expect([...evaluate(model.outputs, feeds).y!.data]).toEqual([11, 14, 17])
  })

  it('of one number are parameters in the place of a weight, as a bias of one feature', () => {
    const { parameters } = readModel(
      modelOf({
        ...perceptron,
        initialisers: { w: floats([1, 2], 1, 2), b: floats([1], 3), scale: floats([1], 2) },
        nodes: [
          { operator: 'Identity', inputs: ['b'], outputs: ['same'] },
          { operator: 'Gemm', inputs: ['x', 'w', 'same'], outputs: ['sum'], attributes: { transB: 1 } },
          { operator: 'Mul', inputs: ['sum', 'scale'], outputs: ['y'] },
        ],
      }),
    )
    expect(names(parameters)).toEqual(['parameter/w', 'parameter/b'])
  })

  it('that hold an infinity, as masks do, are constants', () => {
    const mask = floats([3], 0, Number.NEGATIVE_INFINITY, 0)
    const model = readModel(modelOf({ ...perceptron, initialisers: { ...perceptron.initialisers, b: mask } }))
    expect(names(model.parameters)).toEqual(['parameter/w'])
  })

  it('are chosen by the caller', () => {
    const asked: string[] = []
    const { parameters } = readModel(modelOf(perceptron), {
      trainable: ({ name, shape, byDefault }) => {
        asked.push(`${name} [${shape}] ${byDefault}`)
        return name !== 'b'
      },
    })
    expect(asked).toEqual(['w [2,3] true', 'b [3] true', 'scale [1] false'])
    expect(names(parameters)).toEqual(['parameter/w', 'parameter/scale'])
  })

  it('of our own files are the inputs that were parameters, under their names', () => {
    const x = input('batch/x', 'float32', ['N', 2])
    const [w, frozen] = [parameter('w', [2]), input('frozen', 'float32', [2])]
    const graph = {
      name: 'own',
      inputs: [x, w, frozen],
      outputs: { y: multiply(multiply(x, w), frozen) },
      metadata: { a: 'b' },
    }
    const weights = { 'parameter/w': [1, 2], frozen: [3, 4] }
    for (const storage of ['float32', 'float16'] as const) {
      const model = readModel(toModel(graph, { weights, storage }))
      expect(names(model.inputs)).toEqual(['batch/x'])
      expect(model.weights).toEqual({ 'parameter/w': Float32Array.of(1, 2) })
      expect(model.metadata).toMatchObject({ a: 'b' })
      expect(model.name).toBe('own')
      const feeds = { 'batch/x': [[1, 1]], 'parameter/w': [1, 2] }
      expect([...evaluate(model.outputs, feeds).y!.data]).toEqual([3, 8])
    }
  })

  it('are written again with toModel', () => {
    const model = readModel(modelOf(perceptron))
    const graph = { ...model, inputs: [...model.inputs, ...model.parameters] }
    const again = readModel(toModel(graph, { weights: model.weights }))
    expect(again.weights).toEqual(model.weights)
  })

  it('in a file beside the model are read from there', () => {
    const x = input('batch/x', 'float32', ['N', 600])
    const graph = { name: 'big', inputs: [x, parameter('w', [600])], outputs: {}, metadata: {} }
    const files = toModelFiles(
      { ...graph, outputs: { y: multiply(x, graph.inputs[1]!) } },
      { weights: { 'parameter/w': Float32Array.from({ length: 600 }, (_, i) => i) }, externalData: true },
    )
    const [bytes, data] = [files.model('big.data'), files.data].map((pieces) => Buffer.concat(pieces))
    const asked: string[] = []
    const model = readModel(bytes!, {
      externalData: (location) => {
        asked.push(location)
        return data!
      },
    })
    expect(asked).toEqual(['big.data'])
    expect(model.weights['parameter/w']!.at(-1)).toBe(599)
    expect(() => readModel(bytes!)).toThrow("the initialiser 'parameter/w' is kept in 'big.data', outside the file")
    expect(() => readModel(bytes!, { externalData: () => new Uint8Array(100) })).toThrow(
      "'big.data' has 100 bytes, not 2400",
    )
  })

  it.each<[string, number, Partial<TensorProto>, number[]]>([
    ['float16', DataType.FLOAT16, { int32Data: [0x3c00, 0xc000, 0x3555] }, [1, -2, 0.333251953125]],
    ['bfloat16', DataType.BFLOAT16, { int32Data: [0x3f80, 0xc000, 0x3eab] }, [1, -2, 0.333984375]],
    ['float64', DataType.DOUBLE, { doubleData: [1, -2, 0.1] }, [1, -2, Math.fround(0.1)]],
    ['float32 in its own field', DataType.FLOAT, { floatData: [1, -2, 3] }, [1, -2, 3]],
  ])('in %s are read', (_, dataType, fields, expected) => {
    const bytes = withTensor(perceptron, 'b', (tensor) =>
      Object.assign(tensor, { dataType, rawData: new Uint8Array(0), ...fields }),
    )
    expect([...readModel(bytes).weights['parameter/b']!]).toEqual(expected)
  })
})

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
      initialisers: { zero: int(0), one: int(1), two: int(2), axis: ints(0), heads: ints(4), minus: ints(-1) },
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

  it('that decide what is computed must be bound', () => {
    const bytes = modelOf({
      inputs: [{ name: 'x', shape: ['n', 4] }],
      initialisers: { five: ints(5), rest: ints(-1) },
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

describe('apply and outputs', () => {
  it('builds the model on other tensors, with the same parameters', () => {
    const model = readModel(modelOf(perceptron))
    const [a, b] = ['a', 'b'].map((name) => model.apply({ x: input(name, 'float32', ['M', 2]) }).y!)
    expect(inputsOf([a!, b!]).filter((node) => model.parameters.includes(node))).toEqual([...model.parameters])
    expect(a!.shape).toEqual(['M', 3])
    expect(inputsOf([model.apply({ x: exp(model.inputs[0]!) }).y!])).toContain(model.inputs[0])
    expect(inputsOf([model.apply({}).y!])).toContain(model.inputs[0])
  })

  it('says which tensor does not fit', () => {
    const model = readModel(modelOf(perceptron))
    expect(() => model.apply({ y: input('a', 'float32', []) })).toThrow(
      new ValueError("'y' is no input of the model: x"),
    )
    expect(() => model.apply({ x: input('a', 'int32', ['N', 2]) })).toThrow(
      new ShapeError("the input 'x' is float32[batch, 2], found int32[N, 2]"),
    )
    expect(() => model.apply({ x: input('a', 'float32', ['N', 3]) })).toThrow(
      /node 'product' \(MatMul\): matrixProduct/,
    )
  })

  it('reads values inside the graph, and then what they need alone', () => {
    const bytes = modelOf({
      ...perceptron,
      nodes: [...perceptron.nodes, { operator: 'Mystery', inputs: ['y'], outputs: ['z'] }],
      outputs: ['z'],
    })
    expect(() => readModel(bytes)).toThrow(UnsupportedOperatorError)
    const model = readModel(bytes, { outputs: ['product'] })
    expect(Object.keys(model.outputs)).toEqual(['product'])
    expect(names(model.parameters)).toEqual(['parameter/w'])
    expect(() => readModel(bytes, { outputs: ['nothing'] })).toThrow(
      new ModelFormatError("nothing in the model makes the output 'nothing'"),
    )
    expect(() => readModel(bytes, { outputs: [] })).toThrow(ValueError)
  })

  it('keeps the gradient of a norm at 0, and of a clip at its bounds', () => {
    const { outputs, inputs } = readModel(
      modelOf({
        inputs: [{ name: 'x', shape: [2] }],
        initialisers: { low: float(0), axes: ints(0) },
        nodes: [
          { operator: 'ReduceL2', inputs: ['x', 'axes'], outputs: ['norm'] },
          { operator: 'Clip', inputs: ['x', 'low'], outputs: ['clip'] },
        ],
        outputs: ['norm', 'clip'],
      }),
    )
    const gradientOf = (name: string): number[] => {
      const [found] = gradient(reduceSum(outputs[name]!), inputs)
      return [...evaluate(toDense(found!), { x: [0, 0] }).data]
    }
    expect(gradientOf('norm')).toEqual([0, 0])
    expect(gradientOf('clip')).toEqual([1, 1])
  })
})

describe('what cannot be read', () => {
  const node = (change: Partial<ModelOf['nodes'][number]>, more: Partial<ModelOf> = {}): Uint8Array<ArrayBuffer> =>
    modelOf({
      inputs: [{ name: 'x', shape: ['N', 3] }],
      nodes: [{ operator: 'Relu', inputs: ['x'], outputs: ['y'], ...change }],
      outputs: ['y'],
      ...more,
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
      'a batch normalisation in training',
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
        { initialisers: { p: ints(0, 1, 0, 1) } },
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
    ['a cycle', cycle, /node 'a' \(Add\): it reads 'b', which no input, initialiser or earlier node makes/],
    ['a value that nobody makes', node({ inputs: ['z'] }), /it reads 'z'/],
    ['an input that is left out', node({ operator: 'Add', inputs: ['x', ''] }), /its input 1 is missing/],
    ['a node without inputs', node({ operator: 'Max', inputs: [] }), /it has no inputs/],
    [
      'a value that is made twice',
      node({}, { nodes: [1, 2].map(() => ({ operator: 'Exp', inputs: ['x'], outputs: ['y'] })) }),
      /it makes 'y', which is made already/,
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
      'a permutation that is none',
      node({ operator: 'Transpose', attributes: { perm: [0, 0] } }),
      /\[0,0\] is not a permutation/,
    ],
    [
      'shapes that do not fit',
      node({ operator: 'Add', inputs: ['x', 'w'] }, { initialisers: { w: floats([2], 1, 2) } }),
      /node 'y' \(Add\): add: shapes/,
    ],
    [
      'a reshape that leaves something over',
      node({ operator: 'Reshape', inputs: ['x', 's'] }, { initialisers: { s: ints(-1, 2) } }),
      /no whole number of elements/,
    ],
    [
      'a range without end',
      node({ operator: 'Range', inputs: ['a', 'b', 'c'] }, { initialisers: { a: int(0), b: int(2 ** 50), c: int(1) } }),
      /is too long/,
    ],
    [
      'a range in steps of nothing',
      node({ operator: 'Range', inputs: ['a', 'a', 'a'] }, { initialisers: { a: int(0) } }),
      /is too long/,
    ],
    [
      'numbers that do not fill a shape',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.rawData = new Uint8Array(5)
      }),
      /the initialiser 'b' \[3\] needs 12 bytes, found 5/,
    ],
    [
      'a shape that cannot be',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.dims = [-3n]
      }),
      /the impossible shape \[-3\]/,
    ],
    [
      'an initialiser of text',
      withTensor(perceptron, 'b', (tensor) => {
        tensor.dataType = DataType.STRING
      }),
      /the initialiser 'b' is string, which is not supported/,
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
