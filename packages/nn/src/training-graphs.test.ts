import {
  evaluate,
  type Feeds,
  type Graph,
  gather,
  input,
  multiply,
  parameter,
  reduceSum,
  ShapeError,
  square,
  subtract,
  type Tensor,
  tensor,
  ValueError,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { adam, momentum, sgd } from './optimizers.js'
import { stepName, type TrainingDefinition, TrainingGraphs } from './training-graphs.js'
import { LEARNING_RATE, STEP } from './training-state.js'

const names = (graph: Graph): string[] => graph.inputs.map((node) => (node.attributes as { name: string }).name)

/** Σ (table[a] − table[b])²·scale, with a table of rows, a dense scale, and a bias that only a metric reads. */
function example(more: Partial<TrainingDefinition> = {}): TrainingDefinition {
  const table = parameter('words.weight', [4, 2])
  const scale = parameter('scale', [])
  const a = gather(table, input('batch/a', 'int32', ['N']))
  const b = gather(table, input('batch/b', 'int32', ['N']))
  const loss = reduceSum(multiply(scale, square(subtract(a, b))))
  return {
    name: 'example',
    loss,
    metrics: { seen: reduceSum(input('batch/only-watched', 'float32', ['N'])), loss: loss },
    parameters: [table, scale],
    optimizer: sgd(),
    metadata: { paper: 'none' },
    ...more,
  }
}

const batch = { 'batch/a': [0, 2], 'batch/b': [1, 2], 'batch/only-watched': [3, 4] }
const values: Feeds = {
  'parameter/words.weight': [
    [1, 2],
    [4, 6],
    [7, 7],
    [0, 1],
  ],
  'parameter/scale': 0.5,
}

describe('TrainingGraphs', () => {
  it('loss.onnx: parameters and batch to loss and metrics', () => {
    const graph = new TrainingGraphs(example()).loss()
    expect(graph.name).toBe('example.loss')
    expect(graph.metadata).toEqual({ paper: 'none' })
    expect(names(graph).sort()).toEqual([
      'batch/a',
      'batch/b',
      'batch/only-watched',
      'parameter/scale',
      'parameter/words.weight',
    ])
    expect(Object.keys(graph.outputs)).toEqual(['loss', 'metric/seen', 'metric/loss'])
    const found = evaluate(graph.outputs, { ...values, ...batch })
    expect(found.loss!.data[0]).toBe(12.5)
    expect(found['metric/seen']!.data[0]).toBe(7)
  })

  it('gradient.onnx: rows of a table, dense gradients of the rest', () => {
    const graph = new TrainingGraphs(example()).gradient()
    expect(Object.keys(graph.outputs).slice(3)).toEqual([
      'gradient/words.weight.rows',
      'gradient/words.weight.indices',
      'gradient/scale',
    ])
    const found = evaluate(graph.outputs, { ...values, ...batch })
    expect(found['gradient/scale']!.data[0]).toBe(25)
    const total = [0, 0, 0, 0, 0, 0, 0, 0]
    found['gradient/words.weight.indices']!.data.forEach((row, i) => {
      for (const j of [0, 1]) total[2 * row + j]! += found['gradient/words.weight.rows']!.data[2 * i + j]!
    })
    expect(total).toEqual([-3, -4, 3, 4, 0, 0, 0, 0])
  })

  it('step.onnx: next parameters; the learning rate is an input, the step only where the optimizer reads it', () => {
    const graph = new TrainingGraphs(example()).step()
    expect(names(graph)).toContain(LEARNING_RATE)
    expect(names(graph)).not.toContain(STEP)
    expect(Object.keys(graph.outputs).slice(3)).toEqual(['next/parameter/words.weight', 'next/parameter/scale'])
    const found = evaluate(graph.outputs, { ...values, ...batch, [LEARNING_RATE]: 0.1 })
    const next = [1.3, 2.4, 3.7, 5.6, 7, 7, 0, 1]
    found['next/parameter/words.weight']!.data.forEach((x, i) => {
      expect(x).toBeCloseTo(next[i]!, 12)
    })
    expect(found['next/parameter/scale']!.data[0]).toBeCloseTo(-2, 12)
  })

  it.each([0, 1.5])('there is no graph of %s steps', (count) => {
    expect(() => new TrainingGraphs(example()).steps(count)).toThrow(ValueError)
  })

  it('several steps as one graph: each from where the one before it ended, with its own batch and number', () => {
    const graphs = new TrainingGraphs(example({ optimizer: adam() }))
    const batches = [batch, { 'batch/a': [1, 3], 'batch/b': [2, 0], 'batch/only-watched': [5, 6] }]
    const state = Object.fromEntries(
      graphs.stateSlots.map(({ name, shape }) => [
        name,
        shape.length === 0
          ? 0
          : [
              [0, 0],
              [0, 0],
              [0, 0],
              [0, 0],
            ],
      ]),
    )
    const one = graphs.step()
    const two = graphs.steps(2)
    expect(names(two)).toContain('1/batch/a')
    expect(names(two)).not.toContain('batch/a')
    let now: Feeds = { ...values, ...state }
    const expected: Record<string, unknown> = {}
    const own: Record<string, Feeds[string]> = {}
    for (const [k, feeds] of batches.entries()) {
      const inputs: Feeds = { ...feeds, [LEARNING_RATE]: 0.1 / (k + 1), [STEP]: k + 1 }
      for (const [name, value] of Object.entries(inputs)) own[stepName(k, name)] = value
      const found = evaluate(one.outputs, { ...now, ...inputs })
      const next: Record<string, Feeds[string]> = {}
      for (const [name, tensor] of Object.entries(found))
        if (name.startsWith('next/')) next[name.slice('next/'.length)] = tensor
        else expected[stepName(k, name)] = tensor
      now = next
    }
    for (const [name, tensor] of Object.entries(now)) expected[`next/${name}`] = tensor
    expect(evaluate(two.outputs, { ...values, ...state, ...own })).toEqual(expected)
    expect(Object.keys(graphs.steps(2, { loss: false }).outputs).every((name) => name.startsWith('next/'))).toBe(true)
  })

  it('state slots go in and come out by name, with their shapes and starts', () => {
    const graphs = new TrainingGraphs(example({ optimizer: adam() }))
    expect(graphs.stateSlots).toEqual([
      { name: 'state/words.weight.mean', shape: [4, 2], initial: 0 },
      { name: 'state/words.weight.squares', shape: [4, 2], initial: 0 },
      { name: 'state/scale.mean', shape: [], initial: 0 },
      { name: 'state/scale.squares', shape: [], initial: 0 },
    ])
    const graph = graphs.step()
    const slots = graphs.stateSlots.map(({ name }) => name)
    expect(names(graph)).toEqual(expect.arrayContaining([...slots, LEARNING_RATE, STEP]))
    for (const slot of slots) expect(Object.keys(graph.outputs)).toContain(`next/${slot}`)
    expect(graph.metadata.paper).toBe('none')
    expect(JSON.parse(graph.metadata.optimizer!)).toEqual({
      name: 'adam',
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    })
  })

  it('tables whose rows the host applies come as parts, one for each gather, and are no outputs', () => {
    const graphs = new TrainingGraphs(example())
    const parts = [0, 1].map((part) => ({
      rows: `gradient/words.weight.${part}.rows`,
      indices: `gradient/words.weight.${part}.indices`,
    }))
    expect([...graphs.hostTables]).toEqual([['parameter/words.weight', { parts, isGradient: true }]])
    const graph = graphs.step({ rowsOnHost: true, loss: false })
    expect(Object.keys(graph.outputs)).toEqual([
      'gradient/words.weight.0.rows',
      'gradient/words.weight.0.indices',
      'gradient/words.weight.1.rows',
      'gradient/words.weight.1.indices',
      'next/parameter/scale',
    ])
    // Without loss and metrics nobody reads what they alone were computed from.
    expect(names(graph)).not.toContain('batch/only-watched')
    expect(names(graph)).toContain(LEARNING_RATE)
  })

  it('parts have int32 indices, whatever the table was gathered by', () => {
    const table = parameter('t', [4, 2])
    const loss = reduceSum(gather(table, input('batch/ids', 'int64', ['N'])))
    const graphs = new TrainingGraphs(example({ loss, metrics: {}, parameters: [table] }))
    expect(graphs.step({ rowsOnHost: true }).outputs['gradient/t.0.indices']!.dtype).toBe('int32')
    expect(graphs.gradient().outputs['gradient/t.indices']!.dtype).toBe('int32')
  })

  it('an optimizer that moves every row leaves no table to the host', () => {
    const graphs = new TrainingGraphs(example({ optimizer: momentum() }))
    expect(graphs.hostTables.size).toBe(0)
    expect(Object.keys(graphs.step({ rowsOnHost: true }).outputs)).toEqual(Object.keys(graphs.step().outputs))
  })

  it('a table with a dense gradient, or that the loss does not read, is no host table', () => {
    const table = parameter('t', [3])
    const unread = parameter('unread', [2])
    const loss = reduceSum(square(table))
    const graphs = new TrainingGraphs(example({ loss, metrics: {}, parameters: [table, unread] }))
    expect(graphs.hostTables.size).toBe(0)
    expect(names(graphs.loss())).toEqual(['parameter/t'])
    const found = evaluate(graphs.step().outputs, {
      'parameter/t': [1, 2, 3],
      'parameter/unread': [5, 6],
      [LEARNING_RATE]: 0.5,
    })
    expect([...found['next/parameter/t']!.data]).toEqual([0, 0, 0])
    expect([...found['next/parameter/unread']!.data]).toEqual([5, 6])
  })

  it.each<[string, () => TrainingDefinition, string]>([
    [
      'a parameter that is none',
      () => example({ parameters: [input('batch/x', 'float32', [2])] }),
      'is not a parameter',
    ],
    ['a parameter left out', () => example({ parameters: example().parameters.slice(1) }), 'is used but is not among'],
    [
      'two parameters of one name',
      () => {
        const [a, b] = [parameter('same', [2]), parameter('same', [2])]
        return example({ loss: reduceSum(multiply(a, b)), metrics: {}, parameters: [a, b] })
      },
      "'parameter/same'",
    ],
    [
      'the same parameter twice',
      () => {
        const a = parameter('a', [2])
        return example({ loss: reduceSum(a), metrics: {}, parameters: [a, a] })
      },
      "'parameter/a'",
    ],
    [
      'one name for a parameter that the loss reads and one that it does not',
      () => {
        const [a, b] = [parameter('same', [2]), parameter('same', [2])]
        return example({ loss: reduceSum(a), metrics: {}, parameters: [a, b] })
      },
      "'parameter/same'",
    ],
    [
      'no parameters, and says what the loss reads',
      () => {
        const [x, w] = [input('batch/x', 'float32', ['N', 2]), input('conv.weight', 'float32', [2])]
        return example({ loss: reduceSum(multiply(x, w)), metrics: {}, parameters: [] })
      },
      "example: a step would train nothing: there are no parameters, only 'batch/x', 'conv.weight'; create trainable tensors " +
        'with parameter(name, shape). Of a model from readModel, weights that are inputs of the file have no numbers in ' +
        'it: export the file with its weights (in PyTorch: export_params=True), or give their numbers as ' +
        "readModel's option weights",
    ],
    [
      'no parameters of a loss without inputs',
      () => example({ loss: reduceSum(tensor([1, 2])), metrics: {}, parameters: [] }),
      'there are no parameters, only constants',
    ],
    [
      'parameters that the loss does not read',
      () =>
        example({ loss: reduceSum(input('batch/x', 'float32', [2])), metrics: {}, parameters: [parameter('a', [2])] }),
      "no parameter is read, only 'batch/x'",
    ],
  ])('refuses %s', (_, definition, message) => {
    expect(() => new TrainingGraphs(definition())).toThrow(ValueError)
    expect(() => new TrainingGraphs(definition())).toThrow(message)
  })

  it('refuses a loss that is no scalar', () => {
    const a: Tensor = parameter('a', [2])
    expect(() => new TrainingGraphs(example({ loss: a, metrics: {}, parameters: [a] }))).toThrow(ShapeError)
  })
})

describe('what is no definition', () => {
  const w = parameter('w', [2])
  const loss = reduceSum(square(w))
  // As JavaScript sees it.
  // biome-ignore lint/suspicious/noExplicitAny: that is the point
  const make = (definition: any) => () => new TrainingGraphs(definition)

  it.each<[string, () => unknown, string]>([
    ['nothing', make(undefined), 'TrainingGraphs: expected { name, loss, parameters, optimizer }; found undefined'],
    [
      'a loss with its metrics',
      make({ name: 'x', loss: { loss }, parameters: [w], optimizer: sgd() }),
      'loss must be a tensor; found a loss: pass its .loss',
    ],
    [
      'no optimizer',
      make({ name: 'x', loss, parameters: [w] }),
      'optimizer must be an optimizer, such as adam(); found undefined',
    ],
    [
      'no parameters',
      make({ name: 'x', loss, optimizer: sgd() }),
      'parameters must be a list of tensors; found undefined',
    ],
    [
      'a metric that is a number',
      make({ name: 'x', loss, parameters: [w], optimizer: sgd(), metrics: { a: 1 } }),
      "the metric 'a' must be a tensor; found 1",
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(ValueError)
    expect(call).toThrow(message)
  })

  it('needs no metrics and no metadata', () => {
    const graphs = new TrainingGraphs({ name: 'x', loss, parameters: [w], optimizer: sgd() })
    expect(Object.keys(graphs.loss().outputs)).toEqual(['loss'])
  })
})
