// Every optimizer against PyTorch in float64, on dense gradients and on rows. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import {
  evaluate,
  type Feeds,
  type Gradient,
  input,
  type NestedNumbers,
  parameter,
  RowGradient,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import type { Optimizer } from './optimizer.js'
import { adagrad, adam, adamW, momentum, sgd } from './optimizers.js'

interface Fixture {
  readonly start: readonly number[][]
  readonly rates: readonly number[]
  readonly dense: readonly NestedNumbers[]
  readonly indices: readonly NestedNumbers[]
  readonly rows: readonly NestedNumbers[]
  readonly optimizers: readonly {
    readonly name: string
    readonly options: object
    readonly dense: readonly number[][][]
    readonly rows: readonly number[][][]
  }[]
}

const make: Readonly<Record<string, (options: object) => Optimizer>> = { sgd, momentum, adagrad, adam, adamW }
const path = new URL('./fixtures/optimizers.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture
const shape = [5, 3]

/** Makes steps with one gradient expression and gives the parameter after each. */
function trajectory(optimizer: Optimizer, found: Gradient, feedsOf: (step: number) => Feeds): number[][] {
  const table = parameter('table', shape)
  const slots = Object.keys(optimizer.slots)
  const state = Object.fromEntries(slots.map((slot) => [slot, input(`state/${slot}`, 'float32', shape)]))
  const [learningRate, step] = [input('rate', 'float32', []), input('step', 'float32', [])]
  const next = optimizer.update({ parameter: table, gradient: found, state, learningRate, step })
  expect(Object.keys(next.state)).toEqual(slots)
  const outputs: Record<string, Tensor> = { parameter: next.parameter, ...next.state }
  const values: Record<string, { shape: readonly number[]; data: ArrayLike<number> }> = {
    parameter: { shape, data: fixture.start.flat() },
    ...Object.fromEntries(slots.map((slot) => [slot, { shape, data: new Array(15).fill(optimizer.slots[slot]) }])),
  }
  const uses = (tensor: Tensor): boolean =>
    Object.values(outputs).some(function reach(node: Tensor): boolean {
      return node === tensor || node.inputs.some(reach)
    })
  return fixture.rates.map((rate, i) => {
    const feeds: Record<string, Feeds[string]> = { ...feedsOf(i), 'parameter/table': values.parameter!, rate }
    for (const slot of slots) feeds[`state/${slot}`] = values[slot]!
    if (uses(step)) feeds.step = i + 1
    const after = evaluate(outputs, feeds)
    for (const name of Object.keys(outputs)) values[name] = after[name]!
    return Array.from(after.parameter!.data)
  })
}

function expectClose(found: readonly number[][], expected: readonly number[][][]): void {
  expect(found.length).toBe(expected.length)
  found.forEach((values, step) => {
    const wanted = expected[step]!.flat()
    expect(values.length).toBe(wanted.length)
    values.forEach((value, i) => {
      expect(Math.abs(value - wanted[i]!), `step ${step}, entry ${i}`).toBeLessThan(1e-9)
    })
  })
}

describe.each(fixture.optimizers)('$name $options', ({ name, options, dense, rows }) => {
  it('moves as PyTorch does on dense gradients', () => {
    const found = input('gradient', 'float32', shape)
    expectClose(
      trajectory(make[name]!(options), found, (i) => ({ gradient: fixture.dense[i]! })),
      dense,
    )
  })

  it('moves as PyTorch does on rows, with rows that come twice', () => {
    const part = { indices: input('indices', 'int32', [2, 3]), rows: input('rows', 'float32', [2, 3, 3]) }
    const feedsOf = (i: number): Feeds => ({ indices: fixture.indices[i]!, rows: fixture.rows[i]! })
    expectClose(trajectory(make[name]!(options), new RowGradient(shape, [part]), feedsOf), rows)
  })
})

describe('sgd', () => {
  it('adds up the parts of a gradient', () => {
    const table = parameter('table', [2, 1])
    const part = (name: string) => ({
      indices: input(`${name}.indices`, 'int32', [2]),
      rows: input(`${name}.rows`, 'float32', [2, 1]),
    })
    const learningRate = input('rate', 'float32', [])
    const found = new RowGradient([2, 1], [part('a'), part('b')])
    const next = sgd().update({ parameter: table, gradient: found, state: {}, learningRate, step: learningRate })
    const feeds = { 'a.indices': [0, 1], 'a.rows': [[1], [2]], 'b.indices': [1, 1], 'b.rows': [[4], [8]] }
    expect(evaluate(next.parameter, { ...feeds, 'parameter/table': [[100], [200]], rate: 2 }).data).toEqual(
      Float64Array.of(98, 172),
    )
  })
})

describe('sgd with a limit', () => {
  const limited = (shape: number[], found: Gradient, start: NestedNumbers, feeds: Feeds) => {
    const [table, learningRate] = [parameter('table', shape), input('rate', 'float32', [])]
    const step = { parameter: table, gradient: found, state: {}, learningRate, step: learningRate }
    const next = sgd({ maxRowChange: 5 }).update(step)
    return Array.from(evaluate(next.parameter, { ...feeds, 'parameter/table': start, rate: 2 }).data)
  }

  it('moves a row that several gradient rows name by their sum, and no further than that', () => {
    const part = (name: string) => ({
      indices: input(`${name}.indices`, 'int32', [3]),
      rows: input(`${name}.rows`, 'float32', [3, 2]),
    })
    const feeds = {
      'a.indices': [0, 1, 1],
      // Long ones that leave little, and short ones that come to much together.
      'a.rows': [
        [100, 100],
        [1, 2],
        [2, 2],
      ],
      'b.indices': [0, 2, 1],
      'b.rows': [
        [-99, -98],
        [0, 0],
        [0, 0],
      ],
    }
    const found = limited([4, 2], new RowGradient([4, 2], [part('a'), part('b')]), new Array(4).fill([10, 20]), feeds)
    const expected = [8, 16, 7, 16, 10, 20, 10, 20]
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12)
    })
  })

  it('limits rows of a dense gradient, over all of their axes', () => {
    const found = limited([2, 1, 2], input('g', 'float32', [2, 1, 2]), [[[1, 1]], [[1, 1]]], {
      g: [[[-6, 8]], [[0.5, 0]]],
    })
    expect(found).toEqual([4, -3, 0, 1])
  })

  it.each([[[2]], [[]]])('leaves a parameter %j alone', (shape) => {
    const value = (x: number): NestedNumbers => (shape.length === 0 ? x : [x, x])
    expect(limited(shape, input('g', 'float32', shape), value(1), { g: value(100) })[0]).toBe(-199)
  })
})

