// A step in chunks against the step on the whole batch, both in float64.
import {
  add,
  evaluate,
  type Feed,
  type Graph,
  input,
  isInput,
  multiply,
  reduceSum,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import {
  BATCH,
  cachedDefinition,
  cachedGraphs,
  type ExampleTensor,
  exampleBatch,
  exampleStart,
  type Moves,
  wholeGraphs,
} from './cached-example.fixture.js'
import { CachedTrainingGraphs } from './cached-training-graphs.js'
import type { Optimizer } from './optimizer.js'
import { adam, momentum, sgd } from './optimizers.js'
import { clampTo } from './projections.js'
import type { TrainingGraphs } from './training-graphs.js'
import { LEARNING_RATE, STEP } from './training-state.js'

interface Numbers {
  readonly shape: readonly number[]
  readonly data: ArrayLike<number>
}
type Values = Record<string, Numbers>

const namesOf = (graph: Graph): string[] => graph.inputs.filter(isInput).map(({ attributes }) => attributes.name)
const numbers = ({ dims, data }: ExampleTensor): Numbers => ({ shape: dims, data })

function run(graph: Graph, ...sources: Readonly<Record<string, Numbers>>[]): Values {
  const feeds: Record<string, Feed> = {}
  for (const name of namesOf(graph)) feeds[name] = sources.find((source) => name in source)![name]!
  return evaluate(graph.outputs, feeds)
}

function starting(graphs: TrainingGraphs | CachedTrainingGraphs): Values {
  const of = (name: string, shape: readonly (number | string)[], fill: (length: number) => number[]) => {
    const dims = shape.map(Number)
    return [name, { shape: dims, data: fill(dims.reduce((a, b) => a * b, 1)) }] as const
  }
  return Object.fromEntries([
    ...graphs.definition.parameters
      .filter(isInput)
      .map(({ attributes: { name, shape } }) => of(name, shape, (length) => exampleStart(name, length))),
    ...graphs.stateSlots.map(({ name, shape, initial }) =>
      of(name, shape, (length) => new Array<number>(length).fill(initial)),
    ),
  ])
}

/** Entries whose place along an axis is one of `count` from `start`, found one by one. */
function part({ shape, data }: Numbers, axis: number, start: number, count: number): Numbers {
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const place = (i: number) => Math.floor(i / stride) % shape[axis]!
  return {
    shape: shape.map((size, i) => (i === axis ? count : size)),
    data: Array.from(data).filter((_, i) => place(i) >= start && place(i) < start + count),
  }
}

/** Puts parts along an axis together, entry by entry. */
function joined(parts: readonly Numbers[], axis: number): Numbers {
  const first = parts[0]!
  const size = first.shape[axis]!
  const shape = first.shape.map((n, i) => (i === axis ? n * parts.length : n))
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const place = Math.floor(i / stride) % shape[axis]!
    const outer = Math.floor(i / stride / shape[axis]!)
    return parts[Math.floor(place / size)]!.data[(outer * size + (place % size)) * stride + (i % stride)]!
  })
  return { shape, data }
}

const take = (prefix: string, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  )

