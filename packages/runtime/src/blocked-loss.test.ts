// Losses in blocks of anchors against the loss of the whole batch in float64.
import {
  cosineSimilarity,
  divide,
  dotProduct,
  evaluate,
  exp,
  gradient,
  inBatch,
  infoNCE,
  input,
  item,
  matmul,
  parameter,
  Random,
  rowsFrom,
  type Tensor,
  tensor,
  toDense,
  ValueError,
} from '@infonce/core'
import { CachedTrainingGraphs, firstAnchor, sgd, TrainingGraphs } from '@infonce/nn'
import { describe, expect, it } from 'vitest'
import { BlockedLoss } from './blocked-loss.js'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { Trainer } from './trainer.js'

const [N, D] = [24, 5]
const [a, b] = [input('batch/a', 'float32', [N, D]), input('batch/b', 'float32', [N, D])]
const logScale = input('log-scale', 'float32', [])
const random = Random.fromSeed(5)
const drawn = (...dims: number[]): HostTensor =>
  hostTensor(
    'float32',
    dims,
    Float32Array.from({ length: dims.reduce((x, y) => x * y, 1) }, () => random.normal()),
  )
const feeds = {
  'batch/a': drawn(N, D),
  'batch/b': drawn(N, D),
  'log-scale': hostTensor('float32', [], Float32Array.of(1)),
}
const numbers = Object.fromEntries(
  Object.entries(feeds).map(([name, { dims, data }]) => [
    name,
    { shape: dims, data: Array.from(data as Float32Array) },
  ]),
)

const lossOf = (rows: Tensor, first?: Tensor) =>
  infoNCE(inBatch(divide(cosineSimilarity(rows, b), exp(logScale)), first ? { firstAnchor: first } : {}))

const inBlocks = (block: number) => {
  const first = firstAnchor()
  return lossOf(rowsFrom(a, first, block), first)
}

describe('a loss in blocks of anchors is the loss of the whole batch', () => {
  const by = [a, b, logScale]
  const { loss, metrics } = lossOf(a)
  const slopes = gradient(loss, by).map(toDense)
  const expected = evaluate({ loss, accuracy: metrics.accuracy, bound: metrics.bound }, numbers)

  it.each([
    ['cpu', 6],
    ['cpu', 24],
    ['wasm', 1],
  ] as const)('on %s, %i at a time', async (provider, block) => {
    const blocked = inBlocks(block)
    const { accuracy, bound } = blocked.metrics
    const opened = await BlockedLoss.open({
      loss: blocked.loss,
      metrics: { accuracy, bound },
      by,
      anchors: N,
      block,
      provider,
      threads: 1,
    })
    // Twice: sums begin anew.
    for (let time = 0; time < 2; time++) {
      const found = await opened.run(feeds)
      expect(found.loss).toBeCloseTo(item(expected.loss), 5)
      expect(found.metrics.accuracy).toBeCloseTo(item(expected.accuracy), 5)
      expect(found.metrics.bound).toBeCloseTo(item(expected.bound), 5)
      expect(Object.keys(found.gradients)).toEqual(['batch/a', 'batch/b', 'log-scale'])
      for (const [i, name] of Object.keys(found.gradients).entries()) {
        const wanted = evaluate(slopes[i]!, numbers)
        expect(found.gradients[name]!.dims).toEqual(wanted.shape)
        for (const [j, value] of Array.from(found.gradients[name]!.data as Float32Array).entries())
          expect(Math.abs(value - wanted.data[j]!), `${name}, ${j}`).toBeLessThan(1e-6)
      }
    }
    await opened.close()
  })

  it('refuses what would not be it', async () => {
    const { loss: whole } = lossOf(a)
    await expect(BlockedLoss.open({ loss: whole, by, anchors: N, block: 6 })).rejects.toThrow(
      "the loss does not read 'block/first'",
    )
    const { loss: blocked } = inBlocks(6)
    await expect(BlockedLoss.open({ loss: blocked, by, anchors: N, block: 7 })).rejects.toThrow(
      'blocks of 7 do not fill 24 anchors',
    )
    await expect(BlockedLoss.open({ loss: blocked, by: [tensor(1)], anchors: N, block: 6 })).rejects.toThrow(
      'the gradient is taken by inputs',
    )
  })
})

