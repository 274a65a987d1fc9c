// Encoders that PyTorch exported are read in, given InfoNCE, fine-tuned for 100 steps, and written again.
import { readFileSync } from 'node:fs'
import { cosineSimilarity, divide, evaluate, inBatch, infoNCE, input, isInput, Random, type Shape } from '@infonce/core'
import { adamW, TrainingGraphs } from '@infonce/nn'
import { type ImportedModel, readModel, toModel } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import { type HostTensor, hostTensor, openSession, Trainer } from './index.js'

const folder = new URL('../../onnx/src/fixtures/pytorch-encoders/', import.meta.url)
const pairs = 16
const length = 7

/** One item seen twice: the anchor and its positive have the same content and different nuisance. */
type Draw = (random: Random) => readonly [number[], number[]]

const reals = (random: Random, count: number, scale: number): number[] =>
  Array.from({ length: count }, () => scale * random.normal())

/** The first entries of each row are the content. */
const vectors =
  (content: number, nuisance: number): Draw =>
  (random) => {
    const shared = reals(random, content, 1)
    return [1, 2].map(() => [...shared, ...reals(random, nuisance, 1.5)]) as [number[], number[]]
  }

/** Three of the tokens 0 … 8 are the content; 9 … 16 fill the sentence, in any order. */
const sentences: Draw = (random) => {
  const content = [...random.shuffle(Array.from({ length: 9 }, (_, i) => i))].slice(0, 3)
  return [1, 2].map(() => [
    ...random.shuffle([...content, ...Array.from({ length: length - 3 }, () => 9 + random.below(8))]),
  ]) as [number[], number[]]
}

function batchOf(
  seed: number,
  draw: Draw,
  dtype: 'float32' | 'int64',
  dims: readonly number[],
): Record<string, HostTensor> {
  const random = Random.fromSeed(seed)
  const items = Array.from({ length: pairs }, () => draw(random))
  const side = (i: 0 | 1): HostTensor => {
    const data = items.flatMap((item) => item[i])
    return dtype === 'int64'
      ? hostTensor('int64', dims, BigInt64Array.from(data, BigInt))
      : hostTensor('float32', dims, Float32Array.from(data))
  }
  return { 'batch/anchor': side(0), 'batch/candidate': side(1) }
}

function contrast(model: ImportedModel): TrainingGraphs {
  const { dtype, shape } = model.inputs[0]!
  const named: Shape = shape.with(0, 'N')
  const [anchors, candidates] = ['anchor', 'candidate'].map(
    (name) => model.apply({ input: input(`batch/${name}`, dtype, named) }).features!,
  )
  const scores = divide(cosineSimilarity(anchors!, candidates!), 0.2)
  const { loss, metrics } = infoNCE(inBatch(scores), { positives: 'singlePositive' })
  return new TrainingGraphs({
    name: 'fine-tuning',
    loss,
    metrics: { accuracy: metrics.accuracy },
    parameters: model.parameters,
    optimizer: adamW(),
    metadata: {},
  })
}

const cases: readonly (readonly [string, Draw, readonly number[]])[] = [
  ['mlp-torchscript', vectors(3, 4), [7]],
  ['mlp-dynamo', vectors(3, 4), [7]],
  ['convolutional-torchscript', vectors(64, 128), [3, 8, 8]],
  ['convolutional-dynamo', vectors(64, 128), [3, 8, 8]],
  ['transformer-torchscript', sentences, [length]],
  ['transformer-dynamo', sentences, [length]],
]

describe.each(cases)('%s', (file, draw, item) => {
  it('learns in 100 steps what two views share, and is written again', async () => {
    const dimensions = file === 'transformer-dynamo' ? { sequence: length } : {}
    const model = readModel(readFileSync(new URL(`${file}.onnx`, folder)), { dimensions })
    const dtype = model.inputs[0]!.dtype as 'float32' | 'int64'
    const dims = [pairs, ...item]
    const graphs = contrast(model)
    const trainer = await Trainer.open(graphs, {
      sizes: { N: pairs },
      threads: 1,
      initialize: (values) => {
        for (const [name, data] of Object.entries(model.weights)) (values[name]!.data as Float32Array).set(data)
      },
    })
    const session = await openSession(toModel(graphs.loss()), { provider: 'cpu', threads: 1 })
    /** Loss and accuracy on pairs that training does not see. */
    const measure = async (): Promise<{ loss: number; accuracy: number }> => {
      const parameters = await trainer.readParameters()
      let [loss, accuracy] = [0, 0]
      for (let batch = 0; batch < 8; batch++) {
        const found = await session.run({ ...parameters, ...batchOf(1000 + batch, draw, dtype, dims) })
        loss += Number(found.loss!.data[0]) / 8
        accuracy += Number(found['metric/accuracy']!.data[0]) / 8
      }
      return { loss, accuracy }
    }
    const before = await measure()
    for (let step = 0; step < 100; step++) await trainer.step(batchOf(step, draw, dtype, dims), 0.01, false)
    const after = await measure()
    expect(after.loss).toBeLessThan(0.75 * before.loss)
    expect(after.accuracy).toBeGreaterThan(before.accuracy + 0.15)

    const trained = await trainer.readParameters()
    const weights = Object.fromEntries(
      Object.entries(trained).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
    )
    const written = toModel({ ...model, inputs: [...model.inputs, ...model.parameters] }, { weights })
    const encoder = await openSession(written, { provider: 'cpu', threads: 1 })
    const [view] = Object.values(batchOf(5, draw, dtype, dims))
    const { features } = await encoder.run({ input: view! })
    const values = Object.fromEntries(
      model.parameters
        .filter(isInput)
        .map(({ attributes: { name, shape } }) => [name, { shape: shape as number[], data: weights[name]! }]),
    )
    const fed = { shape: dims, data: Float64Array.from(view!.data, Number) }
    const expected = evaluate(model.outputs, { ...values, input: fed }).features!
    expect(features!.dims).toEqual(expected.shape)
    expected.data.forEach((wanted, i) => {
      expect(Math.abs(Number(features!.data[i]) - wanted)).toBeLessThan(1e-4 * Math.max(1, Math.abs(wanted)))
    })
    for (const open of [trainer, session, encoder]) await open.close()
  })
})
