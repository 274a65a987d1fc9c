// Weights in float16: what is stored, what is said of it, and that ONNX Runtime computes with it.
import { fromBinary } from '@bufbuild/protobuf'
import {
  add,
  evaluate,
  exp,
  type Graph,
  gather,
  input,
  inputsOf,
  matmul,
  multiply,
  parameter,
  Random,
  reduceSum,
  scalar,
  type Tensor,
  transpose,
  ValueError,
} from '@infonce/core'
import { ModelProtoSchema, type NodeProto } from 'onnx-buf'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { describeModel } from './describe-model.js'
import { fromFloat16, toFloat16 } from './float16.js'
import { toModel } from './to-model.js'

const graphOf = (outputs: Record<string, Tensor>, metadata: Record<string, string> = {}): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata,
})
const nodesOf = (bytes: Uint8Array): NodeProto[] => fromBinary(ModelProtoSchema, bytes).graph!.node
const wired = (bytes: Uint8Array): string[] =>
  nodesOf(bytes).map(({ opType, input: from, output }) => `${opType} ${from.join(' ')} -> ${output.join(' ')}`)
const int32 = (...ids: number[]): ort.Tensor => new ort.Tensor('int32', Int32Array.from(ids), [ids.length])

async function run(bytes: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<Record<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 })
  const results = await session.run(feeds)
  await session.release()
  return results as Record<string, ort.Tensor>
}

const table = parameter('table', [3, 2])
const dense = parameter('dense', [2, 2])
const ids = input('batch/ids', 'int32', ['N'])

