// Sparse optimizers, groups, clipping, averages and projections against PyTorch in float64, in the graph and on the host.
import { readFileSync } from 'node:fs'
import { evaluate, type Feeds, isInput, type NestedNumbers, type Tensor, type Value } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { LEARNING_RATE, STEP } from './training-state.js'
import { batchOf, type StepsCase, type StepsFixture, stepsCases } from './training-steps.fixture.js'
import { averagedParameters } from './weight-averaging.js'

const path = new URL('./fixtures/training-steps.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as StepsFixture

type Numbers = Record<string, { shape: readonly number[]; data: number[] | Float64Array }>

const flat = (values: NestedNumbers): number[] => [values].flat(9) as number[]

function startOf({ start, graphs }: StepsCase): Numbers {
  const state = graphs.stateSlots.map(({ name, shape, initial }) => {
    const length = (shape as number[]).reduce((a, b) => a * b, 1)
    return [name, { shape: shape as number[], data: new Array<number>(length).fill(initial) }] as const
  })
  const parameters = Object.entries(start).map(
    ([name, values]) => [`parameter/${name}`, { shape: fixture.shapes[name]!, data: flat(values) }] as const,
  )
  return Object.fromEntries([...state, ...parameters])
}

/** Feeds for what a graph reads. */
function feedsOf(inputs: readonly Tensor[], sources: Feeds): Feeds {
  const names = inputs.filter(isInput).map(({ attributes }) => attributes.name)
  return Object.fromEntries(names.map((name) => [name, sources[name]!]))
}

function expectValues(found: Numbers, expected: Readonly<Record<string, NestedNumbers>>, step: number): void {
  for (const [name, values] of Object.entries(expected))
    flat(values).forEach((value, i) => {
      const got = found[`parameter/${name}`]!.data[i]!
      expect(Math.abs(got - value), `step ${step}, ${name}[${i}]: ${got} against ${value}`).toBeLessThan(1e-9)
    })
}

describe.each(stepsCases(fixture))('$title', (given) => {
  const { graphs, values } = given
  const sources = (numbers: Numbers, step: number): Feeds => ({
    ...numbers,
    ...batchOf(fixture, step),
    [LEARNING_RATE]: fixture.rates[step]!,
    [STEP]: step + 1,
  })

  it('moves as PyTorch does, in one graph', () => {
    const graph = graphs.step()
    let numbers = startOf(given)
    values.forEach((expected, step) => {
      const results = evaluate(graph.outputs, feedsOf(graph.inputs, sources(numbers, step)))
      const next = Object.entries(results).filter(([name]) => name.startsWith('next/'))
      numbers = { ...numbers, ...Object.fromEntries(next.map(([name, value]) => [name.slice(5), value])) } as Numbers
      expectValues(numbers, expected, step)
      if (given.norms) expect(results['metric/gradient-norm']!.data[0]).toBeCloseTo(given.norms[step]!, 9)
      if (given.averages) {
        const only = (prefix: string) =>
          Object.fromEntries(Object.entries(numbers).filter(([n]) => n.startsWith(prefix)))
        expectValues(averagedParameters(only('parameter/'), only('state/')), given.averages[step]!, step)
      }
    })
  })

  it('moves so where the host applies the rows', () => {
    const graph = graphs.step({ rowsOnHost: true, loss: false })
    const numbers = startOf(given)
    values.forEach((expected, step) => {
      const results: Record<string, Value> = evaluate(graph.outputs, feedsOf(graph.inputs, sources(numbers, step)))
      for (const [name, { parts, isGradient }] of graphs.hostTables) {
        expect(graph.outputs).not.toHaveProperty(`next/${name}`)
        const table = numbers[name]!
        const width = table.data.length / table.shape[0]!
        for (const { rows, indices } of parts)
          results[indices]!.data.forEach((index, i) => {
            for (let j = 0; j < width; j++)
              table.data[index * width + j]! +=
                (isGradient ? -fixture.rates[step]! : 1) * results[rows]!.data[i * width + j]!
          })
      }
      for (const [name, value] of Object.entries(results))
        if (name.startsWith('next/')) numbers[name.slice(5)] = value as Numbers[string]
      expectValues(numbers, expected, step)
    })
  })

  it('moves so in several steps of one graph', () => {
    const graph = graphs.steps(values.length, { loss: false })
    const steps = values.map((_, step) => {
      const { [LEARNING_RATE]: rate, [STEP]: number, ...batch } = sources({}, step)
      return Object.entries({ ...batch, [LEARNING_RATE]: rate!, [STEP]: number! }).map(
        ([name, value]) => [`${step}/${name}`, value] as const,
      )
    })
    const numbers = startOf(given)
    const results = evaluate(graph.outputs, feedsOf(graph.inputs, { ...numbers, ...Object.fromEntries(steps.flat()) }))
    const last = Object.fromEntries(Object.entries(results).map(([name, value]) => [name.slice(5), value]))
    expectValues({ ...numbers, ...last } as Numbers, values.at(-1)!, values.length)
  })
})

describe('host tables', () => {
  it('are those of which a step moves rows alone, with their slots', () => {
    const keys = Object.fromEntries(
      stepsCases(fixture).map(({ title, graphs }) => [title, [...graphs.hostTables.keys()].join(' ')]),
    )
    expect(keys).toMatchObject({
      'adam {"sparse":true,"epsilon":1e-30}':
        'parameter/words.weight state/words.weight.mean state/words.weight.squares',
      groups: '',
      clipped: 'parameter/words.weight parameter/items.weight',
      clippedAdam: '',
      adagrad: 'parameter/words.weight state/words.weight.squares parameter/items.weight state/items.weight.squares',
      averaged: '',
      projected: 'parameter/words.weight parameter/items.weight',
    })
  })
})
