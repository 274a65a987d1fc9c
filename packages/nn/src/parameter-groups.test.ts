// Groups, clipping, averages and projections: which parameters they reach, what they leave alone, what they refuse.
import {
  add,
  evaluate,
  gather,
  input,
  isInput,
  type NestedNumbers,
  parameter,
  reduceSum,
  square,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { lars } from './lars.js'
import { adagrad, adam, adamW, momentum, sgd } from './optimizers.js'
import { clampTo, maxNorm, unitNorm } from './projections.js'
import { type TrainingDefinition, TrainingGraphs } from './training-graphs.js'
import { averagedParameters } from './weight-averaging.js'

const names = ['encoder.0.weight', 'encoder.0.bias', 'encoder.1.weight', 'head.weight', 'logit-scale']

/** A training of a sum of squares: the gradient of a number is twice the number. */
function graphsOf(more: Partial<TrainingDefinition> = {}): TrainingGraphs {
  const parameters = names.map((name) => parameter(name, [2]))
  const loss = parameters.map((node): Tensor => reduceSum(square(node))).reduce((a, b) => add(a, b))
  return new TrainingGraphs({ name: 'test', loss, metrics: {}, parameters, optimizer: sgd(), metadata: {}, ...more })
}

/** One step of a rate 0.1 from [1, −2]: what each parameter is then. */
function stepOf(graphs: TrainingGraphs): Record<string, number[]> {
  const graph = graphs.step({ loss: false })
  const start = (name: string): NestedNumbers => (name.startsWith('parameter/') ? [1, -2] : [0, 0])
  const scalars: Record<string, number> = { 'learning-rate': 0.1, step: 1 }
  const read = graph.inputs.filter(isInput).map(({ attributes: { name } }) => [name, scalars[name] ?? start(name)])
  const found = evaluate(graph.outputs, Object.fromEntries(read))
  return Object.fromEntries(
    Object.entries(found).map(([name, { data }]) => [name.replace('next/parameter/', ''), Array.from(data)]),
  )
}

describe('groups', () => {
  it('take the parameters that they name, the first of several', () => {
    const found = stepOf(
      graphsOf({
        groups: [
          { parameters: '*.bias', learningRateScale: 0 },
          { parameters: /^encoder\.1/, learningRate: 0.25 },
          { parameters: 'encoder.*', frozen: true },
          { parameters: ['nothing', /scale$/], optimizer: momentum() },
        ],
      }),
    )
    expect(Object.keys(found)).toEqual([
      'encoder.0.bias',
      'encoder.1.weight',
      'head.weight',
      'logit-scale',
      'next/state/logit-scale.velocity',
    ])
    expect(found['encoder.0.bias']).toEqual([1, -2])
    expect(found['encoder.1.weight']).toEqual([0.5, -1])
    expect(found['head.weight']).toEqual([0.8, -1.6])
    expect(found['next/state/logit-scale.velocity']).toEqual([2, -4])
  })

  it('read a dot of a pattern as a dot, and a name as all of it', () => {
    expect(() => graphsOf({ groups: [{ parameters: 'encoder?0?bias', frozen: true }] })).toThrow(/names no parameter/)
    expect(() => graphsOf({ groups: [{ parameters: 'head', frozen: true }] })).toThrow(/names no parameter/)
  })

  it('have their own weight decay, of the same optimizer', () => {
    const decays = [
      [momentum({ weightDecay: 0.5, nesterov: true }), { momentum: 0.9, nesterov: true }],
      [adam({ beta1: 0.5, sparse: true }), { beta1: 0.5, beta2: 0.999, epsilon: 1e-8, sparse: true }],
      [adamW(), { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
      [lars({ trustCoefficient: 0.5 }), { momentum: 0.9, trustCoefficient: 0.5 }],
    ] as const
    for (const [optimizer, rest] of decays) {
      const other = optimizer.withWeightDecay!(0.25)
      expect([other.name, other.options]).toEqual([optimizer.name, { ...rest, weightDecay: 0.25 }])
    }
    const found = stepOf(
      graphsOf({ optimizer: momentum({ weightDecay: 1 }), groups: [{ parameters: '*bias', weightDecay: 0 }] }),
    )
    expect(found['encoder.0.bias']).toEqual([0.8, -1.6])
    expect(found['head.weight']![0]).toBeCloseTo(0.7, 12)
  })

  it('leave frozen parameters out of gradients, state and several steps', () => {
    const graphs = graphsOf({ optimizer: adam(), groups: [{ parameters: 'encoder*', frozen: true }] })
    expect(Object.keys(graphs.gradient().outputs)).toEqual(['loss', 'gradient/head.weight', 'gradient/logit-scale'])
    expect(graphs.stateSlots.map(({ name }) => name)).toEqual([
      'state/head.weight.mean',
      'state/head.weight.squares',
      'state/logit-scale.mean',
      'state/logit-scale.squares',
    ])
    const several = Object.keys(graphs.steps(3, { loss: false }).outputs)
    expect(several.filter((name) => name.includes('encoder'))).toEqual([])
    expect(several).toContain('next/parameter/head.weight')
  })

  it.each<[string, Partial<TrainingDefinition>]>([
    ['groups[0] (body.*) names no parameter that is left', { groups: [{ parameters: 'body.*' }] }],
    [
      'groups[1] (/bias/) names no parameter that is left',
      { groups: [{ parameters: '*.bias' }, { parameters: /bias/, frozen: true }] },
    ],
    ['groups[0] (a function) names no parameter', { groups: [{ parameters: () => false }] }],
    ['learningRate must be a number from 0, found -1', { groups: [{ parameters: '*', learningRate: -1 }] }],
    [
      'learningRateScale must be a number from 0, found NaN',
      { groups: [{ parameters: '*', learningRateScale: Number.NaN }] },
    ],
    [
      'learningRate or learningRateScale, not both',
      { groups: [{ parameters: '*', learningRate: 1, learningRateScale: 1 }] },
    ],
    ['the optimizer sgd has no weight decay', { groups: [{ parameters: '*', weightDecay: 0.1 }] }],
    [
      "'learningRateScale'",
      { groups: [{ parameters: '*', learningRatescale: 2 } as object as { parameters: string }] },
    ],
    ['all parameters that are read are frozen', { groups: [{ parameters: '*', frozen: true }] }],
    ['maxGradientNorm must be above 0 and finite, found 0', { maxGradientNorm: 0 }],
    ['averaging.decay must be at least 0 and below 1, found 1', { averaging: { decay: 1 } }],
    ['averaging names no parameter', { averaging: { decay: 0.9, parameters: 'none' } }],
  ])('are refused: %s', (message, more) => {
    expect(() => graphsOf(more)).toThrow(ValueError)
    expect(() => graphsOf(more)).toThrow(message)
  })

  it('are told in the metadata of a step', () => {
    const { metadata } = graphsOf({
      optimizer: momentum(),
      groups: [
        { parameters: [/bias$/, 'head*'], learningRateScale: 0.5, optimizer: adagrad() },
        { parameters: 'logit-scale', projection: clampTo(0, 4) },
        { parameters: (name) => name.endsWith('1.weight'), frozen: true },
      ],
      maxGradientNorm: 2,
      averaging: { decay: 0.99, parameters: 'head.weight' },
    }).step()
    expect(JSON.parse(metadata.optimizer!)).toEqual({
      name: 'momentum',
      momentum: 0.9,
      nesterov: false,
      weightDecay: 0,
      groups: [
        {
          parameters: '/bias$/, head*',
          learningRateScale: 0.5,
          optimizer: { name: 'adagrad', initialAccumulator: 0, epsilon: 1e-10 },
        },
        { parameters: 'logit-scale', projection: { name: 'clamp', low: 0, high: 4 } },
        { parameters: 'a function', frozen: true },
      ],
      maxGradientNorm: 2,
      averaging: { decay: 0.99, parameters: 'head.weight' },
    })
  })
})

describe('clipping', () => {
  it('counts what one row gets as its sum, and leaves short gradients alone', () => {
    const table = parameter('table', [3, 1])
    const rows = gather(table, input('batch/ids', 'int32', [3]))
    const graphs = new TrainingGraphs({
      name: 'rows',
      loss: reduceSum(rows),
      metrics: {},
      parameters: [table],
      optimizer: sgd(),
      metadata: {},
      maxGradientNorm: 1,
    })
    const { outputs } = graphs.step()
    const at = (ids: number[]) =>
      evaluate(outputs, { 'parameter/table': [[0], [0], [0]], 'batch/ids': ids, 'learning-rate': 1 })
    // Three gradients of 1 for one row are one of 3, not of √3.
    const clipped = at([2, 2, 2])
    expect(clipped['metric/gradient-norm']!.data[0]).toBe(3)
    expect(clipped['next/parameter/table']!.data[2]).toBeCloseTo(-1, 6)
    const apart = at([0, 1, 2])
    expect(apart['metric/gradient-norm']!.data[0]).toBeCloseTo(Math.sqrt(3), 12)
    const long = new TrainingGraphs({ ...graphs.definition, maxGradientNorm: 5 }).step().outputs
    const found = evaluate(long['next/parameter/table']!, {
      'parameter/table': [[0], [0], [0]],
      'batch/ids': [2, 2, 2],
      'learning-rate': 1,
    })
    expect([...found.data]).toEqual([0, 0, -3])
  })

  it('makes a gradient that is NaN the gradient of all', () => {
    const graphs = graphsOf({ maxGradientNorm: 1 })
    const start = Object.fromEntries(
      names.map((name) => [`parameter/${name}`, name === 'head.weight' ? [Number.NaN, 1] : [1, 1]]),
    )
    const found = evaluate(graphs.step({ loss: false }).outputs, { ...start, 'learning-rate': 0.1 })
    expect([...found['next/parameter/encoder.0.bias']!.data]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('projections', () => {
  const project = (projection: { project(rows: Tensor): Tensor }, values: NestedNumbers, shape: number[]) =>
    Array.from(evaluate(projection.project(input('x', 'float32', shape)), { x: values }).data)

  it('clamp on one side or both', () => {
    expect(project(clampTo(-1, 2), [-3, 0, 5], [3])).toEqual([-1, 0, 2])
    expect(project(clampTo(0, Number.POSITIVE_INFINITY), [-3, 0, 5], [3])).toEqual([0, 0, 5])
    expect(project(clampTo(Number.NEGATIVE_INFINITY, 2), [-3, 0, 5], [3])).toEqual([-3, 0, 2])
  })

  it('hold rows to a length, over all of their axes; zeros stay', () => {
    const rows = [
      [[3], [4]],
      [[0.3], [0.4]],
      [[0], [0]],
    ]
    expect(project(unitNorm(), rows, [3, 2, 1])).toEqual([0.6, 0.8, 0.6, 0.8, 0, 0].map((x) => expect.closeTo(x, 12)))
    expect(project(maxNorm(1), rows, [3, 2, 1])).toEqual([0.6, 0.8, 0.3, 0.4, 0, 0].map((x) => expect.closeTo(x, 12)))
  })

  it('refuse what they cannot hold', () => {
    for (const build of [
      () => clampTo(2, 1),
      () => clampTo(Number.NaN, 1),
      () => maxNorm(0),
      () => maxNorm(Number.POSITIVE_INFINITY),
    ])
      expect(build).toThrow(ValueError)
    expect(() => unitNorm().project(input('x', 'float32', [3]))).toThrow('a parameter of rank 1 has no rows')
  })

  it('hold a table with a dense optimizer, too', () => {
    const table = parameter('table', [2, 2])
    const graphs = new TrainingGraphs({
      name: 'dense',
      loss: reduceSum(gather(table, input('batch/ids', 'int32', [1]))),
      metrics: {},
      parameters: [table],
      optimizer: momentum(),
      metadata: {},
      groups: [{ parameters: 'table', projection: unitNorm() }],
    })
    expect(graphs.hostTables.size).toBe(0)
    const next = evaluate(graphs.step().outputs['next/parameter/table']!, {
      'parameter/table': [
        [1, 1],
        [3, 4],
      ],
      'state/table.velocity': [
        [0, 0],
        [0, 0],
      ],
      'batch/ids': [0],
      'learning-rate': 0.5,
    })
    expect([...next.data]).toEqual([Math.SQRT1_2, Math.SQRT1_2, 0.6, 0.8].map((x) => expect.closeTo(x, 12)))
  })
})

describe('averages', () => {
  it('stand in for parameters that have one', () => {
    const parameters = { 'parameter/a': 1, 'parameter/b': 2 }
    expect(averagedParameters(parameters, { 'state/a.average': 10, 'state/b.mean': 20 })).toEqual({
      'parameter/a': 10,
      'parameter/b': 2,
    })
  })

  it('are state of the parameters that are named, and begin with the first weights', () => {
    const graphs = graphsOf({ averaging: { decay: 0.9, parameters: 'head.*' } })
    expect(graphs.stateSlots).toEqual([{ name: 'state/head.weight.average', shape: [2], initial: 0 }])
    expect(stepOf(graphs)['next/state/head.weight.average']).toEqual([0.8, -1.6])
  })
})

describe('options', () => {
  it.each([
    ['momentun', () => momentum({ momentun: 0.5 } as object)],
    ['beta', () => adam({ beta: 0.5 } as object)],
    ['weight_decay', () => adamW({ weight_decay: 0.5 } as object)],
    ['eps', () => adagrad({ eps: 1 } as object)],
    ['maxRowchange', () => sgd({ maxRowchange: 1 } as object)],
    ['nesterov', () => lars({ nesterov: true } as object)],
  ])("that do not exist are refused: '%s'", (name, build) => {
    expect(build).toThrow(ValueError)
    expect(build).toThrow(`there is no option '${name}'`)
  })
})
