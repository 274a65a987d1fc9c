// Encoders that PyTorch exported, read in: outputs, InfoNCE and its gradients against PyTorch in float64.
// tools/oracles/README.md says how the files were made.
import { readFileSync } from 'node:fs'
import {
  cosineSimilarity,
  divide,
  evaluate,
  type Feed,
  type Feeds,
  gradient,
  inBatch,
  infoNCE,
  input,
  inputsOf,
  type Tensor,
  toDense,
} from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { toModel } from '../to-model.js'
import { readModel } from './read-model.js'

interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Fixture {
  readonly temperature: number
  readonly cases: readonly {
    readonly name: string
    readonly exporter: string
    readonly file: string
    readonly opset: number
    readonly views: readonly [Numbers, Numbers]
    readonly embeddings: readonly [Numbers, Numbers]
    readonly loss: number
    readonly gradients: Readonly<Record<string, Numbers>>
  }[]
}

const folder = new URL('../fixtures/', import.meta.url)
const { temperature, cases } = JSON.parse(readFileSync(new URL('pytorch-encoders.json', folder), 'utf8')) as Fixture

/** The largest difference, as a share of the largest number. */
function difference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length)
  const scale = Math.max(...expected.map(Math.abs))
  return Math.max(...expected.map((wanted, i) => Math.abs(found[i]! - wanted))) / scale
}

describe.each(cases)('$name by $exporter, opset $opset', ({ file, views, embeddings, loss, gradients }) => {
  const bytes = readFileSync(new URL(`pytorch-encoders/${file}`, folder))
  const model = readModel(bytes)
  const [own] = model.inputs
  const values: Record<string, Feed> = Object.fromEntries(
    Object.entries(model.weights).map(([name, data]) => [
      name,
      { shape: gradients[name.slice('parameter/'.length)]!.shape, data },
    ]),
  )

  it('takes the weights of PyTorch as parameters, and nothing else', () => {
    const names = model.parameters.map(({ attributes }) => attributes.name)
    expect(names.toSorted()).toEqual(
      Object.keys(gradients)
        .map((name) => `parameter/${name}`)
        .toSorted(),
    )
    expect(Object.keys(model.weights).toSorted()).toEqual(names.toSorted())
  })

  it('computes what PyTorch computes', () => {
    expect(own!.attributes.name).toBe('input')
    for (const [i, view] of views.entries()) {
      const { features } = evaluate(model.outputs as { features: Tensor }, { ...values, input: view })
      expect(features.shape).toEqual(embeddings[i]!.shape)
      expect(difference(features.data, embeddings[i]!.data)).toBeLessThan(1e-6)
    }
  })

  const attached = (): { outputs: Record<string, Tensor>; feeds: Feeds } => {
    const [anchors, candidates] = ['anchor', 'candidate'].map((name) => {
      const shape = own!.shape.map((size) => (size === 'batch' ? 'N' : size === 'sequence' ? `T_${name}` : size))
      return model.apply({ input: input(`batch/${name}`, own!.dtype, shape) }).features!
    })
    const scores = divide(cosineSimilarity(anchors!, candidates!), temperature)
    const objective = infoNCE(inBatch(scores), { positives: 'singlePositive' })
    const outputs: Record<string, Tensor> = { loss: objective.loss }
    gradient(objective.loss, model.parameters).forEach((found, i) => {
      outputs[`gradient/${model.parameters[i]!.attributes.name}`] = toDense(found)
    })
    return { outputs, feeds: { ...values, 'batch/anchor': views[0], 'batch/candidate': views[1] } }
  }

  it('gives the loss and the gradients of PyTorch', () => {
    const { outputs, feeds } = attached()
    const found = evaluate(outputs, feeds)
    expect(Math.abs(found.loss!.data[0]! - loss)).toBeLessThan(1e-6)
    for (const [name, { shape, data }] of Object.entries(gradients)) {
      const computed = found[`gradient/parameter/${name}`]!
      expect(computed.shape).toEqual(shape)
      expect(difference(computed.data, data), name).toBeLessThan(1e-6)
    }
  })

  it('gives them on ONNX Runtime', async () => {
    const { outputs, feeds } = attached()
    const graph = { name: 'gradient', inputs: inputsOf(Object.values(outputs)), outputs, metadata: {} }
    const session = await ort.InferenceSession.create(toModel(graph), { logSeverityLevel: 3 })
    const fed = graph.inputs.map(({ attributes: { name, dtype } }) => {
      const { shape, data } = feeds[name] as { shape: number[]; data: number[] }
      const typed = dtype === 'int64' ? BigInt64Array.from(data, BigInt) : Float32Array.from(data)
      return [name, new ort.Tensor(dtype as 'float32', typed as Float32Array, shape)]
    })
    const found = await session.run(Object.fromEntries(fed))
    expect(Math.abs(Number(found.loss!.data[0]) - loss)).toBeLessThan(1e-4)
    for (const [name, { data }] of Object.entries(gradients))
      expect(difference(found[`gradient/parameter/${name}`]!.data as Float32Array, data), name).toBeLessThan(1e-4)
  })
})