describe('options', () => {
  it.each([
    ['maxRowChange', () => sgd({ maxRowChange: 0 })],
    ['maxRowChange', () => sgd({ maxRowChange: Number.NaN })],
    ['momentum', () => momentum({ momentum: 1 })],
    ['momentum', () => momentum({ momentum: Number.NaN })],
    ['weightDecay', () => momentum({ weightDecay: -0.1 })],
    ['epsilon', () => adagrad({ epsilon: -1 })],
    ['initialAccumulator', () => adagrad({ initialAccumulator: Number.POSITIVE_INFINITY })],
    ['beta1', () => adam({ beta1: 1 })],
    ['beta2', () => adam({ beta2: -0.5 })],
    ['weightDecay', () => adamW({ weightDecay: Number.NaN })],
  ])('names the impossible %s', (name, build) => {
    expect(build).toThrow(ValueError)
    expect(build).toThrow(name)
  })

  it('are told for metadata', () => {
    expect(adamW({ beta1: 0.5 }).options).toEqual({ beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 })
    expect(sgd({ maxRowChange: 0.5 }).options).toEqual({ maxRowChange: 0.5 })
    expect(momentum({ nesterov: true }).options).toEqual({ momentum: 0.9, nesterov: true, weightDecay: 0 })
  })
})