/** One step of the four graphs, written out. */
function cachedStep(graphs: CachedTrainingGraphs, values: Values, batch: Values, rate: number, step: number) {
  const { chunk, inputs, embeddings } = graphs.definition
  const chunks = Array.from({ length: graphs.chunks }, (_, k) =>
    Object.fromEntries(
      Object.entries(batch).map(([name, value]) => [
        name,
        name in inputs ? part(value, inputs[name]!, k * chunk, chunk) : value,
      ]),
    ),
  )
  const parts = chunks.map((each) => run(graphs.embed(), each, values))
  const whole = Object.fromEntries(
    Object.entries(embeddings).map(([name, { axis }]) => [
      `embedding/${name}`,
      joined(
        parts.map((each) => each[`embedding/${name}`]!),
        axis,
      ),
    ]),
  )
  const head = run(graphs.head(), whole, batch, values)
  let sums: Values = Object.fromEntries(
    Object.entries(take('parameter/', values)).map(([name, { shape, data }]) => [
      `sum/${name}`,
      head[`sum/${name}`] ?? { shape, data: Array.from(data, () => 0) },
    ]),
  )
  let moved: Values = {}
  for (const [k, each] of chunks.entries()) {
    const slopes = Object.fromEntries(
      Object.entries(take('gradient/embedding/', head)).map(([name, slope]) => [
        `gradient/embedding/${name}`,
        part(slope, embeddings[name]!.axis, k * chunk, chunk),
      ]),
    )
    const next = take('next/', run(graphs.accumulate(), slopes, each, sums, moved, values))
    sums = { ...sums, ...next }
    moved = next
  }
  const scalars = { [LEARNING_RATE]: { shape: [], data: [rate] }, [STEP]: { shape: [], data: [step] } }
  const applied = run(graphs.apply(), values, sums, scalars)
  const all: Values = { ...take('next/', head), ...moved, ...take('next/', applied) }
  return { head, sums, next: Object.fromEntries(Object.keys(values).map((name) => [name, all[name] ?? values[name]!])) }
}

function expectClose(found: Numbers, expected: Numbers, what: string): void {
  expect(found.shape, what).toEqual(expected.shape)
  for (let i = 0; i < expected.data.length; i++)
    expect(Math.abs(found.data[i]! - expected.data[i]!), `${what}[${i}]`).toBeLessThan(1e-12)
}

const batchOf = (step: number): Values =>
  Object.fromEntries(Object.entries(exampleBatch(step)).map(([name, tensor]) => [name, numbers(tensor)]))

describe.each([1, 2, 3, 6])('chunks of %i examples', (chunk) => {
  it('have the loss, metrics and gradients of the whole batch', () => {
    const [graphs, whole] = [cachedGraphs(chunk, sgd()), wholeGraphs(sgd())]
    const values = starting(graphs)
    const { head, sums } = cachedStep(graphs, values, batchOf(0), 0.1, 1)
    const expected = run(whole.gradient(), batchOf(0), values)
    for (const name of ['loss', 'metric/accuracy', 'metric/likeness', 'metric/class'])
      expectClose(head[name]!, expected[name]!, name)
    const rows = (name: string): Numbers | undefined => expected[`gradient/${name}.rows`]
    for (const [name, found] of Object.entries(take('sum/', sums))) {
      if (!rows(name)) expectClose(found, expected[`gradient/${name}`]!, name)
      else {
        const { shape } = values[`parameter/${name}`]!
        const sum = new Array<number>(shape[0]! * shape[1]!).fill(0)
        Array.from(expected[`gradient/${name}.indices`]!.data).forEach((row, i) => {
          for (let j = 0; j < shape[1]!; j++) sum[row * shape[1]! + j]! += rows(name)!.data[i * shape[1]! + j]!
        })
        expectClose(found, { shape, data: sum }, name)
      }
    }
    expect(Object.keys(take('sum/', sums))).toHaveLength(7)
    expect(sums['sum/log-temperature']!.data[0]).not.toBe(0)
  })

  it.each<[string, () => Optimizer, Moves?]>([
    ['momentum', () => momentum({ weightDecay: 0.01 })],
    ['adam', () => adam()],
    [
      'groups, clipping and averages',
      () => momentum(),
      {
        groups: [
          { parameters: ['filter', 'linear'], frozen: true },
          { parameters: 'log-temperature', learningRate: 0.3, projection: clampTo(-0.1, 0.1) },
        ],
        maxGradientNorm: 0.2,
        averaging: { decay: 0.7, parameters: /^(bias|class)/ },
      },
    ],
  ])('make the steps of the whole batch with %s, state and all', (_, optimizer, moves) => {
    const [graphs, whole] = [cachedGraphs(chunk, optimizer(), moves), wholeGraphs(optimizer(), moves)]
    let values = starting(graphs)
    let expected = starting(whole)
    for (let step = 0; step < 4; step++) {
      const scalars = { [LEARNING_RATE]: { shape: [], data: [0.1] }, [STEP]: { shape: [], data: [step + 1] } }
      const next = take('next/', run(whole.step({ loss: false }), expected, batchOf(step), scalars))
      expected = { ...expected, ...next }
      values = cachedStep(graphs, values, batchOf(step), 0.1, step + 1).next
      for (const [name, value] of Object.entries(expected)) expectClose(values[name]!, value, `step ${step}, ${name}`)
    }
    expect(Object.keys(values).filter((name) => !(name in expected))).toEqual(['state/mean'])
  })
})

