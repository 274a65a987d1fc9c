// What stands in the file: nodes, names, dimensions, weights, metadata, and errors before there is one.
import { fromBinary } from '@bufbuild/protobuf'
import {
  add,
  cast,
  concat,
  constant,
  type Dimension,
  exp,
  expand,
  type Graph,
  gather,
  input,
  inputsOf,
  iota,
  matmul,
  multiply,
  parameter,
  reduceSum,
  reshape,
  ShapeError,
  scalar,
  size,
  slice,
  stopGradient,
  type Tensor,
  tensor,
  transpose,
  ValueError,
} from '@infonce/core'
import { type ModelProto, ModelProtoSchema } from 'onnx-buf'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { describeModel } from './describe-model.js'
import { IR_VERSION, type ModelOptions, OPSET, toModel } from './to-model.js'

const graphOf = (outputs: Record<string, Tensor>, more: Partial<Graph> = {}): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata: {},
  ...more,
})
const modelOf = (outputs: Record<string, Tensor>, options?: ModelOptions): ModelProto =>
  fromBinary(ModelProtoSchema, toModel(graphOf(outputs), options))
const operatorsOf = (model: ModelProto): string[] => model.graph!.node.map(({ opType }) => opType).sort()

type Fed = Readonly<Record<string, ort.Tensor>>
const float32 = (data: readonly number[], dims: readonly number[] = [data.length]): ort.Tensor =>
  new ort.Tensor('float32', Float32Array.from(data), dims)

async function run(
  model: Uint8Array,
  feeds: Fed,
): Promise<Record<string, { dims: readonly number[]; data: number[] }>> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 4 })
  const results = await session.run(feeds)
  await session.release()
  return Object.fromEntries(
    Object.entries(results).map(([name, value]) => {
      const { dims, data } = value as ort.Tensor
      return [name, { dims, data: Array.from(data as Float32Array, Number) }]
    }),
  )
}

const x = input('batch/x', 'float32', [3])

describe('nodes', () => {
  it('are only those that an output needs', () => {
    const kept = exp(x)
    multiply(kept, kept)
    const graph = graphOf({ kept }, { inputs: [x, input('batch/unused', 'float32', ['N'])] })
    const model = fromBinary(ModelProtoSchema, toModel(graph))
    expect(operatorsOf(model)).toEqual(['Exp'])
    expect(model.graph!.initializer).toEqual([])
    // An input that a graph lists is an input of the file, needed or not.
    expect(model.graph!.input.map(({ name }) => name)).toEqual(['batch/x', 'batch/unused'])
  })

  it('that are equal stand once, whoever built them', () => {
    const twice = (): Tensor => exp(multiply(x, constant([2, 3, 4], [3])))
    const model = modelOf({ sum: add(twice(), twice()) })
    expect(operatorsOf(model)).toEqual(['Add', 'Exp', 'Mul'])
    expect(model.graph!.initializer.length).toBe(1)
  })

  it('that differ in an attribute or in the order of operands stand apart', () => {
    const y = input('batch/y', 'float32', [3, 3])
    const model = modelOf({
      a: add(reduceSum(y, 0), reduceSum(y, 1)),
      b: add(matmul(y, transpose(y)), matmul(transpose(y), y)),
    })
    expect(operatorsOf(model).filter((name) => name === 'ReduceSum').length).toBe(2)
    expect(operatorsOf(model).filter((name) => name === 'MatMul').length).toBe(2)
  })

  it('come after those that they read', () => {
    const model = modelOf({ z: add(exp(x), reduceSum(multiply(exp(x), x))), y: exp(exp(x)) })
    const known = new Set(['batch/x', ...model.graph!.initializer.map(({ name }) => name)])
    for (const { input: operands, output } of model.graph!.node) {
      for (const operand of operands) expect(known).toContain(operand)
      for (const name of output) known.add(name)
    }
    expect(model.graph!.output.every(({ name }) => known.has(name))).toBe(true)
  })
})

