// Steps of two tables, a matrix and a scalar, as PyTorch makes them: what every placement of a training is held to.
import { add, gather, input, multiply, type NestedNumbers, parameter, reduceSum, type Tensor } from '@infonce/core'
import type { Optimizer } from './optimizer.js'
import { adagrad, adam, adamW, momentum, sgd } from './optimizers.js'
import { clampTo, maxNorm, unitNorm } from './projections.js'
import { type TrainingDefinition, TrainingGraphs } from './training-graphs.js'

/** Values of every parameter by its name. */
export type Values = Readonly<Record<string, NestedNumbers>>

interface Steps {
  readonly start?: Values
  readonly values: readonly Values[]
  readonly norms?: readonly number[]
  readonly averages?: readonly Values[]
}

type CaseName = 'groups' | 'clipped' | 'clippedAdam' | 'adagrad' | 'averaged' | 'projected'

/** What `tools/oracles/training_steps.py` writes. */
export interface StepsFixture extends Readonly<Record<CaseName, Steps>> {
  readonly rates: readonly number[]
  readonly shapes: Readonly<Record<string, readonly number[]>>
  readonly start: Values
  readonly indices: Readonly<Record<string, readonly NestedNumbers[]>>
  readonly rows: Readonly<Record<string, readonly NestedNumbers[]>>
  readonly dense: Readonly<Record<string, readonly NestedNumbers[]>>
  readonly ofRows: readonly {
    readonly name: 'adam' | 'momentum'
    readonly options: object
    readonly values: readonly NestedNumbers[]
  }[]
}

/** A training and the numbers that it goes through. */
export interface StepsCase extends Steps {
  readonly title: string
  readonly graphs: TrainingGraphs
  readonly start: Values
}

const tables = ['words.weight', 'items.weight']

type Extras = Pick<TrainingDefinition, 'optimizer'> & Partial<TrainingDefinition>

/** A loss that is linear in all parameters, so that its gradients are what is fed. */
function graphsOf({ shapes }: StepsFixture, names: readonly string[], extras: Extras): TrainingGraphs {
  const parameters = names.map((name) => parameter(name, shapes[name]!))
  const terms = parameters.map((node, i): Tensor => {
    const name = names[i]!
    const slope = (shape: (number | string)[]) => input(`batch/${name}`, 'float32', shape)
    if (!tables.includes(name)) return reduceSum(multiply(node, slope([...shapes[name]!])))
    const rows = gather(node, input(`batch/${name}.indices`, 'int32', ['N']))
    return reduceSum(multiply(rows, slope(['N', ...shapes[name]!.slice(1)])))
  })
  return new TrainingGraphs({
    name: 'steps',
    loss: terms.reduce((a, b) => add(a, b)),
    metrics: {},
    parameters,
    metadata: {},
    ...extras,
  })
}

/** The batch of a step: which rows of the tables have a gradient, and the gradients. */
export function batchOf(fixture: StepsFixture, step: number): Record<string, NestedNumbers> {
  const batch: Record<string, NestedNumbers> = {}
  for (const name of tables) {
    batch[`batch/${name}.indices`] = fixture.indices[name]![step]!
    batch[`batch/${name}`] = fixture.rows[name]![step]!
  }
  for (const [name, slopes] of Object.entries(fixture.dense)) batch[`batch/${name}`] = slopes[step]!
  return batch
}

/** Every case of the fixture. */
export function stepsCases(fixture: StepsFixture): StepsCase[] {
  const sparse: Readonly<Record<'adam' | 'momentum', (options: object) => Optimizer>> = { adam, momentum }
  const ofRows = fixture.ofRows.map(({ name, options, values }): StepsCase => {
    const extras = { optimizer: sparse[name](options) }
    return {
      title: `${name} ${JSON.stringify(options)}`,
      graphs: graphsOf(fixture, ['words.weight'], extras),
      start: { 'words.weight': fixture.start['words.weight']! },
      values: values.map((value) => ({ 'words.weight': value })),
    }
  })
  const extras: Readonly<Record<CaseName, Extras>> = {
    groups: {
      optimizer: momentum({ weightDecay: 0.1 }),
      groups: [
        { parameters: 'scale', learningRate: 0.003, weightDecay: 0 },
        { parameters: /^layer\./, learningRateScale: 0.1 },
        { parameters: (name) => name.startsWith('items'), frozen: true },
      ],
    },
    clipped: { optimizer: sgd(), maxGradientNorm: 1.5 },
    clippedAdam: {
      optimizer: adamW(),
      maxGradientNorm: 0.7,
      groups: [{ parameters: ['word*'], frozen: true }],
    },
    adagrad: { optimizer: adagrad(), maxGradientNorm: 2 },
    averaged: { optimizer: sgd(), averaging: { decay: 0.8 } },
    projected: {
      optimizer: sgd(),
      groups: [
        { parameters: 'scale', projection: clampTo(0, Math.log(100)) },
        { parameters: 'layer.weight', projection: unitNorm() },
        { parameters: 'words.weight', projection: clampTo(-0.5, 0.5) },
        { parameters: 'items.weight', projection: maxNorm(1) },
      ],
    },
  }
  const together = Object.entries(extras).map(([name, extra]): StepsCase => {
    const steps = fixture[name as CaseName]
    return {
      title: name,
      start: fixture.start,
      ...steps,
      graphs: graphsOf(fixture, Object.keys(fixture.shapes), extra),
    }
  })
  return [...ofRows, ...together]
}