it('state that reads what is cut moves with every chunk, from the parameters before the step', () => {
  const hiddenOf = cachedGraphs(2, sgd())
  const values = starting(hiddenOf)
  const found = cachedStep(hiddenOf, values, batchOf(0), 0.1, 1).next['state/mean']!
  // What a chunk moves it to from 0 is half its mean.
  const halves = [0, 1, 2].map((k) => {
    const { inputs } = hiddenOf.definition
    const chunk = Object.fromEntries(
      Object.entries(batchOf(0)).map(([name, value]) => [
        name,
        name in inputs ? part(value, inputs[name]!, 2 * k, 2) : value,
      ]),
    )
    const mean = hiddenOf.definition.carried!.at(-1)!.next
    const inputsOfMean = { name: 'mean', inputs: hiddenOf.accumulate().inputs, outputs: { mean }, metadata: {} }
    const needed = { ...inputsOfMean, inputs: inputsOfMean.inputs.filter((node) => reads(mean, node)) }
    return run(needed, chunk, values).mean!.data
  })
  for (let i = 0; i < 3; i++)
    expect(found.data[i]).toBeCloseTo(halves[0]![i]! / 4 + halves[1]![i]! / 2 + halves[2]![i]!, 12)
})

const reads = (tensor: Tensor, node: Tensor): boolean =>
  tensor === node || tensor.inputs.some((operand) => reads(operand, node))

describe('CachedTrainingGraphs', () => {
  it('name what goes in and comes out', () => {
    const graphs = cachedGraphs(3, momentum())
    const state = ['state/key']
    const batch = ['batch/class', 'batch/images', 'batch/shift', 'batch/strength']
    const encoder = ['bias', 'class.weight', 'filter', 'linear', 'projection'].map((name) => `parameter/${name}`)
    const sums = ['sum/bias', 'sum/class.weight', 'sum/filter', 'sum/linear', 'sum/projection']
    expect(namesOf(graphs.embed()).sort()).toEqual([...batch, ...encoder, ...state].sort())
    expect(Object.keys(graphs.embed().outputs)).toEqual(['embedding/z', 'embedding/key'])
    expect(namesOf(graphs.head()).sort()).toEqual([
      'batch/class',
      'embedding/key',
      'embedding/z',
      'parameter/linear',
      'parameter/log-temperature',
      'state/key',
      'state/queue',
    ])
    expect(Object.keys(graphs.head().outputs)).toEqual([
      'loss',
      'metric/accuracy',
      'metric/likeness',
      'metric/class',
      'gradient/embedding/z',
      'sum/log-temperature',
      'next/state/key',
      'next/state/queue',
    ])
    // The gradients of weights of sums and products alone need the weights no more.
    const isRead = (name: string) => !/class|linear/.test(name)
    expect(namesOf(graphs.accumulate()).sort()).toEqual(
      [...batch, ...encoder.filter(isRead), 'gradient/embedding/z', 'state/mean', ...sums].sort(),
    )
    expect(Object.keys(graphs.accumulate().outputs).sort()).toEqual(
      [...sums.map((name) => `next/${name}`), 'next/state/mean'].sort(),
    )
    expect(namesOf(graphs.apply())).toContain(LEARNING_RATE)
    expect(namesOf(graphs.apply())).not.toContain(STEP)
    expect(graphs.apply().metadata).toEqual({
      made: 'here',
      optimizer: '{"name":"momentum","momentum":0.9,"nesterov":false,"weightDecay":0}',
    })
    expect([graphs.embed().name, graphs.head().name]).toEqual(['example.embed', 'example.head'])
    expect(graphs.stateSlots.map(({ name }) => name).slice(-4)).toEqual([
      'state/unread.velocity',
      'state/key',
      'state/queue',
      'state/mean',
    ])
  })

  it('take names for how many examples there are', () => {
    const definition = cachedDefinition(3, sgd(), { chunk: 'n', batch: 'n' })
    const graphs = new CachedTrainingGraphs(definition)
    expect(graphs.sizes).toEqual({ chunk: { n: 3 }, batch: { n: BATCH } })
    const numbered = cachedGraphs(3, sgd())
    const found = cachedStep(graphs, starting(graphs), batchOf(0), 0.1, 1)
    const expected = cachedStep(numbered, starting(numbered), batchOf(0), 0.1, 1)
    expect(found.next).toEqual(expected.next)
  })
})

