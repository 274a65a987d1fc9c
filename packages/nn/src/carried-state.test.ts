// State that the model carries over by itself, beside what its optimizer keeps.
import { add, evaluate, input, multiply, parameter, reduceSum, square, subtract, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { momentum } from './optimizers.js'
import { stepName, TrainingGraphs } from './training-graphs.js'
import { type CarriedState, LEARNING_RATE } from './training-state.js'

/** (w − m)² · x, where m follows w slowly and is no parameter. */
function following(more: Partial<CarriedState> = {}) {
  const weight = parameter('w', [])
  const mean = input('state/w.mean', 'float32', [])
  const next = add(multiply(0.5, mean), multiply(0.5, weight))
  const loss = reduceSum(multiply(square(subtract(weight, next)), input('batch/x', 'float32', ['N'])))
  return new TrainingGraphs({
    name: 'following',
    loss,
    metrics: {},
    parameters: [weight],
    optimizer: momentum({ momentum: 0.5 }),
    carried: [{ tensor: mean, next, initial: 3, ...more }],
    metadata: {},
  })
}

describe('carried state', () => {
  it('stands after the optimizer’s, with its initial number', () => {
    expect(following().stateSlots).toEqual([
      { name: 'state/w.velocity', shape: [], initial: 0 },
      { name: 'state/w.mean', shape: [], initial: 3 },
    ])
  })

  it('goes in and comes out of a step, and its gradient is not taken', () => {
    const graph = following().step()
    const feeds = {
      'parameter/w': 1,
      'state/w.velocity': 0,
      'state/w.mean': 3,
      'batch/x': [1, 1],
      [LEARNING_RATE]: 0.1,
    }
    const found = evaluate(graph.outputs, feeds)
    // m' = 2; the loss 2·(w − (m + w)/2)² has the slope 2·2·(1 − 2)·½ = −2.
    expect(found['next/state/w.mean']!.data[0]).toBe(2)
    expect(found['next/parameter/w']!.data[0]).toBeCloseTo(1.2, 12)
    expect(found.loss!.data[0]).toBe(2)
  })

  it('is an input of loss and gradient, no output of theirs', () => {
    const graphs = following()
    const expected = ['batch/x', 'parameter/w', 'state/w.mean']
    for (const graph of [graphs.loss(), graphs.gradient()]) {
      expect(graph.inputs.map(({ attributes }) => (attributes as { name: string }).name).sort()).toEqual(expected)
      expect(Object.keys(graph.outputs)).not.toContain('next/state/w.mean')
    }
  })

  it('several steps in one graph hand it on', () => {
    const graphs = following()
    let values: Record<string, number> = { 'parameter/w': 1, 'state/w.velocity': 0, 'state/w.mean': 3 }
    for (let k = 0; k < 3; k++) {
      const found = evaluate(graphs.step().outputs, { ...values, 'batch/x': [1, k], [LEARNING_RATE]: 0.1 })
      values = Object.fromEntries(Object.keys(values).map((name) => [name, found[`next/${name}`]!.data[0]!]))
    }
    const feeds: Record<string, number | number[]> = { 'parameter/w': 1, 'state/w.velocity': 0, 'state/w.mean': 3 }
    for (let k = 0; k < 3; k++)
      Object.assign(feeds, { [stepName(k, 'batch/x')]: [1, k], [stepName(k, LEARNING_RATE)]: 0.1 })
    const found = evaluate(graphs.steps(3).outputs, feeds)
    for (const [name, value] of Object.entries(values)) expect(found[`next/${name}`]!.data[0]).toBeCloseTo(value, 12)
  })

  it.each<[string, () => unknown, string]>([
    [
      'what is no input',
      () => following({ tensor: multiply(2, parameter('a', [])) }),
      "create it with input('state/…'",
    ],
    ['another name', () => following({ tensor: input('queue', 'float32', []) }), "create it with input('state/…'"],
    ['another shape', () => following({ next: input('batch/y', 'float32', [2]) }), 'both must be float32 of one shape'],
    ['another type', () => following({ next: input('batch/y', 'int32', []) }), 'both must be float32 of one shape'],
    [
      'state that is read and not carried',
      () => following({ tensor: input('state/other', 'float32', []), next: input('state/other', 'float32', []) }),
      "'state/w.mean' is used but is not among the carried state",
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(ValueError)
    expect(make).toThrow(message)
  })
})
