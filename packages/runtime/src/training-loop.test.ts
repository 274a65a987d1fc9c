// The training loop: its events, how it stops, what it refuses to continue with, and resumption from its checkpoints.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ValueError } from '@infonce/core'
import { adagrad, adam, constantSchedule, linearSchedule, type Optimizer, sgd } from '@infonce/nn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpointsIn } from './checkpoint-folder-store.js'
import type { HostTensor } from './host-tensor.js'
import { findCheckpoint, readCheckpoint } from './read-checkpoint.js'
import { options, SmallSource, smallGraphs } from './testing/small-training.js'
import { Trainer } from './trainer.js'
import {
  type CheckpointPolicy,
  type ScoresEvent,
  TrainingError,
  type TrainingEvent,
  type TrainOptions,
  train,
} from './training-loop.js'

let folder: string
const opened: Trainer[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-training-'))
})
afterEach(async () => {
  for (const trainer of opened.splice(0)) await trainer.close()
  await rm(folder, { recursive: true })
})

async function open(optimizer: Optimizer = sgd(), more: Partial<typeof options> = {}): Promise<Trainer> {
  const trainer = await Trainer.open(smallGraphs(optimizer), { ...options, ...more })
  opened.push(trainer)
  return trainer
}
const policy = (more: Partial<CheckpointPolicy> = {}): CheckpointPolicy => ({
  store: checkpointsIn(folder),
  package: '@infonce/example',
  config: { a: 1 },
  seed: 5,
  everySeconds: 0,
  ...more,
})
async function collect(given: TrainOptions): Promise<(TrainingEvent | ScoresEvent)[]> {
  const events: (TrainingEvent | ScoresEvent)[] = []
  for await (const event of train(given)) events.push(event)
  return events
}
const schedule = linearSchedule(0.5, 0.1)
const spoil = (batch: Record<string, HostTensor>, value: number): void => {
  ;(batch['batch/scale']!.data as Float32Array)[0] = value
}