describe('a definition that does not fit', () => {
  const good = cachedDefinition(3, sgd())
  const { z, key } = good.embeddings
  const [following, queue, mean] = good.carried!
  const sharpness = good.parameters.find((node) => node.rank === 0)
  it.each<[string, object, string]>([
    ['chunks that do not fill a batch', { chunk: 4 }, 'chunks of 4 examples do not fill a batch of 6'],
    ['no chunk', { chunk: 0 }, 'chunk must be a whole number from 1, found 0'],
    ['part of an example', { batch: 1.5 }, 'batch must be a whole number from 1, found 1.5'],
    ['chunks of another size', { chunk: 2 }, "the input 'batch/images' is [3, 2, 5, 5], but on axis 0 it must have 2"],
    ['nothing cut', { inputs: {} }, 'no input is split into chunks'],
    ['an unknown input', { inputs: { 'batch/labels': 0 } }, "the encoder has no input 'batch/labels'"],
    ['an axis outside', { inputs: { 'batch/images': 4 } }, "'batch/images' has no axis 4"],
    ['another axis', { inputs: { 'batch/images': 1 } }, 'on axis 1 it must have 3 examples'],
    ['an unread embedding', { embeddings: { z, key, more: z } }, "the loss reads no input 'embedding/more'"],
    ['a missing embedding', { embeddings: { z } }, "the loss reads 'embedding/key', which is not among the embeddings"],
    ['an embedding’s axis', { embeddings: { z: { ...z, axis: 0 }, key } }, 'on axis 0 it must have 3 examples'],
    [
      'frozen embeddings',
      {
        inputs: { 'batch/images': 0 },
        embeddings: { key },
        loss: reduceSum(multiply(input('embedding/key', 'float32', [BATCH, 4]), sharpness!)),
        metrics: {},
        carried: [following],
      },
      'no embedding depends on a parameter',
    ],
    ...(
      [
        ['no parameters', [], 'there are no parameters, only'],
        ['parameters that nothing reads', good.parameters, 'no parameter is read, only'],
      ] as const
    ).map(([what, parameters, message]): [string, object, string] => [
      what,
      {
        inputs: { 'batch/images': 0 },
        embeddings: { key },
        loss: reduceSum(input('embedding/key', 'float32', [BATCH, 4])),
        metrics: {},
        carried: [{ ...following!, next: following!.tensor }],
        parameters,
      },
      message,
    ]),
    ['state that is not carried', { carried: [following, mean] }, "'state/queue' is used but is not among"],
    [
      'a parameter that is not trained',
      { parameters: good.parameters.slice(1) },
      "'parameter/filter' is used but is not",
    ],
    [
      'state that moves with chunks and is read',
      { carried: [queue, mean, { ...following!, next: add(following!.next, reduceSum(key!.tensor)) }] },
      "'state/key' changes with every chunk (its update reads batch/images, batch/shift, batch/class), but",
    ],
  ])('%s', (_, change, message) => {
    const make = () => new CachedTrainingGraphs({ ...good, ...change })
    expect(make).toThrow(ValueError)
    expect(make).toThrow(message)
  })
})
