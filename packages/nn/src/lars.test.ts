// LARS against PyTorch in float64; tools/oracles/README.md says how the numbers were made.
import { readFileSync } from 'node:fs'
import { evaluate, input, parameter, RowGradient, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { type LarsOptions, lars } from './lars.js'

interface Fixture {
  readonly rates: readonly number[]
  readonly cases: readonly {
    readonly name: string
    readonly shape: readonly number[]
    readonly start: readonly number[]
    readonly gradients: readonly (readonly number[])[]
    readonly runs: readonly { readonly options: LarsOptions; readonly values: readonly (readonly number[])[] }[]
  }[]
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/lars.json', import.meta.url), 'utf8')) as Fixture
const scalars = { learningRate: input('rate', 'float32', []), step: input('step', 'float32', []) }

describe.each(fixture.cases)('lars on a $name', ({ shape, start, gradients, runs }) => {
  it.each(runs)('moves as PyTorch does with $options', ({ options, values }) => {
    const state = { velocity: input('velocity', 'float32', shape) }
    const gradient = input('gradient', 'float32', shape)
    const next = lars(options).update({ parameter: parameter('weight', shape), gradient, state, ...scalars })
    let [now, velocity]: ArrayLike<number>[] = [start, new Array<number>(start.length).fill(0)]
    for (const [i, rate] of fixture.rates.entries()) {
      const found = evaluate(
        { parameter: next.parameter, velocity: next.state.velocity! },
        {
          'parameter/weight': { shape, data: now! },
          gradient: { shape, data: gradients[i]! },
          velocity: { shape, data: velocity! },
          rate,
        },
      )
      now = found.parameter.data
      velocity = found.velocity.data
      expect(now.length).toBe(start.length)
      for (const [j, expected] of values[i]!.entries())
        expect(Math.abs(now[j]! - expected), `step ${i}, entry ${j}`).toBeLessThan(1e-12)
    }
  })
})

describe('lars', () => {
  it('makes a step of NaN, not one of another rate, where a weight or a gradient is NaN', () => {
    const state = { velocity: input('velocity', 'float32', [1, 2]) }
    const gradient = input('gradient', 'float32', [1, 2])
    const next = lars().update({ parameter: parameter('weight', [1, 2]), gradient, state, ...scalars })
    for (const [weight, slope] of [
      [Number.NaN, 1],
      [1, Number.NaN],
    ]) {
      const feeds = { 'parameter/weight': [[weight!, 2]], gradient: [[slope!, 1]], velocity: [[0, 0]], rate: 0.1 }
      expect([...evaluate(next.state.velocity!, feeds).data]).toEqual([Number.NaN, Number.NaN])
    }
  })

  it('steps by the trust coefficient times the size of the weights, however long the gradient', () => {
    const state = { velocity: input('velocity', 'float32', [2, 2]) }
    const gradient = input('gradient', 'float32', [2, 2])
    const options = { weightDecay: 0, trustCoefficient: 0.01 }
    const next = lars(options).update({ parameter: parameter('weight', [2, 2]), gradient, state, ...scalars })
    for (const scale of [1e-6, 1, 1e6]) {
      const found = evaluate(next.state.velocity!, {
        'parameter/weight': [
          [3, 0],
          [0, 4],
        ],
        gradient: [
          [0, scale],
          [0, 0],
        ],
        velocity: [
          [0, 0],
          [0, 0],
        ],
        rate: 2,
      })
      expect(found.data[1]).toBeCloseTo(2 * 0.01 * 5, 12)
    }
  })

  it('takes the norm of rows that come twice after they are added up', () => {
    const part = { indices: input('indices', 'int32', [2]), rows: input('rows', 'float32', [2, 1]) }
    const state = { velocity: input('velocity', 'float32', [3, 1]) }
    const next = lars({ weightDecay: 0, trustCoefficient: 1 }).update({
      parameter: parameter('table', [3, 1]),
      gradient: new RowGradient([3, 1], [part]),
      state,
      ...scalars,
    })
    const feeds = { indices: [1, 1], rows: [[3], [4]], velocity: [[0], [0], [0]], rate: 1 }
    expect(evaluate(next.parameter, { ...feeds, 'parameter/table': [[2], [0], [0]] }).data).toEqual(
      Float64Array.of(2, -2, 0),
    )
  })

  it.each([
    ['momentum', { momentum: 1 }],
    ['weightDecay', { weightDecay: -1 }],
    ['trustCoefficient', { trustCoefficient: Number.NaN }],
  ])('names the impossible %s', (name, options) => {
    expect(() => lars(options)).toThrow(ValueError)
    expect(() => lars(options)).toThrow(name)
  })

  it('tells its options for metadata', () => {
    expect(lars().options).toEqual({ momentum: 0.9, weightDecay: 1e-6, trustCoefficient: 0.001 })
  })
})
