// A trainer against the step that it stands for: the whole step as one graph, on ONNX Runtime and in the reference.
import { evaluate, type Feeds } from '@infonce/core'
import { adagrad, adam, adamW, LEARNING_RATE, lars, momentum, type Optimizer, STEP, sgd } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import { SessionError } from './errors.js'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { openSession } from './open-session.js'
import { batchOf, LIMIT, options, smallGraphs } from './testing/small-training.js'
import { Trainer, type TrainerOptions } from './trainer.js'

const scalar = (value: number): HostTensor => hostTensor('float32', [], Float32Array.of(value))
const copy = (values: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> =>
  Object.fromEntries(
    Object.entries(values).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  ) as Record<string, HostTensor>

const optimizers: readonly (readonly [string, () => Optimizer])[] = [
  ['sgd', sgd],
  ['sgd with a limit', () => sgd({ maxRowChange: LIMIT })],
  ['momentum', () => momentum({ nesterov: true, weightDecay: 0.01 })],
  ['adagrad', () => adagrad({ initialAccumulator: 0.1 })],
  ['adam', adam],
  ['adamw', adamW],
  ['sparse momentum', () => momentum({ nesterov: true, weightDecay: 0.01, sparse: true })],
  ['sparse adam', () => adam({ sparse: true })],
  ['lars', () => lars({ trustCoefficient: 0.5 })],
]
const rateOf = (step: number): number => 0.2 / (step + 1)

function expectClose(found: HostTensor, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(found.data.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(Number(found.data[i]) - expected[i]!), `${what}[${i}]`).toBeLessThan(tolerance)
}

describe.each(optimizers)('a trainer with %s', (_, optimizer) => {
  it('makes the steps of step.onnx, on ONNX Runtime and in float64', async () => {
    const graphs = smallGraphs(optimizer())
    const trainer = await Trainer.open(graphs, options)
    const step = graphs.step()
    const session = await openSession(toModel(step), { provider: 'cpu', threads: 1 })
    let whole: Record<string, HostTensor> = copy({
      ...(await trainer.readParameters()),
      ...(await trainer.readState()),
    })
    let exact: Record<string, { shape: readonly number[]; data: ArrayLike<number> }> = Object.fromEntries(
      Object.entries(whole).map(([name, { dims, data }]) => [
        name,
        { shape: dims, data: Float64Array.from(data, Number) },
      ]),
    )
    for (let i = 0; i < 6; i++) {
      const batch = batchOf(i)
      const metrics = await trainer.step(batch, rateOf(i), i % 2 === 0)
      const given: Record<string, HostTensor> = { ...batch, [LEARNING_RATE]: scalar(rateOf(i)), [STEP]: scalar(i + 1) }
      const needed = session.inputs.map(({ name }) => name)
      const all = { ...whole, ...given }
      const results = await session.run(Object.fromEntries(needed.map((name) => [name, all[name]!])))
      const feeds: Feeds = Object.fromEntries(
        needed.map((name) => {
          const fed = given[name]
          return [name, fed ? { shape: fed.dims, data: Float64Array.from(fed.data, Number) } : exact[name]!]
        }),
      )
      const reference = evaluate(step.outputs, feeds)
      if (i % 2 === 0) {
        expect(Object.keys(metrics!).sort()).toEqual(['loss', 'metric/score', 'metric/unread'])
        for (const [name, value] of Object.entries(metrics!)) {
          expect(Math.abs(value - Number(results[name]!.data[0])), name).toBeLessThan(1e-6)
          expect(Math.abs(value - reference[name]!.data[0]!), name).toBeLessThan(1e-4)
        }
      } else expect(metrics).toBeUndefined()
      const next = <T>(from: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(
          Object.entries(from).flatMap(([name, value]) => (name.startsWith('next/') ? [[name.slice(5), value]] : [])),
        )
      whole = next(results)
      exact = next(reference)
      const found = { ...(await trainer.readParameters()), ...(await trainer.readState()) }
      expect(Object.keys(found).sort()).toEqual(Object.keys(whole).sort())
      for (const [name, tensor] of Object.entries(found)) {
        expect(tensor.dims).toEqual(whole[name]!.dims)
        expectClose(tensor, whole[name]!.data as Float32Array, 1e-5, `step ${i}, ${name}`)
        expectClose(tensor, exact[name]!.data, 2e-4, `step ${i}, ${name} (float64)`)
      }
    }
    expect(trainer.steps).toBe(6)
    await session.close()
    await trainer.close()
  })

  it('goes on from values read in the middle with the same bytes', async () => {
    const graphs = smallGraphs(optimizer())
    const straight = await Trainer.open(graphs, options)
    for (let i = 0; i < 3; i++) await straight.step(batchOf(i), rateOf(i), false)
    const saved = copy({ ...(await straight.readParameters()), ...(await straight.readState()) })
    const load: TrainerOptions['initialize'] = (values) => {
      expect(Object.keys(values).sort()).toEqual(Object.keys(saved).sort())
      for (const [name, { data }] of Object.entries(values))
        (data as Float32Array).set(saved[name]!.data as Float32Array)
    }
    const resumed = await Trainer.open(smallGraphs(optimizer()), { ...options, initialize: load, steps: 3 })
    expect(resumed.steps).toBe(3)
    for (let i = 3; i < 6; i++) {
      await straight.step(batchOf(i), rateOf(i), false)
      await resumed.step(batchOf(i), rateOf(i), false)
    }
    expect(await resumed.readParameters()).toEqual(await straight.readParameters())
    expect(await resumed.readState()).toEqual(await straight.readState())
    await straight.close()
    await resumed.close()
  })
})

describe('a trainer', () => {
  it('steps to the same bytes whether or not it computes the loss', async () => {
    const [quiet, loud] = [
      await Trainer.open(smallGraphs(sgd()), options),
      await Trainer.open(smallGraphs(sgd()), options),
    ]
    for (let i = 0; i < 4; i++) {
      await quiet.step(batchOf(i), 0.1, false)
      await loud.step(batchOf(i), 0.1, true)
    }
    expect(await quiet.readParameters()).toEqual(await loud.readParameters())
    await quiet.close()
    await loud.close()
  })

  it('moves rows of tables no further than the limit, and those that stay within it as without', async () => {
    const changes = async (optimizer: Optimizer): Promise<number[]> => {
      const trainer = await Trainer.open(smallGraphs(optimizer), options)
      const before = copy(await trainer.readParameters())
      await trainer.step(batchOf(0), 0.1, false)
      const after = await trainer.readParameters()
      await trainer.close()
      return ['anchor.weight', 'context.weight', 'projection'].flatMap((name) => {
        const { dims, data } = after[`parameter/${name}`]!
        const [rows, dim] = [dims[0]!, dims[1]!]
        const old = before[`parameter/${name}`]!.data
        return Array.from({ length: rows }, (_, row) =>
          Math.hypot(
            ...Array.from({ length: dim }, (_, d) => Number(data[row * dim + d]) - Number(old[row * dim + d])),
          ),
        )
      })
    }
    const free = await changes(sgd())
    const limited = await changes(sgd({ maxRowChange: LIMIT }))
    expect(free.filter((change) => change > 1.1 * LIMIT).length).toBeGreaterThan(2)
    expect(free.filter((change) => change > 0 && change < LIMIT).length).toBeGreaterThan(2)
    free.forEach((change, row) => {
      expect(Math.abs(limited[row]! - Math.min(change, LIMIT))).toBeLessThan(1e-6)
    })
  })

  it('initializes parameters from zeros and state from its first numbers', async () => {
    const seen: Record<string, number[]> = {}
    const trainer = await Trainer.open(smallGraphs(adagrad({ initialAccumulator: 0.5 })), {
      ...options,
      initialize: (values) => {
        for (const [name, { data }] of Object.entries(values)) seen[name] = [...new Set(Array.from(data, Number))]
      },
    })
    expect(seen).toEqual({
      'parameter/anchor.weight': [0],
      'parameter/context.weight': [0],
      'parameter/projection': [0],
      'parameter/bias': [0],
      'state/anchor.weight.squares': [0.5],
      'state/context.weight.squares': [0.5],
      'state/projection.squares': [0.5],
      'state/bias.squares': [0.5],
    })
    await trainer.close()
  })

  it('ends what it was asked for when it is closed, and does nothing after', async () => {
    const trainer = await Trainer.open(smallGraphs(sgd()), options)
    const running = [0, 1].map((i) => trainer.step(batchOf(i), 0.1, true))
    await trainer.close()
    await trainer.close()
    for (const metrics of await Promise.all(running)) expect(metrics!.loss).toBeGreaterThan(0)
    expect(trainer.steps).toBe(2)
    await expect(trainer.step(batchOf(2), 0.1, true)).rejects.toThrow(SessionError)
    await expect(trainer.readParameters()).rejects.toThrow('the trainer is closed')
  })

  it.each([
    [{ sizes: {} }, "dimension 'N' of 'batch/scale' [N, 1] has no size"],
    [{ sizes: { N: 2.5 } }, "dimension 'N' must be a whole number from 0, found 2.5"],
    [{ sizes: { N: -1 } }, 'found -1'],
    [{ steps: -1 }, 'steps must be a whole number from 0, found -1'],
    [{ steps: 0.5 }, 'found 0.5'],
  ])('refuses %j', async (wrong, message) => {
    await expect(Trainer.open(smallGraphs(sgd()), { ...options, ...wrong })).rejects.toThrow(message)
  })

  it('refuses impossible threads instead of taking all', async () => {
    await expect(Trainer.open(smallGraphs(sgd()), { ...options, threads: 0 })).rejects.toThrow('threads is 0')
  })

  it('names an input that the batch lacks, and a batch of another size', async () => {
    const trainer = await Trainer.open(smallGraphs(sgd()), options)
    const before = copy(await trainer.readParameters())
    const { 'batch/anchor': _, ...rest } = batchOf(0)
    await expect(trainer.step(rest, 0.1, false)).rejects.toThrow("input 'batch/anchor' is missing")
    const short = { ...batchOf(0), 'batch/anchor': hostTensor('int32', [2], Int32Array.of(0, 1)) }
    await expect(trainer.step(short, 0.1, false)).rejects.toThrow(SessionError)
    expect(await trainer.readParameters()).toEqual(before)
    expect(trainer.steps).toBe(0)
    await trainer.close()
  })

  it('refuses an id past the table, with nothing moved', async () => {
    const trainer = await Trainer.open(smallGraphs(sgd()), options)
    const before = copy(await trainer.readParameters())
    const batch = { ...batchOf(0), 'batch/context': hostTensor('int32', [5], Int32Array.of(0, 1, 2, 3, 7)) }
    await expect(trainer.step(batch, 0.1, false)).rejects.toThrow(SessionError)
    expect(await trainer.readParameters()).toEqual(before)
    await trainer.close()
  })
})