describe('constants', () => {
  it('are folded: what reads no input is computed once', async () => {
    const table = exp(multiply(tensor([0, 1, 2]), Math.LN2))
    const model = modelOf({ y: multiply(x, add(table, size(7))) })
    expect(operatorsOf(model)).toEqual(['Mul'])
    expect(model.graph!.initializer.length).toBe(1)
    const found = await run(toModel(graphOf({ y: multiply(x, add(table, size(7))) })), {
      'batch/x': float32([1, 1, 1]),
    })
    expect(found.y!.data).toEqual([8, 9, 11])
  })

  it('that are huge are left to the runtime', () => {
    const zeros = expand(scalar(0), [1000, 1000])
    const ids = input('batch/ids', 'int32', ['N'])
    const bytes = toModel(graphOf({ rows: gather(exp(zeros), ids) }))
    expect(bytes.length).toBeLessThan(2000)
    expect(operatorsOf(fromBinary(ModelProtoSchema, bytes))).toContain('Expand')
  })

  it('that depend on a named dimension are left to the runtime', async () => {
    const n = input('batch/n', 'float32', ['N'])
    const outputs = { count: multiply(size('N'), 2), index: iota('N'), n: exp(n) }
    const found = await run(toModel(graphOf(outputs)), { 'batch/n': float32([5, 6, 7]) })
    expect(found.count!.data).toEqual([6])
    expect(found.index!.data).toEqual([0, 1, 2])
  })

  it('of every dtype keep their values', async () => {
    const many = Float32Array.from({ length: 5000 }, (_, i) => i / 7)
    const outputs = {
      int32: constant([-5, 2 ** 31 - 1], [2], 'int32'),
      int64: constant([-5, 2 ** 40], [2], 'int64'),
      bool: constant([1, 0], [2], 'bool'),
      float32: constant([Number.NaN, -0, Number.NEGATIVE_INFINITY, 0.1], [4]),
      empty: constant([], [0, 3]),
      many: constant(many, [50, 100]),
      x,
    }
    const found = await run(toModel(graphOf(outputs)), { 'batch/x': float32([1, 2, 3]) })
    expect(found.int32!.data).toEqual([-5, 2 ** 31 - 1])
    expect(found.int64!.data).toEqual([-5, 2 ** 40])
    expect(found.bool!.data).toEqual([1, 0])
    expect(found.float32!.data).toEqual([Number.NaN, -0, Number.NEGATIVE_INFINITY, Math.fround(0.1)])
    expect(found.empty).toEqual({ dims: [0, 3], data: [] })
    expect(found.many).toEqual({ dims: [50, 100], data: [...many] })
  })
})

describe('outputs', () => {
  it('may be an input, a constant, one tensor under several names, or read by other nodes', async () => {
    const y = exp(x)
    const outputs = { same: x, again: x, one: y, two: y, three: tensor([1, 2]), four: add(y, 1), five: stopGradient(x) }
    const found = await run(toModel(graphOf(outputs)), { 'batch/x': float32([0, 0, 0]) })
    expect(Object.keys(found)).toEqual(Object.keys(outputs))
    expect(found.same!.data).toEqual([0, 0, 0])
    expect(found.again!.data).toEqual([0, 0, 0])
    expect(found.one!.data).toEqual([1, 1, 1])
    expect(found.two!.data).toEqual([1, 1, 1])
    expect(found.three!.data).toEqual([1, 2])
    expect(found.four!.data).toEqual([2, 2, 2])
    expect(found.five!.data).toEqual([0, 0, 0])
  })

  it('and inputs may have the names that nodes would have', async () => {
    const a = input('Exp_0', 'float32', [2])
    const b = input('constant_0', 'float32', [2])
    const outputs = { Add_0: exp(a), Exp_1: add(add(a, b), tensor([10, 20])), Mul_0: multiply(exp(exp(a)), b) }
    const found = await run(toModel(graphOf(outputs)), { Exp_0: float32([0, 0]), constant_0: float32([1, 2]) })
    expect(found.Add_0!.data).toEqual([1, 1])
    expect(found.Exp_1!.data).toEqual([11, 22])
    expect(found.Mul_0!.data).toEqual([1, 2].map((factor) => Math.fround(Math.fround(Math.E) * factor)))
  })
})

