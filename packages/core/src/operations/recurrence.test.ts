// The gated recurrent unit against PyTorch in float64 (tools/oracles/README.md), by steps and as one node; what is
// refused.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Shape } from '../dimension.js'
import { ShapeError } from '../errors.js'
import { evaluate, type Feeds } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import { substitute } from '../substitute.js'
import { type Tensor, topologicalOrder } from '../tensor.js'
import { add, multiply, square } from './elementwise.js'
import { flattenNested, input, type NestedNumbers } from './leaves.js'
import { gru } from './recurrence.js'
import { reduceSum } from './reduction.js'

interface Case {
  readonly inputs: readonly NestedNumbers[]
  readonly weights: NestedNumbers
  readonly y: NestedNumbers
  readonly gradients: readonly NestedNumbers[]
  readonly second: readonly NestedNumbers[]
}
const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/recurrence.json', import.meta.url), 'utf8'),
) as unknown as { readonly cases: readonly Case[] }

const names = ['x', 'inputWeight', 'recurrentWeight', 'inputBias', 'recurrentBias', 'initial'] as const
type Six = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
const shapeOf = (numbers: NestedNumbers): number[] => flattenNested(numbers).shape

/** The six inputs; the first axes of x and the state may be named. */
const declare = (shapes: readonly Shape[]): Six => names.map((name, i) => input(name, 'float32', shapes[i]!)) as Six
const sized = (inputs: readonly NestedNumbers[], steps: number | string, sequences: number | string): Shape[] =>
  inputs.map((numbers, i) => {
    const shape = shapeOf(numbers)
    if (i === 0) return [steps, sequences, shape[2]!]
    return i === 5 ? [sequences, shape[1]!] : shape
  })
const feedsOf = (inputs: readonly NestedNumbers[]): Feeds =>
  Object.fromEntries(names.map((name, i) => [name, inputs[i]!]))

describe.each(cases.map((each) => ({ each, title: `[${shapeOf(each.y)}]` })))('states $title', ({ each }) => {
  const [steps, sequences] = shapeOf(each.y) as [number, number]

  it.each([sequences, 'N'])('of %s sequences agree with PyTorch, with their gradients and theirs', (count) => {
    const tensors = declare(sized(each.inputs, steps, count))
    const y = gru(...tensors)
    const weights = input('weights', 'float32', y.shape)
    const first = gradient(reduceSum(multiply(y, weights)), tensors).map(toDense)
    const squares = first.map((one) => reduceSum(square(one))).reduce((a, b) => add(a, b))
    const second = gradient(squares, [...tensors, weights]).map(toDense)
    const outputs = Object.fromEntries([y, ...first, ...second].map((one, i) => [String(i), one]))
    const found = evaluate(outputs, { ...feedsOf(each.inputs), weights: each.weights })
    ;[each.y, ...each.gradients, ...each.second].forEach((numbers, output) => {
      const { data, shape } = flattenNested(numbers)
      expect(found[String(output)]!.shape).toEqual(shape)
      data.forEach((wanted, i) => {
        const away = Math.abs(found[String(output)]!.data[i]! - wanted)
        expect(away, `output ${output}, entry ${i}`).toBeLessThan(1e-11 * Math.max(1, Math.abs(wanted)))
      })
    })
  })

  it('are the same of a named number of steps, which is one node', () => {
    const tensors = declare(sized(each.inputs, 'T', sequences))
    const y = gru(...tensors)
    expect(topologicalOrder([y])).toHaveLength(7)
    const found = evaluate(y, feedsOf(each.inputs))
    flattenNested(each.y).data.forEach((wanted, i) => {
      expect(Math.abs(found.data[i]! - wanted)).toBeLessThan(1e-13)
    })
  })
})

describe('a named number of steps', () => {
  const shapes: readonly Shape[] = [['T', 'N', 2], [9, 2], [9, 3], [9], [9], ['N', 3]]

  it('has no gradient, which is said, until a number takes its place', () => {
    const tensors = declare(shapes)
    const y = gru(...tensors)
    expect(() => gradient(reduceSum(y), [tensors[1]])).toThrow(ShapeError)
    expect(() => gradient(reduceSum(y), [tensors[1]])).toThrow(
      "gru: the gradient needs a known number of steps, but x is input float32[T, N, 2]: give 'T' as a number",
    )
    const four = input('x', 'float32', [4, 'N', 2])
    const known = substitute(y, new Map([[tensors[0], four]]))
    expect(known.shape).toEqual([4, 'N', 3])
    expect(toDense(gradient(reduceSum(known), [tensors[1]])[0]).shape).toEqual([9, 2])
  })

  it('keeps its node when only sequences become a number', () => {
    const tensors = declare(shapes)
    const [x, initial] = [input('x', 'float32', ['T', 5, 2]), input('initial', 'float32', [5, 3])]
    const known = substitute(
      gru(...tensors),
      new Map<Tensor, Tensor>([
        [tensors[0], x],
        [tensors[5], initial],
      ]),
    )
    expect(known.shape).toEqual(['T', 5, 3])
    expect(topologicalOrder([known])).toHaveLength(7)
  })
})

it('large sums neither overflow nor give NaN', () => {
  const tensors = declare([[2, 1, 1], [3, 1], [3, 1], [3], [3], [1, 1]])
  for (const size of [1e4, -1e4]) {
    const feeds = {
      x: [[[size]], [[size]]],
      inputWeight: [[1], [1], [1]],
      recurrentWeight: [[0], [0], [0]],
      inputBias: [0, 0, 0],
      recurrentBias: [0, 0, 0],
      initial: [[0.5]],
    }
    for (const steps of [2, 'T']) {
      const named = declare([[steps, 1, 1], ...tensors.slice(1).map(({ shape }) => shape)])
      // The gate is shut for 1e4, so that the state stays; for −1e4 it is open, and the candidate −1.
      expect([...evaluate(gru(...named), feeds).data]).toEqual(size > 0 ? [0.5, 0.5] : [-1, -1])
    }
    const gradients = gradient(reduceSum(gru(...tensors)), tensors).map(toDense)
    for (const each of gradients) expect(evaluate(each, feeds, tensors).data.every(Number.isFinite)).toBe(true)
  }
})

describe('what does not fit', () => {
  const fitting: readonly Shape[] = [[4, 2, 5], [9, 5], [9, 3], [9], [9], [2, 3]]
  it.each<[string, number, Shape]>([
    ['x without sequences', 0, [4, 5]],
    ['no steps', 0, [0, 2, 5]],
    ['weights of other features', 1, [9, 4]],
    ['weights of two gates', 1, [6, 5]],
    ['recurrent weights of two gates', 2, [6, 3]],
    ['hidden units without a number', 2, ['G', 'H']],
    ['recurrent weights of one axis', 2, [9]],
    ['a bias of one gate', 3, [3]],
    ['a recurrent bias with an axis of directions', 4, [1, 9]],
    ['states of other sequences', 5, [3, 3]],
    ['states with an axis of directions', 5, [1, 2, 3]],
  ])('%s', (_, place, shape) => {
    expect(gru(...declare(fitting)).shape).toEqual([4, 2, 3])
    expect(() => gru(...declare(fitting.with(place, shape)))).toThrow(ShapeError)
  })

  it('is named with what was expected', () => {
    expect(() => gru(...declare(fitting.with(5, [3, 3])))).toThrow(
      'gru: initial must be float32 [2, 3] for x [4, 2, 5] and 3 hidden units, found input float32[3, 3]',
    )
  })
})
