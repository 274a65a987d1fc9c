// What readModel makes of weights and options, and what can be done with a model that was read.
import { create } from '@bufbuild/protobuf'
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
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  StringStringEntryProtoSchema,
  type TensorProto,
} from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ModelFormatError } from '../describe-model.js'
import { toModelFiles } from '../model-files.js'
import { toModel } from '../to-model.js'
import { UnsupportedOperatorError } from './errors.js'
import { float, floats, ints, modelOf, perceptron, withTensor } from './model-of-nodes.fixture.js'
import { readModel } from './read-model.js'

const names = (tensors: readonly { readonly attributes: { readonly name: string } }[]): string[] =>
  tensors.map(({ attributes }) => attributes.name)

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
        initializers: { w: floats([1, 2], 1, 2), b: floats([1], 3), scale: floats([1], 2) },
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
    const model = readModel(modelOf({ ...perceptron, initializers: { ...perceptron.initializers, b: mask } }))
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
    expect(() => readModel(bytes!)).toThrow("the initializer 'parameter/w' is kept in 'big.data', outside the file")
    expect(() => readModel(bytes!, { externalData: () => new Uint8Array(100) })).toThrow(
      "'big.data' has 100 bytes, not 2400",
    )
  })

  it('beside the model may leave their length to be computed', () => {
    const bytes = withTensor(perceptron, 'b', (tensor) => {
      const entries = { location: 'weights', offset: '4' }
      tensor.rawData = new Uint8Array(0)
      tensor.dataLocation = DataLocation.EXTERNAL
      tensor.externalData = Object.entries(entries).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      )
    })
    const externalData = () => new Uint8Array(Float32Array.of(9, 1, 2, 3, 9).buffer)
    expect([...readModel(bytes, { externalData }).weights['parameter/b']!]).toEqual([1, 2, 3])
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
      new ValueError("'y' is not an input of the model: x"),
    )
    expect(() => model.apply({ x: input('a', 'int32', ['N', 2]) })).toThrow(
      new ShapeError("the input 'x' is float32[batch, 2], found int32[N, 2]"),
    )
    expect(() => model.apply({ x: input('a', 'float32', ['N', 3]) })).toThrow(/node 'product' \(MatMul\): matmul/)
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
      new ModelFormatError("no node of the model produces the output 'nothing'"),
    )
    expect(() => readModel(bytes, { outputs: [] })).toThrow(ValueError)
  })

  it('keeps the gradient of a norm at 0, and of a clip at its bounds', () => {
    const { outputs, inputs } = readModel(
      modelOf({
        inputs: [{ name: 'x', shape: [2] }],
        initializers: { low: float(0), axes: ints(0) },
        nodes: [
          { operator: 'ReduceL2', inputs: ['x', 'axes'], outputs: ['norm'] },
          { operator: 'Clip', inputs: ['x', 'low'], outputs: ['clip'] },
          { operator: 'LpNormalization', inputs: ['x'], outputs: ['direction'] },
        ],
        outputs: ['norm', 'clip', 'direction'],
      }),
    )
    const gradientOf = (name: string): number[] => {
      const [found] = gradient(reduceSum(outputs[name]!), inputs)
      return [...evaluate(toDense(found!), { x: [0, 0] }).data]
    }
    expect(gradientOf('norm')).toEqual([0, 0])
    expect(gradientOf('clip')).toEqual([1, 1])
    expect(gradientOf('direction')).toEqual([1, 1])
  })
})