describe('dimensions', () => {
  it('stand in the file under their names, computed ones as expressions', () => {
    const a = input('batch/a', 'float32', ['N', 'T', 4])
    const outputs = {
      flat: reshape(a, ['N*T', 4]),
      doubled: concat([a, a], 0),
      longer: concat([a, tensor([[[1, 2, 3, 4]]]).shape[0] === 1 ? slice(a, 1, 0, 1) : a], 1),
    }
    const description = describeModel(toModel(graphOf(outputs)))
    expect(description.inputs[0]!.shape).toEqual(['N', 'T', 4])
    expect(Object.fromEntries(description.outputs.map(({ name, shape }) => [name, shape]))).toEqual({
      flat: ['N*T', 4],
      doubled: ['2*N', 'T', 4],
      longer: ['N', 'T + 1', 4],
    })
  })

  const cases: readonly (readonly [Dimension, (n: number, t: number) => number])[] = [
    ['N', (n) => n],
    ['2*N', (n) => 2 * n],
    ['N*T', (n, t) => n * t],
    ['N*T + 3*N + 5', (n, t) => n * t + 3 * n + 5],
    ['N*N - N', (n) => n * n - n],
    [0, () => 0],
  ]
  it.each(cases)('%s is computed at run time', async (dimension, expected) => {
    const a = input('batch/a', 'float32', ['N', 'T'])
    const outputs = {
      wide: expand(add(reduceSum(a), scalar(1)), [dimension, 2, 'T']),
      index: iota(dimension),
      a: exp(a),
    }
    const model = toModel(graphOf(outputs))
    for (const [n, t] of [
      [3, 2],
      [1, 5],
      [2, 1],
    ] as const) {
      const found = await run(model, { 'batch/a': float32(new Array(n * t).fill(0), [n, t]) })
      expect(found.wide!.dims).toEqual([expected(n, t), 2, t])
      expect(found.wide!.data).toEqual(new Array(2 * t * expected(n, t)).fill(1))
      expect(found.index!.data).toEqual([...new Array(expected(n, t)).keys()])
    }
  })

  it('of size 0 go through reshapes', async () => {
    const a = input('batch/a', 'float32', ['N', 'T'])
    const model = toModel(graphOf({ y: reshape(a, ['T', 'N', 1]), z: reshape(reshape(a, ['N*T']), ['T', 'N']) }))
    for (const [n, t] of [
      [0, 3],
      [3, 0],
      [2, 3],
    ] as const) {
      const found = await run(model, { 'batch/a': float32(new Array(n * t).fill(0), [n, t]) })
      expect(found.y!.dims).toEqual([t, n, 1])
      expect(found.z!.dims).toEqual([t, n])
    }
  })

  it('whose sizes are given become numbers, and shapes are not computed', async () => {
    const x = input('batch/x', 'float32', ['N', 'M'])
    const outputs = { y: multiply(reshape(expand(x, ['K', 'N', 'M']), ['K*N', 'M']), size('N*M + 1')) }
    const graph = graphOf(outputs, { inputs: [x] })
    const model = toModel(graph, { sizes: { N: 2, M: 3, K: 2 } })
    expect(Object.keys(describeModel(model).operators).sort()).toEqual(['Expand', 'Mul', 'Reshape'])
    expect(describeModel(model).inputs[0]!.shape).toEqual([2, 3])
    expect(describeModel(model).outputs[0]!.shape).toEqual([4, 3])
    const data = [1, 2, 3, 4, 5, 6]
    const found = await run(model, { 'batch/x': float32(data, [2, 3]) })
    expect(found.y).toEqual({ dims: [4, 3], data: [...data, ...data].map((v) => 7 * v) })
  })

  it('may be known in part', async () => {
    const x = input('batch/x', 'float32', ['N', 'M'])
    const graph = graphOf({ y: multiply(reshape(x, ['N*M']), size('2*N*M')) }, { inputs: [x] })
    const model = toModel(graph, { sizes: { N: 2 } })
    expect(describeModel(model).inputs[0]!.shape).toEqual([2, 'M'])
    const found = await run(model, { 'batch/x': float32([1, 2, 3, 4, 5, 6], [2, 3]) })
    expect(found.y).toEqual({ dims: [6], data: [12, 24, 36, 48, 60, 72] })
  })

  it.each([-1, 0.5, Number.NaN])('have no size of %s', (N) => {
    const x = input('batch/x', 'float32', ['N'])
    expect(() => toModel(graphOf({ y: exp(x) }), { sizes: { N } })).toThrow(/the size of 'N' must be a whole number/)
  })

  it('that no input has by itself are solved for', async () => {
    const a = input('batch/a', 'float32', ['2*N + 1'])
    const model = toModel(graphOf({ y: expand(reduceSum(a), ['N']) }))
    expect(await run(model, { 'batch/a': float32([1, 1, 1, 1, 1], [5]) })).toEqual({ y: { dims: [2], data: [5, 5] } })
  })

  it('that no input tells cannot be computed, which the error says', () => {
    const a = input('batch/a', 'float32', ['N*M'])
    expect(() => toModel(graphOf({ y: expand(reduceSum(a), ['N']) }))).toThrow(ShapeError)
    expect(() => toModel(graphOf({ y: expand(reduceSum(a), ['N']) }))).toThrow("'N'")
    // As a whole it can be read off the input.
    expect(() => toModel(graphOf({ y: expand(reduceSum(a), ['N*M']) }))).not.toThrow()
  })
})

