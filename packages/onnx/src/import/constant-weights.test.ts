// Weights that are no initializers: in Constant nodes, as Paddle writes them, or inputs of a file without numbers.
import { readdirSync, readFileSync } from 'node:fs'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { evaluate, gradient, reduceSum, ShapeError, toDense, ValueError } from '@infonce/core'
import {
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  ModelProtoSchema,
  NodeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { ModelFormatError } from '../describe-model.js'
import { type Attribute, floats, type ModelOf, modelOf, perceptron } from './model-of-nodes.fixture.js'
import { type ReadOptions, readModel } from './read-model.js'

type NodeOf = ModelOf['nodes'][number]

const constantNode = (name: string, attributes: Readonly<Record<string, Attribute>>): NodeOf => ({
  operator: 'Constant',
  inputs: [],
  outputs: [name],
  attributes,
})
const held = (name: string, shape: readonly number[], ...data: readonly number[]): NodeOf =>
  constantNode(name, { value: { tensor: floats(shape, ...data) } })

/** Nodes from `x` [N, 2] to `y`. */
const read = (nodes: readonly NodeOf[], more: Partial<ModelOf> = {}, options: ReadOptions = {}) =>
  readModel(modelOf({ inputs: [{ name: 'x', shape: ['N', 2] }], nodes, outputs: ['y'], ...more }), options)

const namesOf = (model: ReturnType<typeof readModel>): string[] =>
  model.parameters.map(({ attributes }) => attributes.name)

describe('weights in Constant nodes', () => {
  const product: NodeOf = { operator: 'MatMul', inputs: ['x', 'fc.w_0'], outputs: ['product'] }
  const sum: NodeOf = { operator: 'Add', inputs: ['product', 'fc.b_0'], outputs: ['y'] }

  it('are parameters under the names that the nodes give them, biases that are added included', () => {
    const model = read([held('fc.w_0', [2, 2], 1, 2, 3, 4), held('fc.b_0', [2], 5, 6), product, sum])
    expect(namesOf(model)).toEqual(['parameter/fc.w_0', 'parameter/fc.b_0'])
    expect(model.weights).toEqual({
      'parameter/fc.w_0': Float32Array.of(1, 2, 3, 4),
      'parameter/fc.b_0': Float32Array.of(5, 6),
    })
    const feeds = {
      x: [[1, 1]],
      'parameter/fc.w_0': [
        [1, 2],
        [3, 4],
      ],
      'parameter/fc.b_0': [5, 6],
    }
    expect([...evaluate(model.outputs, feeds).y!.data]).toEqual([9, 12])
    const [slope] = gradient(reduceSum(model.outputs.y!), model.parameters)
    expect([...evaluate(toDense(slope!), { x: feeds.x }).data]).toEqual([1, 1, 1, 1])
  })

  it.each<[string, readonly NodeOf[], string]>([
    [
      'a Transpose',
      [
        held('w', [2, 2], 1, 2, 3, 4),
        { operator: 'Transpose', inputs: ['w'], outputs: ['turned'] },
        { operator: 'MatMul', inputs: ['x', 'turned'], outputs: ['y'] },
      ],
      'w',
    ],
    [
      'a Cast and a Reshape',
      [
        held('w', [4], 1, 2, 3, 4),
        { operator: 'Cast', inputs: ['w'], outputs: ['wide'], attributes: { to: 1 } },
        constantNode('shape', { value_ints: [2, 2] }),
        { operator: 'Reshape', inputs: ['wide', 'shape'], outputs: ['square'] },
        { operator: 'Gemm', inputs: ['x', 'square'], outputs: ['y'] },
      ],
      'w',
    ],
    [
      'an Unsqueeze, before a convolution',
      [
        constantNode('axes', { value_ints: [0] }),
        held('w', [2, 1], 1, 2),
        { operator: 'Unsqueeze', inputs: ['w', 'axes'], outputs: ['kernel'] },
        { operator: 'Unsqueeze', inputs: ['x', 'axes'], outputs: ['image'] },
        { operator: 'Transpose', inputs: ['image'], outputs: ['moved'], attributes: { perm: [0, 2, 1] } },
        { operator: 'Conv', inputs: ['moved', 'kernel'], outputs: ['y'] },
      ],
      'w',
    ],
    [
      'nothing, of one number in value_float',
      [
        constantNode('slope', { value_float: { float: 0.25 } }),
        { operator: 'PRelu', inputs: ['x', 'slope'], outputs: ['y'] },
      ],
      'slope',
    ],
    [
      'nothing, in value_floats',
      [
        constantNode('slope', { value_floats: { floats: [0.25, 0.5] } }),
        { operator: 'PRelu', inputs: ['x', 'slope'], outputs: ['y'] },
      ],
      'slope',
    ],
  ])('stand there behind %s', (_, nodes, name) => {
    expect(namesOf(read(nodes))).toEqual([`parameter/${name}`])
  })

  it('that two nodes share are one parameter', () => {
    const model = read([
      held('w', [2, 2], 1, 0, 0, 2),
      { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['once'] },
      { operator: 'MatMul', inputs: ['once', 'w'], outputs: ['y'] },
    ])
    expect(namesOf(model)).toEqual(['parameter/w'])
    const feeds = {
      x: [[1, 1]],
      'parameter/w': [
        [1, 0],
        [0, 2],
      ],
    }
    const [slope] = gradient(reduceSum(model.outputs.y!), model.parameters)
    expect([...evaluate(toDense(slope!), feeds).data]).toEqual([2, 3, 3, 4])
  })

  it('are left to formulas elsewhere, and in files that have initializers for weights', () => {
    const asked: string[] = []
    const trainable: ReadOptions['trainable'] = ({ name, byDefault }) => {
      asked.push(name)
      return byDefault
    }
    const mean = held('mean', [2], 0.5, 0.5)
    const centered: NodeOf = { operator: 'Sub', inputs: ['x', 'mean'], outputs: ['centered'] }
    const half = constantNode('half', { value_float: { float: 0.5 } })
    const halved: NodeOf = { operator: 'Mul', inputs: ['product', 'half'], outputs: ['y'] }
    const multiplied: NodeOf = { operator: 'MatMul', inputs: ['centered', 'w'], outputs: ['product'] }
    const initializers = { w: floats([2, 2], 1, 2, 3, 4) }
    const nodes = [mean, centered, half, multiplied, halved]
    expect(namesOf(read(nodes, { initializers }, { trainable }))).toEqual(['parameter/w'])
    expect(asked).toEqual(['w'])
    const inputs = [
      { name: 'x', shape: ['N', 2] },
      { name: 'w', shape: [2, 2] },
    ]
    expect(namesOf(read(nodes, { inputs }))).toEqual([])
    expect(namesOf(read([mean, { ...centered, outputs: ['y'] }]))).toEqual([])
  })

  it('and running statistics among them are not trained', () => {
    const model = read([
      ...['gain', 'shift', 'mean', 'variance'].map((name) => held(name, [2], 1, 1)),
      { operator: 'BatchNormalization', inputs: ['x', 'gain', 'shift', 'mean', 'variance'], outputs: ['y'] },
    ])
    expect(namesOf(model)).toEqual(['parameter/gain', 'parameter/shift'])
  })

  it('say which node makes a name that is taken', () => {
    const twice = [held('fc.w_0', [2, 2], 1, 2, 3, 4), held('fc.w_0', [2, 2], 1, 2, 3, 4), product]
    const expected = new ModelFormatError(
      "node 'fc.w_0' (Constant): it produces 'fc.w_0', which another node produces already",
    )
    expect(() => read(twice, { outputs: ['product'] })).toThrow(expected)
    const input = [held('x', [2, 2], 1, 2, 3, 4), held('fc.w_0', [2, 2], 1, 2, 3, 4), product]
    expect(() => read(input, { outputs: ['product'] })).toThrow(
      "node 'x' (Constant): it produces 'x', which another node produces already",
    )
  })
})

describe('weights that are inputs', () => {
  const bare: ModelOf = {
    ...perceptron,
    inputs: [...perceptron.inputs, { name: 'w', shape: [2, 3] }, { name: 'b', shape: [3] }],
    initializers: { scale: perceptron.initializers!.scale! },
  }
  const weights = { w: [1, 2, 3, 4, 5, 6], b: [0.5, 0, -0.5] }

  it('are parameters where their numbers are given', () => {
    expect(namesOf(readModel(modelOf(bare)))).toEqual([])
    const model = readModel(modelOf(bare), { weights })
    const whole = readModel(modelOf(perceptron))
    expect(model.inputs.map(({ attributes }) => attributes.name)).toEqual(['x'])
    expect(namesOf(model)).toEqual(namesOf(whole))
    expect(model.weights).toEqual(whole.weights)
  })

  it('say which numbers do not fit', () => {
    expect(() => readModel(modelOf(bare), { weights: { v: [1] } })).toThrow(
      new ValueError("weights were given for 'v', which is not a float32 input of the model"),
    )
    expect(() => readModel(modelOf(bare), { weights: { b: [1] } })).toThrow(
      new ShapeError("the input 'b' is float32[3], but 1 numbers were given"),
    )
    expect(() => readModel(modelOf(bare), { weights: { x: [1, 2] } })).toThrow("the input 'x' is float32[?, 2]")
  })

  it('and are not even declared are told from other mistakes', () => {
    const { inputs } = perceptron
    expect(() => readModel(modelOf({ ...bare, inputs }))).toThrow(
      "node 'product' (MatMul): it reads 'w', which no input, initializer or earlier node produces; if it is a weight, " +
        'export the file with its weights (in PyTorch: export_params=True)',
    )
  })
})

const folder = new URL('../fixtures/pytorch-encoders/', import.meta.url)

describe.each(readdirSync(folder).filter((name) => name.endsWith('.onnx')))('%s', (name) => {
  const bytes = readFileSync(new URL(name, folder))
  const changed = (change: (graph: GraphProto) => void): Uint8Array => {
    const model = fromBinary(ModelProtoSchema, bytes)
    change(model.graph!)
    return toBinary(ModelProtoSchema, model)
  }
  const options = name.startsWith('transformer-dynamo') ? { dimensions: { sequence: 7 } } : {}
  const whole = readModel(bytes, options)

  it('has the same parameters with all initializers in Constant nodes', () => {
    const model = readModel(
      changed((graph) => {
        const nodes = graph.initializer.map((t) =>
          create(NodeProtoSchema, {
            opType: 'Constant',
            output: [t.name],
            attribute: [{ name: 'value', type: AttributeType.TENSOR, t }],
          }),
        )
        graph.node = [...nodes, ...graph.node]
        graph.initializer = []
      }),
      options,
    )
    expect(namesOf(model).sort()).toEqual(namesOf(whole).sort())
    expect(model.weights).toEqual(whole.weights)
  })

  it('has them from outside where the file has them as inputs alone', () => {
    const moved = new Set(Object.keys(whole.weights).map((key) => key.slice('parameter/'.length)))
    const model = changed((graph) => {
      for (const { name, dims, dataType } of graph.initializer.filter(({ name }) => moved.has(name)))
        graph.input.push(
          create(ValueInfoProtoSchema, {
            name,
            type: {
              value: {
                case: 'tensorType',
                value: {
                  elemType: dataType,
                  shape: { dim: dims.map((value) => ({ value: { case: 'dimValue' as const, value } })) },
                },
              },
            },
          }),
        )
      graph.initializer = graph.initializer.filter(({ name }) => !moved.has(name))
    })
    expect(namesOf(readModel(model, options))).toEqual([])
    const weights = Object.fromEntries([...moved].map((key) => [key, whole.weights[`parameter/${key}`]!]))
    expect(readModel(model, { ...options, weights }).weights).toEqual(whole.weights)
  })
})
