// Models whose weights lie beside them: offsets, names, what stays inside, and when there is a data file at all.
import {
  add,
  exp,
  type Graph,
  gather,
  input,
  inputsOf,
  matmul,
  parameter,
  Random,
  type Tensor,
  ValueError,
} from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { describeModel } from './describe-model.js'
import { type ModelFilesOptions, toModelFiles } from './model-files.js'
import { concatenateBytes } from './model-pieces.js'
import { toModel } from './to-model.js'

const graphOf = (outputs: Record<string, Tensor>): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata: {},
})
const random = Random.fromSeed(4)
const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal())

const ids = input('batch/ids', 'int32', ['N'])
const rows = gather(parameter('table', [300, 20]), ids)
const feeds = { 'batch/ids': new ort.Tensor('int32', Int32Array.of(299, 0, 5), [3]) }
const graph = graphOf({
  y: add(matmul(rows, parameter('large', [20, 15000])), parameter('bias', [15000])),
  z: add(rows, parameter('small', [20])),
})
const weights = {
  'parameter/table': draw(6000),
  'parameter/large': draw(300_000),
  'parameter/bias': draw(15000),
  'parameter/small': draw(20),
}
const files = (options?: ModelFilesOptions) => toModelFiles(graph, { weights, ...options })
const described = (model: readonly Uint8Array[]) => describeModel(concatenateBytes(model))

describe('external data', () => {
  it('has every weight that is not tiny, as views, at multiples of pages', () => {
    const { data, model } = files({ externalData: true })
    const content = concatenateBytes(data)
    const found = described(model('encoder.onnx.data')).weights
    expect(found.find(({ name }) => name === 'parameter/small')).not.toHaveProperty('external')
    const outside = found.filter(({ external }) => external)
    expect(outside.map(({ name }) => name)).toEqual(['parameter/table', 'parameter/large', 'parameter/bias'])
    for (const { name, external } of outside) {
      const { file, offset, length } = external!
      const numbers = weights[name as keyof typeof weights]
      expect(file).toBe('encoder.onnx.data')
      expect(offset % (numbers.byteLength >= 2 ** 20 ? 65536 : 4096)).toBe(0)
      expect(length).toBe(numbers.byteLength)
      expect(Buffer.compare(content.subarray(offset, offset + length!), new Uint8Array(numbers.buffer))).toBe(0)
      expect(data.some(({ buffer }) => buffer === numbers.buffer)).toBe(true)
    }
    expect(content.length).toBe(Math.max(...outside.map(({ external }) => external!.offset + external!.length!)))
  })

  it.each(['float32', 'float16'] as const)('is read by ONNX Runtime, in %s, like one file', async (storage) => {
    const { data, model, storage: report } = files({ externalData: true, storage })
    const name = 'a folder/data'
    const options: ort.InferenceSession.SessionOptions = {
      externalData: [{ path: name, data: concatenateBytes(data) }],
      logSeverityLevel: 4,
    }
    const outside = await ort.InferenceSession.create(concatenateBytes(model(name)), options)
    const inside = await ort.InferenceSession.create(toModel(graph, { weights, storage }), { logSeverityLevel: 4 })
    const [found, expected] = [await outside.run(feeds), await inside.run(feeds)]
    const bytesOf = ({ data }: ort.Tensor) => new Uint8Array((data as Float32Array).buffer)
    for (const name of ['y', 'z']) expect(Buffer.compare(bytesOf(found[name]!), bytesOf(expected[name]!))).toBe(0)
    expect(report?.dtype).toBe(storage === 'float16' ? storage : undefined)
    await outside.release()
    await inside.release()
  })

  it('is not there unless it is asked for', () => {
    for (const options of [{}, { externalData: 'auto' }, { externalData: false }] as const) {
      const { data, model } = files(options)
      expect(data).toEqual([])
      expect(Buffer.compare(concatenateBytes(model('unused')), toModel(graph, { weights }))).toBe(0)
    }
  })

  it('is not there either where all weights are tiny', () => {
    const tiny = graphOf({ y: exp(parameter('small', [20])) })
    const { data, model } = toModelFiles(tiny, {
      weights: { 'parameter/small': weights['parameter/small'] },
      externalData: true,
    })
    expect(data).toEqual([])
    expect(described(model('unused')).weights).toEqual([{ name: 'parameter/small', dtype: 'float32', shape: [20] }])
  })

  it('begins by itself where one file would be past 2 GiB', () => {
    // Memory that is never touched, as nothing here is copied, takes no room.
    const numbers = new Float32Array(2 ** 29 - 32)
    const huge = (length: number, options?: ModelFilesOptions) =>
      toModelFiles(graphOf({ rows: gather(parameter('table', [length]), ids) }), {
        weights: { 'parameter/table': numbers.subarray(0, length) },
        ...options,
      })
    expect(huge(2 ** 29 - 1000).data).toEqual([])
    // The numbers alone are within the limit here, the model is not.
    const { data, model } = huge(2 ** 29 - 32)
    expect(data).toHaveLength(1)
    expect(data[0]!.buffer).toBe(numbers.buffer)
    expect(described(model('x')).weights[0]!.external).toEqual({ file: 'x', offset: 0, length: 2 ** 31 - 128 })
    expect(() => huge(2 ** 29 - 32, { externalData: false })).toThrow(/2\.0 GiB of weights do not fit in one ONNX file/)
  })

  it.each(['', '.', '..', '/etc/data', '../data', 'a//b', 'a/../../b', '..\\data'])('cannot be called %j', (name) => {
    expect(() => files({ externalData: true }).model(name)).toThrow(ValueError)
  })

  it('is asked for by true, false or auto', () => {
    expect(() => files({ externalData: 'always' as 'auto' })).toThrow(/true, false or 'auto'; found 'always'/)
  })
})