describe('training in chunks, with the loss in blocks', () => {
  const weight = parameter('weight', [D, 4])
  const scale = parameter('log-scale', [])
  const features = (n: number) => ({
    a: matmul(input('batch/a', 'float32', [n, D]), weight),
    b: matmul(input('batch/b', 'float32', [n, D]), weight),
  })
  const common = { name: 'blocks', parameters: [weight, scale], optimizer: sgd(), metadata: {} }
  const scoresOf = (rows: Tensor, all: Tensor) => dotProduct(rows, divide(all, exp(scale)))
  const cached = (block?: number) => {
    const [x, y] = [input('embedding/a', 'float32', [N, 4]), input('embedding/b', 'float32', [N, 4])]
    const first = firstAnchor()
    const { loss, metrics } = infoNCE(
      block === undefined
        ? inBatch(scoresOf(x, y))
        : inBatch(scoresOf(rowsFrom(x, first, block), y), { firstAnchor: first }),
    )
    const ofChunk = features(6)
    return {
      ...common,
      batch: N,
      chunk: 6,
      inputs: { 'batch/a': 0, 'batch/b': 0 },
      embeddings: { a: { tensor: ofChunk.a, axis: 0 }, b: { tensor: ofChunk.b, axis: 0 } },
      loss,
      metrics: { accuracy: metrics.accuracy },
    }
  }
  const options = {
    sizes: {},
    threads: 1,
    initialize: (values: Readonly<Record<string, HostTensor>>) => {
      const start = Random.fromSeed(1)
      for (const { data } of Object.values(values))
        for (let i = 0; i < data.length; i++) (data as Float32Array)[i] = start.normal()
    },
  }

  it('makes the steps of the whole batch', async () => {
    const { loss, metrics } = infoNCE(inBatch(scoresOf(features(N).a, features(N).b)))
    const whole = new TrainingGraphs({ ...common, loss, metrics: { accuracy: metrics.accuracy } })
    const blocked = new CachedTrainingGraphs({ ...cached(8), block: 8 })
    expect(blocked.blocks).toBe(3)
    const trainers = [await Trainer.open(whole, options), await Trainer.open(blocked, options)]
    const { 'log-scale': _, ...batch } = feeds
    for (let step = 0; step < 4; step++) {
      const [expected, found] = [await trainers[0]!.step(batch, 0.1, true), await trainers[1]!.step(batch, 0.1, true)]
      expect(Object.keys(found!)).toEqual(Object.keys(expected!))
      for (const name of Object.keys(found!)) expect(found![name]).toBeCloseTo(expected![name]!, 5)
    }
    const [expected, found] = [await trainers[0]!.readParameters(), await trainers[1]!.readParameters()]
    for (const [name, { data }] of Object.entries(expected))
      for (const [i, value] of Array.from(data as Float32Array).entries())
        expect(Math.abs((found[name]!.data as Float32Array)[i]! - value), `${name}, ${i}`).toBeLessThan(1e-5)
    for (const trainer of trainers) await trainer.close()
  })

  it('refuses blocks that the loss does not know of, and a loss of blocks without them', () => {
    expect(() => new CachedTrainingGraphs({ ...cached(), block: 8 })).toThrow(ValueError)
    expect(() => new CachedTrainingGraphs(cached(8))).toThrow('is not computed in blocks: give block')
    expect(() => new CachedTrainingGraphs({ ...cached(8), block: 7 })).toThrow('blocks of 7 anchors do not fill')
  })
})