describe('train', () => {
  it('tells of every step whose loss it computed, and of the end', async () => {
    const trainer = await open()
    const events = await collect({ trainer, source: new SmallSource(7), schedule, lossEvery: 3 })
    expect(events.map((event) => [event.type, event.step])).toEqual([
      ['step', 1],
      ['step', 4],
      ['step', 7],
      ['end', 7],
    ])
    expect(events.at(-1)).toEqual({ type: 'end', reason: 'finished', step: 7 })
    const [, second] = events
    if (second?.type !== 'step') throw new Error('no step')
    expect(second.progress).toBeCloseTo(3 / 7, 12)
    expect(second.learningRate).toBeCloseTo(0.5 - (0.4 * 3) / 7, 12)
    expect(Object.keys(second.metrics).sort()).toEqual(['loss', 'metric/score', 'metric/unread'])
  })

  it('lowers the loss', async () => {
    const trainer = await open()
    const events = await collect({ trainer, source: new SmallSource(200), schedule })
    const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
    expect(losses.length).toBe(200)
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length
    expect(mean(losses.slice(-20))).toBeLessThan(0.7 * mean(losses.slice(0, 5)))
  })

  it('moves the parameters to the same bytes however often it looks at the loss and writes checkpoints', async () => {
    const results: unknown[] = []
    for (const [lossEvery, checkpoints] of [
      [1, undefined],
      [4, policy()],
      [100, policy({ everySeconds: 1000 })],
    ] as const) {
      const trainer = await open(adam())
      await collect({ trainer, source: new SmallSource(9), schedule, lossEvery, ...(checkpoints && { checkpoints }) })
      results.push({ ...(await trainer.readParameters()), ...(await trainer.readState()) })
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('measures the model every so many steps and after the last, and moves it no differently', async () => {
    const plain = await open()
    await collect({ trainer: plain, source: new SmallSource(7), schedule })
    const trainer = await open()
    const measure = async () => ({
      first: ((await trainer.readParameters())['parameter/scale']?.data[0] ?? 0) as number,
    })
    const measurement = { everySteps: 3, measure }
    const events = await collect({ trainer, source: new SmallSource(7), schedule, lossEvery: 100, measurement })
    expect(events.map(({ type, step }) => [type, step])).toEqual([
      ['step', 1],
      ['scores', 3],
      ['scores', 6],
      ['scores', 7],
      ['end', 7],
    ])
    expect(await trainer.readParameters()).toEqual(await plain.readParameters())
    const wrong = { everySteps: 0, measure }
    expect(() => train({ trainer, source: new SmallSource(1), schedule, measurement: wrong })).toThrow(ValueError)
  })

  it('of no batches ends at once', async () => {
    const trainer = await open()
    expect(await collect({ trainer, source: new SmallSource(0), schedule })).toEqual([
      { type: 'end', reason: 'finished', step: 0 },
    ])
  })

  it.each([-1, Number.NaN])('refuses %s seconds between checkpoints before any step', async (everySeconds) => {
    const trainer = await open()
    const checkpoints = policy({ everySeconds })
    await expect(collect({ trainer, source: new SmallSource(1), schedule, checkpoints })).rejects.toThrow(ValueError)
    expect(trainer.steps).toBe(0)
  })

  it.each([0, 1.5])('refuses to keep %s checkpoints', (keep) => {
    expect(() => checkpointsIn(folder, { keep })).toThrow(ValueError)
  })

  it.each([0, 1.5, Number.NaN])('refuses lossEvery %s', async (lossEvery) => {
    const trainer = await open()
    await expect(collect({ trainer, source: new SmallSource(1), schedule, lossEvery })).rejects.toThrow(ValueError)
  })
})

describe('train, with several steps in a run', () => {
  const stepsPerRun = 4
  const numbers = async (trainer: Trainer) => ({ ...(await trainer.readParameters()), ...(await trainer.readState()) })

  it('tells of the same steps, the last ones beyond whole runs included', async () => {
    const given = { source: new SmallSource(11), schedule, lossEvery: 3 }
    const expected = await collect({ ...given, trainer: await open() })
    const found = await collect({ ...given, source: new SmallSource(11), trainer: await open(sgd(), { stepsPerRun }) })
    expect(found.map(({ type, step }) => [type, step])).toEqual(expected.map(({ type, step }) => [type, step]))
    for (const [i, event] of expected.entries()) {
      const same = found[i]!
      if (event.type !== 'step' || same.type !== 'step') continue
      expect([same.progress, same.learningRate]).toEqual([event.progress, event.learningRate])
      for (const [name, value] of Object.entries(event.metrics))
        expect(Math.abs(same.metrics[name]! - value), `${name} of step ${event.step}`).toBeLessThan(1e-5)
    }
  })

  it('is stopped between runs, and resumed to the same bytes', async () => {
    const straight = await open(adam(), { stepsPerRun })
    await collect({ trainer: straight, source: new SmallSource(11), schedule })
    const abort = new AbortController()
    const first = await open(adam(), { stepsPerRun })
    const checkpoints = policy({ everySeconds: 1000 })
    for await (const event of train({
      trainer: first,
      source: new SmallSource(11),
      schedule,
      signal: abort.signal,
      checkpoints,
    }))
      if (event.step === 2) abort.abort()
    const { path, info } = await findCheckpoint(folder)
    expect(info).toMatchObject({ step: 4, progress: { next: 4 } })
    const resumed = await open(adam(), {
      stepsPerRun,
      steps: 4,
      initialize: async (values) => {
        await readCheckpoint(path, { allocate: (_kind, name) => values[name]!.data })
      },
    })
    await collect({ trainer: resumed, source: new SmallSource(11, 4), schedule })
    expect(await numbers(resumed)).toEqual(await numbers(straight))
  })
})

describe('a signal', () => {
  it('stops after the step under way, with a checkpoint', async () => {
    const trainer = await open()
    const abort = new AbortController()
    const events: TrainingEvent[] = []
    const checkpoints = policy({ everySeconds: 1000 })
    for await (const event of train({
      trainer,
      source: new SmallSource(50),
      schedule,
      signal: abort.signal,
      checkpoints,
    })) {
      events.push(event)
      if (event.type === 'step' && event.step === 3) abort.abort()
    }
    expect(events.map(({ type, step }) => [type, step])).toEqual([
      ['step', 1],
      ['step', 2],
      ['step', 3],
      ['checkpoint', 3],
      ['end', 3],
    ])
    expect(events.at(-1)).toEqual({ type: 'end', reason: 'stopped', step: 3 })
    expect((await findCheckpoint(folder)).info).toMatchObject({ step: 3, seed: 5, progress: { next: 3 } })
  })

  it('given before the first step stops there', async () => {
    const trainer = await open()
    const events = await collect({ trainer, source: new SmallSource(5), schedule, signal: AbortSignal.abort() })
    expect(events).toEqual([{ type: 'end', reason: 'stopped', step: 0 }])
  })
})

describe('a checkpoint', () => {
  it('is written when it is due; the oldest go', async () => {
    const trainer = await open()
    const source = new SmallSource(4)
    const events = await collect({
      trainer,
      source,
      schedule,
      lossEvery: 100,
      checkpoints: policy({ store: checkpointsIn(folder, { keep: 3 }) }),
    })
    const steps = events.flatMap((event) => (event.type === 'checkpoint' ? [event.step] : []))
    expect(steps).toEqual([0, 1, 2, 3, 4])
    expect((await readdir(folder)).length).toBe(3)
  })

  it.each([
    ['sgd', sgd],
    ['adam', adam],
  ] as const)('resumes bit for bit with %s, from every step', async (_, optimizer) => {
    const total = 8
    const straight = await open(optimizer())
    await collect({ trainer: straight, source: new SmallSource(total), schedule, lossEvery: 3 })
    const expected = { ...(await straight.readParameters()), ...(await straight.readState()) }
    const losses = new Map<number, unknown>()
    for (let stop = 0; stop < total; stop++) {
      const run = join(folder, `run-${stop}`)
      const abort = new AbortController()
      const first = await open(optimizer())
      const spy = (step: number) => step === stop - 1 && abort.abort()
      if (stop === 0) abort.abort()
      const checkpoints = policy({ store: checkpointsIn(run), everySeconds: 1000 })
      const source = new SmallSource(total, 0, spy)
      await collect({ trainer: first, source, schedule, lossEvery: 3, signal: abort.signal, checkpoints })
      const { path, info } = await findCheckpoint(run, { package: '@infonce/example' })
      expect(info.step).toBe(stop)
      const second = await open(optimizer(), {
        steps: info.step,
        initialize: async (values) => {
          await readCheckpoint(path, { allocate: (_kind, name) => values[name]!.data })
        },
      })
      const rest = new SmallSource(total, (info.progress as { next: number }).next)
      for (const event of await collect({ trainer: second, source: rest, schedule, lossEvery: 3, checkpoints })) {
        if (event.type !== 'step') continue
        expect(event.metrics).toEqual(losses.get(event.step) ?? event.metrics)
        losses.set(event.step, event.metrics)
      }
      expect({ ...(await second.readParameters()), ...(await second.readState()) }).toEqual(expected)
      expect(second.steps).toBe(total)
    }
    expect([...losses.keys()].sort()).toEqual([1, 4, 7])
  })
})

describe('training that has gone wrong', () => {
  const failing = async (given: TrainOptions): Promise<Error> => {
    const events = collect(given)
    const error = await events.then(() => undefined).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TrainingError)
    return error as Error
  }

  it('stops at a loss that is NaN, naming the step and the last checkpoint, which is good', async () => {
    const trainer = await open()
    const source = new SmallSource(20, 0, (step, batch) => step === 5 && spoil(batch, Number.NaN))
    const error = await failing({ trainer, source, schedule, checkpoints: policy() })
    const { path, info } = await findCheckpoint(folder)
    expect(info.step).toBe(5)
    expect(error.message).toMatch(/^step 6: the loss is NaN: /)
    expect(error.message).toContain(path)
    const { parameters } = await readCheckpoint(path)
    for (const { data } of Object.values(parameters)) expect(Array.from(data, Number).every(Number.isFinite)).toBe(true)
  })

  it('stops at a loss that is infinite', async () => {
    const trainer = await open()
    const source = new SmallSource(3, 0, (step, batch) => step === 1 && spoil(batch, Number.NEGATIVE_INFINITY))
    const error = await failing({ trainer, source, schedule })
    expect(error.message).toMatch(/^step 2: the loss is Infinity: .*no checkpoint was written$/)
  })

  it('finds parameters that are not finite before they reach a checkpoint', async () => {
    const trainer = await open()
    const source = new SmallSource(20, 0, (step, batch) => step === 5 && spoil(batch, Number.NaN))
    const error = await failing({ trainer, source, schedule, lossEvery: 1000, checkpoints: policy() })
    expect(error.message).toMatch(/^step 6: parameter\/.* is no longer finite: .*checkpoint-6-step-5$/)
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-5-step-4', 'checkpoint-6-step-5'])
  })

  it("finds an optimizer's state that is not finite, where the parameters still are", async () => {
    const trainer = await open(adagrad())
    const source = new SmallSource(6, 0, (step, batch) => step === 2 && spoil(batch, -1e30))
    const error = await failing({
      trainer,
      source,
      schedule: constantSchedule(0),
      lossEvery: 1000,
      checkpoints: policy(),
    })
    expect(error.message).toMatch(/^step 3: state\/.* is no longer finite/)
    for (const { data } of Object.values(await trainer.readParameters()))
      expect(Array.from(data, Number).every(Number.isFinite)).toBe(true)
    for (const name of await readdir(folder)) {
      const { state } = await readCheckpoint(join(folder, name))
      for (const { data } of Object.values(state)) expect(Array.from(data, Number).every(Number.isFinite)).toBe(true)
    }
  })

  it.each([
    ['finishes', undefined],
    ['is stopped', 7],
  ] as const)('is found when training %s', async (_, stopAt) => {
    const trainer = await open()
    const abort = new AbortController()
    const source = new SmallSource(10, 0, (step, batch) => {
      if (step === 5) spoil(batch, Number.NaN)
      if (step === stopAt) abort.abort()
    })
    const error = await failing({ trainer, source, schedule, lossEvery: 1000, signal: abort.signal })
    expect(error.message).toMatch(/ is no longer finite: lower the learning rate; no checkpoint was written$/)
  })

  it('names the checkpoint that it went on from when it wrote none since', async () => {
    const first = await open()
    await collect({ trainer: first, source: new SmallSource(1), schedule, checkpoints: policy() })
    const { path } = await findCheckpoint(folder)
    const source = new SmallSource(5, 0, (_, batch) => spoil(batch, Number.NaN))
    const error = await failing({
      trainer: await open(),
      source,
      schedule,
      checkpoints: policy({ everySeconds: 1000 }),
    })
    expect(error.message).toContain(basename(path))
  })
})
