// Training in chunks against training on whole batches, both on ONNX Runtime; nn holds the graphs to float64.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CachedTrainingGraphs, constantSchedule, lars, momentum, type Optimizer, sgd } from '@infonce/nn'
import { afterEach, describe, expect, it } from 'vitest'
import { checkpointsIn } from './checkpoint-folder-store.js'
import { SessionError } from './errors.js'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { loadCheckpoint } from './load-checkpoint.js'
import type { Provider } from './provider.js'
import { latestCheckpoint, readCheckpoint } from './read-checkpoint.js'
import {
  BATCH,
  CachedSource,
  cachedBatch,
  cachedDefinition,
  cachedOptions,
  inChunks,
  onWholes,
} from './testing/small-cached-training.js'
import { Trainer, type TrainerOptions } from './trainer.js'
import { type TrainOptions, train } from './training-loop.js'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(graphs: Parameters<typeof Trainer.open>[0], more: Partial<TrainerOptions> = {}): Promise<Trainer> {
  const trainer = await Trainer.open(graphs, { ...cachedOptions, ...more })
  closing.push(() => trainer.close())
  return trainer
}

async function numbersOf(trainer: Trainer): Promise<Record<string, HostTensor>> {
  const all = { ...(await trainer.readParameters()), ...(await trainer.readState()) }
  return Object.fromEntries(
    Object.entries(all).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() } as HostTensor]),
  )
}

async function run(options: TrainOptions): Promise<number[]> {
  const losses: number[] = []
  for await (const event of train(options)) if (event.type === 'step') losses.push(event.metrics.loss!)
  return losses
}

describe('chunks make the steps of the whole batch', () => {
  it.each<[Provider, string, number, () => Optimizer]>([
    ['cpu', 'momentum', 1, () => momentum({ weightDecay: 0.01 })],
    ['cpu', 'momentum', 2, () => momentum({ nesterov: true })],
    ['cpu', 'lars', 3, () => lars({ trustCoefficient: 0.1 })],
    ['cpu', 'sgd', 6, sgd],
    ['wasm', 'momentum', 3, momentum],
  ])('on %s with %s, %i examples in each', async (provider, _, chunk, optimizer) => {
    const cached = await open(inChunks(chunk, optimizer()), { provider })
    const whole = await open(onWholes(optimizer()), { provider })
    expect([cached.choice.provider, cached.partlyOnCpu, cached.stepsPerRun]).toEqual([provider, false, 1])
    for (let step = 0; step < 6; step++) {
      const found = await cached.step(cachedBatch(step), 0.1, step !== 3)
      const expected = await whole.step(cachedBatch(step), 0.1, step !== 3)
      expect(Object.keys(found ?? {})).toEqual(Object.keys(expected ?? {}))
      for (const [name, value] of Object.entries(expected ?? {}))
        expect(Math.abs(found![name]! - value), `step ${step}, ${name}`).toBeLessThan(1e-5)
    }
    expect(cached.steps).toBe(6)
    const found = await numbersOf(cached)
    const expected = await numbersOf(whole)
    expect(Object.keys(found).filter((name) => !(name in expected))).toEqual(['state/mean'])
    for (const [name, { dims, data }] of Object.entries(expected)) {
      expect(found[name]!.dims).toEqual(dims)
      for (let i = 0; i < data.length; i++)
        expect(Math.abs(Number(found[name]!.data[i]) - Number(data[i])), `${name}[${i}]`).toBeLessThan(1e-5)
    }
  })
})

describe('a trainer in chunks', () => {
  it('takes names for how many examples there are, and other sizes', async () => {
    const named = { chunk: 'n', batch: 'n' }
    const graphs = new CachedTrainingGraphs(cachedDefinition(2, sgd(), named))
    const [found, expected] = [await open(graphs), await open(inChunks(2, sgd()))]
    for (const trainer of [found, expected]) await trainer.step(cachedBatch(0), 0.1, false)
    expect(await numbersOf(found)).toEqual(await numbersOf(expected))
  })

  it('goes on from a checkpoint to the same bytes, and looks at the loss without moving them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'infonce-cached-'))
    closing.push(() => rm(folder, { recursive: true }))
    const schedule = constantSchedule(0.1)
    const checkpoints = { store: checkpointsIn(folder), package: '@infonce/example', config: {}, seed: 1 }
    const optimizer = () => momentum({ weightDecay: 0.01 })

    const straight = await open(inChunks(2, optimizer()))
    const losses = await run({ trainer: straight, source: new CachedSource(7), schedule })
    const stopped = await open(inChunks(2, optimizer()))
    await run({ trainer: stopped, source: new CachedSource(4), schedule, lossEvery: 3, checkpoints })
    const { path } = (await latestCheckpoint(folder))!
    const { step, progress } = await readCheckpoint(path)
    const resumed = await open(inChunks(2, optimizer()), {
      steps: step,
      initialize: (values) => loadCheckpoint(path, values),
    })
    const { next } = progress as { next: number }
    const rest = await run({ trainer: resumed, source: new CachedSource(7, next), schedule })

    expect([step, next]).toEqual([4, 4])
    expect(rest).toEqual(losses.slice(4))
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
    expect(await numbersOf(resumed)).toEqual(await numbersOf(straight))
  })

  it('refuses a batch that is not whole, with nothing moved', async () => {
    const trainer = await open(inChunks(2, momentum()))
    const before = await numbersOf(trainer)
    const { 'batch/shift': _, ...lacking } = cachedBatch(0)
    await expect(trainer.step(lacking, 0.1, true)).rejects.toThrow("input 'batch/shift' is missing: feed 6 examples")
    const { 'batch/strength': __, ...without } = cachedBatch(0)
    await expect(trainer.step(without, 0.1, true)).rejects.toThrow("input 'batch/strength' is missing")
    const short = { ...cachedBatch(0), 'batch/class': hostTensor('int32', [5], new Int32Array(5)) }
    await expect(trainer.step(short, 0.1, true)).rejects.toThrow(
      "input 'batch/class' must have 6 examples along axis 0, found int32 [5]",
    )
    // What only the last chunk meets: no class has this number.
    const beyond = hostTensor('int32', [BATCH], Int32Array.of(0, 0, 0, 0, 0, 9))
    await expect(trainer.step({ ...cachedBatch(0), 'batch/class': beyond }, 0.1, true)).rejects.toThrow(SessionError)
    expect(await numbersOf(trainer)).toEqual(before)
    expect(trainer.steps).toBe(0)
  })
})