describe('weights in float16', () => {
  it('are half as long and read as the rounded numbers', async () => {
    const numbers = Float32Array.of(0.1, -1 / 3, 65504, 1e-9, -0, 3e-5)
    const bytes = toModel(graphOf({ rows: gather(table, ids) }), {
      weights: { 'parameter/table': numbers },
      storage: 'float16',
    })
    const { weights, outputs } = describeModel(bytes)
    expect(weights).toEqual([{ name: 'parameter/table', dtype: 'float16', shape: [3, 2] }])
    expect(outputs[0]!.dtype).toBe('float32')
    const halves = toFloat16(numbers)
    expect(Buffer.from(bytes).includes(Buffer.from(halves.buffer))).toBe(true)
    const { rows } = await run(bytes, { 'batch/ids': int32(0, 1, 2) })
    expect(rows!.data).toEqual(fromFloat16(halves))
  })

  it('that only rows are gathered from stay so: the rows are cast', () => {
    const bytes = toModel(graphOf({ rows: gather(table, ids), more: exp(gather(table, ids)) }), {
      weights: { 'parameter/table': [1, 2, 3, 4, 5, 6] },
      storage: 'float16',
    })
    expect(wired(bytes)).toEqual([
      'Gather parameter/table batch/ids -> Gather_0',
      'Cast Gather_0 -> rows',
      'Exp rows -> more',
    ])
  })

  it('that anything else reads are cast once, for all readers', async () => {
    const x = input('batch/x', 'float32', ['N', 2])
    const outputs = {
      rows: gather(table, ids),
      scores: matmul(x, transpose(table)),
      sum: reduceSum(table),
      table,
    }
    const bytes = toModel(graphOf(outputs), {
      weights: { 'parameter/table': [1, 2, 3, 4, 5, 6] },
      storage: 'float16',
    })
    const casts = nodesOf(bytes).filter(({ opType }) => opType === 'Cast')
    expect(casts.map(({ input: [from] }) => from)).toEqual(['parameter/table'])
    const found = await run(bytes, {
      'batch/ids': int32(2),
      'batch/x': new ort.Tensor('float32', Float32Array.of(1, 10), [1, 2]),
    })
    expect(found.rows!.data).toEqual(Float32Array.of(5, 6))
    expect(found.scores!.data).toEqual(Float32Array.of(21, 43, 65))
    expect(found.sum!.data).toEqual(Float32Array.of(21))
    expect(found.table!.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
  })

  it('leave other types, constants and names as they are', async () => {
    const shift = input('shift', 'int32', [2])
    const wide = input('parameter/table.float32', 'float32', [2])
    const rows = multiply(add(exp(table), wide), scalar(0.1))
    const bytes = toModel(
      { ...graphOf({ 'rows.float16': gather(table, shift), rows }), inputs: [table, shift, wide] },
      { weights: { 'parameter/table': [0, 0, 0, 1, 1, 1], shift: [0, 1] }, storage: 'float16' },
    )
    const described = Object.fromEntries(describeModel(bytes).weights.map(({ name, dtype }) => [name, dtype]))
    expect(described).toMatchObject({ 'parameter/table': 'float16', shift: 'int32' })
    expect(Object.values(described).filter((dtype) => dtype === 'float32')).toHaveLength(1)
    const found = await run(bytes, {
      'parameter/table.float32': new ort.Tensor('float32', Float32Array.of(10, 20), [2]),
    })
    expect(found['rows.float16']!.data).toEqual(Float32Array.of(0, 0, 0, 1))
    expect((found.rows!.data as Float32Array)[1]).toBeCloseTo(2.1, 5)
  })

  it('are as far from those in float32 as the metadata say, and the outputs no farther', async () => {
    const random = Random.fromSeed(3)
    const draw = (length: number, scale: number): Float32Array =>
      Float32Array.from({ length }, () => scale * random.normal())
    const big = parameter('table', [500, 8])
    const projection = parameter('dense', [8, 8])
    const weights = { 'parameter/table': draw(4000, 2), 'parameter/dense': draw(64, 1e-3) }
    const rows = gather(big, ids)
    const graph = graphOf({ rows, projected: matmul(rows, projection) })
    const bytes = toModel(graph, { weights, storage: 'float16' })

    const { storage, metadata } = describeModel(bytes)
    expect(JSON.parse(metadata.storage!)).toEqual(storage)
    expect(storage).toMatchObject({ dtype: 'float16' })
    for (const [name, numbers] of Object.entries(weights)) {
      const stored = fromFloat16(toFloat16(numbers))
      const errors = [...numbers].map((number, i) => Math.abs(number - stored[i]!))
      const largestMagnitude = Math.max(...[...numbers].map(Math.abs))
      const largestError = Math.max(...errors)
      expect(largestError).toBeGreaterThan(0)
      expect(storage!.weights[name]).toEqual({
        largestMagnitude,
        largestError,
        relativeError: largestError / largestMagnitude,
      })
      expect(storage!.weights[name]!.relativeError).toBeLessThanOrEqual(2 ** -11)
    }
    expect(storage!.largestError).toBe(storage!.weights['parameter/table']!.largestError)
    expect(storage!.relativeError).toBe(
      Math.max(...Object.values(storage!.weights).map(({ relativeError }) => relativeError)),
    )

    const wanted = [7, 499, 0, 7]
    const found = await run(bytes, { 'batch/ids': int32(...wanted) })
    const feeds = {
      'parameter/table': { data: weights['parameter/table'], shape: [500, 8] },
      'parameter/dense': { data: weights['parameter/dense'], shape: [8, 8] },
      'batch/ids': { data: wanted, shape: [4] },
    }
    const expected = evaluate(graph.outputs, feeds)
    const difference = Math.max(
      ...Array.from(found.rows!.data as Float32Array, (value, i) => Math.abs(value - expected.rows!.data[i]!)),
    )
    expect(difference).toBeGreaterThan(0)
    expect(difference).toBeLessThanOrEqual(storage!.largestError)
    const projected = found.projected!.data as Float32Array
    projected.forEach((value, i) => {
      expect(Math.abs(value - expected.projected!.data[i]!)).toBeLessThan(1e-4)
    })
  })

  it('of zeros, and none at all, have no error', () => {
    const options = { weights: { 'parameter/dense': new Float32Array(4) }, storage: 'float16' } as const
    expect(describeModel(toModel(graphOf({ y: exp(dense) }), options)).storage).toEqual({
      dtype: 'float16',
      largestError: 0,
      relativeError: 0,
      weights: { 'parameter/dense': { largestMagnitude: 0, largestError: 0, relativeError: 0 } },
    })
    const empty = parameter('table', [0, 2])
    const none = toModel(graphOf({ y: exp(empty) }), { weights: { 'parameter/table': [] }, storage: 'float16' })
    expect(describeModel(none).storage).toMatchObject({ largestError: 0 })
    expect(describeModel(toModel(graphOf({ y: gather(table, ids) }), { storage: 'float16' }))).not.toHaveProperty(
      'storage',
    )
  })

  it('are said of nothing in a file in float32, or with other metadata of that name', () => {
    const options = { weights: { 'parameter/dense': [1, 2, 3, 4] } }
    for (const storage of [
      'a shed',
      '{"dtype":"float16"}',
      '{"dtype":"float16","largestError":1,"relativeError":0,"weights":{"a":1}}',
    ])
      expect(describeModel(toModel(graphOf({ y: exp(dense) }, { storage }), options))).not.toHaveProperty('storage')
    expect(describeModel(toModel(graphOf({ y: exp(dense) }), options)).metadata).toEqual({})
  })
})

describe('float16 refuses', () => {
  const build = (numbers: ArrayLike<number>, metadata = {}) =>
    toModel(graphOf({ y: exp(dense) }, metadata), { weights: { 'parameter/dense': numbers }, storage: 'float16' })

  it.each([
    [
      [0, 0, 65520, 0],
      /^test: 'parameter\/dense' holds 65520 at position 2, which float16 cannot represent \(its range ends at ±65504\)/,
    ],
    [[0, -1e30, 0, 0], /holds -1e\+30 at position 1/],
    [[0, 0, 0, Number.NaN], /holds NaN at position 3/],
    [Float32Array.of(Number.NEGATIVE_INFINITY, 0, 0, 0), /holds -Infinity at position 0/],
    [new Float64Array([0, 1e300, 0, 0]), /holds 1e\+300 at position 1/],
  ])('%j', (numbers, message) => {
    expect(() => build(numbers)).toThrow(ValueError)
    expect(() => build(numbers)).toThrow(message)
  })

  it('nothing that rounds to its largest number', () => {
    expect(() => build([65519.99, -65519.99, 0, 0])).not.toThrow()
  })

  it('a number far into a table', () => {
    const numbers = new Float32Array(200_000)
    numbers[150_001] = 1e5
    const graph = graphOf({ rows: gather(parameter('table', [100_000, 2]), ids) })
    expect(() => toModel(graph, { weights: { 'parameter/table': numbers }, storage: 'float16' })).toThrow(
      /'parameter\/table' holds 100000 at position 150001/,
    )
  })

  it('an unknown storage and metadata that would be lost', () => {
    const graph = graphOf({ y: exp(dense) })
    expect(() => toModel(graph, { storage: 'bfloat16' as 'float16' })).toThrow(
      /storage must be one of float32, float16; found 'bfloat16'/,
    )
    expect(() => build([1, 2, 3, 4], { storage: 'mine' })).toThrow(/'storage' among its metadata/)
  })
})