describe('the file', () => {
  it('carries its metadata, opset and IR version', () => {
    const metadata = { paper: 'van den Oord et al. 2018', configuration: '{"dim":3}', empty: '' }
    const model = fromBinary(ModelProtoSchema, toModel(graphOf({ y: exp(x) }, { metadata })))
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual(Object.entries(metadata))
    expect(model.irVersion).toBe(BigInt(IR_VERSION))
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', BigInt(OPSET)]])
    expect(OPSET).toBeGreaterThanOrEqual(18)
    expect(model.graph!.name).toBe('test')
    expect(model.producerName).toBe('infonce')
  })

  it('is the same bytes for the same graph', () => {
    const build = () => toModel(graphOf({ y: exp(add(x, 1)), z: reduceSum(exp(add(x, 1))) }))
    expect(build()).toEqual(build())
  })

  it('holds weights instead of inputs where they are given', async () => {
    const table = parameter('table', [3, 2])
    const ids = input('batch/ids', 'int32', ['N'])
    const graph = graphOf({ rows: gather(table, ids) })
    for (const weights of [[1, 2, 3, 4, 5, 6], Float32Array.of(9, 1, 2, 3, 4, 5, 6).subarray(1)]) {
      const model = toModel(graph, { weights: { 'parameter/table': weights } })
      const description = describeModel(model)
      expect(description.inputs).toEqual([{ name: 'batch/ids', dtype: 'int32', shape: ['N'] }])
      expect(description.weights).toEqual([{ name: 'parameter/table', dtype: 'float32', shape: [3, 2] }])
      const found = await run(model, { 'batch/ids': new ort.Tensor('int32', Int32Array.of(2, 0), [2]) })
      expect(found.rows!.data).toEqual([5, 6, 1, 2])
    }
  })

  it('takes an empty weight', () => {
    const table = parameter('table', [0, 2])
    const model = toModel(graphOf({ all: exp(table) }), { weights: { 'parameter/table': [] } })
    expect(describeModel(model).inputs).toEqual([])
  })
})

describe('toModel refuses', () => {
  const table = parameter('table', [3, 2])
  const rows = exp(table)
  it.each<[string, () => unknown, new (...args: never[]) => Error, string]>([
    ['an input that is not listed', () => toModel(graphOf({ rows }, { inputs: [] })), ValueError, "'parameter/table'"],
    [
      "an output of an input's name",
      () => toModel(graphOf({ 'parameter/table': rows })),
      ValueError,
      "two values have the name 'parameter/table'",
    ],
    [
      'two inputs of one name',
      () => toModel(graphOf({ rows }, { inputs: [table, parameter('table', [1])] })),
      ValueError,
      "two values have the name 'parameter/table'",
    ],
    [
      'a listed tensor that is no input',
      () => toModel(graphOf({ rows }, { inputs: [table, rows] })),
      ValueError,
      'exp',
    ],
    ['no outputs', () => toModel(graphOf({})), ValueError, 'output'],
    [
      'weights of an unknown name',
      () => toModel(graphOf({ rows }), { weights: { 'parameter/tabel': [1] } }),
      ValueError,
      "'parameter/tabel'",
    ],
    [
      'weights of another length',
      () => toModel(graphOf({ rows }), { weights: { 'parameter/table': [1, 2, 3, 4, 5] } }),
      ShapeError,
      '[3, 2], but 5 numbers',
    ],
    [
      'weights for a named dimension',
      () => toModel(graphOf({ y: exp(input('batch/n', 'float32', ['N'])) }), { weights: { 'batch/n': [1] } }),
      ShapeError,
      '[N]',
    ],
    [
      'a fraction for an integer weight',
      () => toModel(graphOf({ y: cast(input('ids', 'int32', [1]), 'float32') }), { weights: { ids: [1.5] } }),
      ValueError,
      "'ids'",
    ],
    [
      'more than 2 GiB of weights',
      () => toModel(graphOf({ rows }), { weights: { 'parameter/table': { length: 2 ** 29 } } }),
      ValueError,
      '2.0 GiB of weights do not fit in one ONNX file',
    ],
    [
      'more than 2 GiB of 64-bit weights',
      () =>
        toModel(graphOf({ y: cast(input('ids', 'int64', [2 ** 28]), 'float32') }), {
          weights: { ids: { length: 2 ** 28 } },
        }),
      ValueError,
      '2.0 GiB',
    ],
  ])('%s', (_, build, error, message) => {
    expect(build).toThrow(error)
    expect(build).toThrow(message)
  })
})
