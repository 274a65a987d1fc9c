// Every objective against PyTorch in float64: loss and every gradient. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { everyClass, positives } from './candidates/explicit.js'
import { inBatch } from './candidates/in-batch.js'
import { accidentalHits, sampled } from './candidates/sampled.js'
import { type Contrast, makeContrast } from './contrast.js'
import { concatenateContrasts } from './contrast-changes.js'
import { evaluate, type Feeds } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { negativeSampling, noiseContrastiveEstimation } from './objectives/binary.js'
import type { Loss } from './objectives/objective.js'
import { fullSoftmax, infoNCE, type PositiveConvention, sampledSoftmax } from './objectives/ranking.js'
import type { Reduction } from './objectives/reductions.js'
import type { Value } from './operation.js'
import { equal } from './operations/comparison.js'
import { add, cast, divide } from './operations/elementwise.js'
import { gather } from './operations/indexing.js'
import {
  constant,
  flattenNested,
  input,
  type NestedNumbers,
  type Operand,
  parameter,
  tensor,
} from './operations/leaves.js'
import { RowGradient } from './row-gradient.js'
import { cosineSimilarity, dotProduct } from './similarity.js'
import type { Tensor } from './tensor.js'

type PartitionKind = 'zero' | 'constant' | 'shared' | 'contextual'

interface OracleLoss {
  readonly objective: string
  readonly options: {
    readonly logPartition?: PartitionKind
    readonly positives?: PositiveConvention
    readonly excludeHits?: boolean
  }
  readonly loss: number
  readonly perAnchor?: NestedNumbers
  readonly gradients: Readonly<Record<string, NestedNumbers>>
}

interface ContrastFixture {
  readonly cases: readonly {
    readonly name: string
    readonly reduction: Reduction
    readonly scores: NestedNumbers
    readonly positive: NestedNumbers
    readonly weight: NestedNumbers
    readonly logExpectedCount: NestedNumbers
    readonly logPartition: Readonly<Record<PartitionKind, NestedNumbers>>
    readonly losses: readonly OracleLoss[]
  }[]
}

interface EmbeddingFixture {
  readonly parameters: Readonly<Record<string, NestedNumbers>>
  readonly logProbability: readonly number[]
  readonly negatives: number
  readonly temperature: number
  readonly centers: readonly number[]
  readonly positives: readonly (readonly number[])[]
  readonly present: readonly (readonly number[])[]
  readonly samples: readonly number[]
  readonly targets: readonly number[]
  readonly sampled: readonly OracleLoss[]
  readonly inBatch: readonly OracleLoss[]
  readonly everyClass: readonly OracleLoss[]
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T

/** Asserts a relative error of 1e-9 for each number; where the oracle says 0, rounding of a sum may leave 1e-14. */
function expectAgreement(found: Value, expected: NestedNumbers, what: string): void {
  const { data, shape } = flattenNested(expected)
  expect(found.shape, what).toEqual(shape)
  const errors = data.map((value, i) => Math.abs(found.data[i]! - value) / Math.max(Math.abs(value), 1e-5))
  expect(Math.max(...errors.map((error) => (Number.isNaN(error) ? Infinity : error))), what).toBeLessThan(1e-9)
}

const title = ({ objective, options }: OracleLoss) => `${objective} ${JSON.stringify(options)}`

/** The objective that a fixture names. */
function applyObjective(
  { objective, options: { positives: convention, logPartition } }: OracleLoss,
  contrast: Contrast,
  partitions: Readonly<Record<PartitionKind, Operand>>,
  reduction: Reduction,
): Loss {
  const ranking = { reduction, ...(convention && { positives: convention }) }
  const objectives: Record<string, () => Loss> = {
    noiseContrastiveEstimation: () =>
      noiseContrastiveEstimation(contrast, { reduction, logPartition: partitions[logPartition!] }),
    negativeSampling: () => negativeSampling(contrast, { reduction }),
    infoNCE: () => infoNCE(contrast, ranking),
    sampledSoftmax: () => sampledSoftmax(contrast, ranking),
    fullSoftmax: () => fullSoftmax(contrast, { reduction }),
  }
  return objectives[objective]!()
}

function expectLoss(
  loss: Loss,
  variables: Readonly<Record<string, Tensor>>,
  expected: OracleLoss,
  feeds: Feeds,
): Tensor[] {
  const names = Object.keys(expected.gradients)
  const gradients = gradient(
    loss.loss,
    names.map((name) => variables[name]!),
  )
  const outputs = Object.fromEntries(names.map((name, i) => [`gradient ${name}`, toDense(gradients[i]!)]))
  const values = evaluate({ loss: loss.loss, perAnchor: loss.perAnchor, ...outputs }, feeds) as Record<string, Value>
  expectAgreement(values.loss!, expected.loss, 'loss')
  if (expected.perAnchor) expectAgreement(values.perAnchor!, expected.perAnchor, 'perAnchor')
  for (const name of names) expectAgreement(values[`gradient ${name}`]!, expected.gradients[name]!, `gradient ${name}`)
  return names.filter((_, i) => gradients[i] instanceof RowGradient).map((name) => variables[name]!)
}

const contrastFixture = read<ContrastFixture>('contrast-objectives.json')

describe.each(contrastFixture.cases)('PyTorch on a contrast: $name', (oracle) => {
  const shape = flattenNested(oracle.scores).shape
  const scores = input('batch/scores', 'float32', shape)
  const contrast = makeContrast({
    scores,
    target: tensor(oracle.positive, 'bool'),
    weight: tensor(oracle.weight),
    logExpectedCount: tensor(oracle.logExpectedCount),
  })
  const shared = parameter('shared', [])
  const contextual = parameter('contextual', [shape[0]!, 1])
  const partitions = { zero: 0, constant: oracle.logPartition.constant as number, shared, contextual }

  it.each(oracle.losses.map((loss) => [title(loss), loss] as const))('%s', (_, expected) => {
    const kind = expected.options.logPartition
    const logPartition = kind === 'shared' ? shared : contextual
    const loss = applyObjective(expected, contrast, partitions, oracle.reduction)
    const learned = kind === 'shared' || kind === 'contextual'
    expectLoss(loss, { scores, logPartition }, expected, {
      'batch/scores': oracle.scores,
      ...(learned && { [`parameter/${kind}`]: oracle.logPartition[kind] }),
    })
  })

  it('covers every objective', () => {
    const covered = new Set(oracle.losses.map(({ objective }) => objective))
    for (const name of ['noiseContrastiveEstimation', 'negativeSampling', 'infoNCE', 'sampledSoftmax'])
      expect(covered).toContain(name)
  })
})

describe('PyTorch through embedding tables', () => {
  const oracle = read<EmbeddingFixture>('embedding-objectives.json')
  const shapeOf = (name: string) => flattenNested(oracle.parameters[name]!).shape
  const variables = Object.fromEntries(
    Object.keys(oracle.parameters).map((name) => [name, parameter(name, shapeOf(name))]),
  )
  const { center, context } = variables as { center: Tensor; context: Tensor }
  const logProbability = constant(oracle.logProbability, [oracle.logProbability.length])
  const logCount = add(logProbability, Math.log(oracle.negatives))
  const [centerIds, positiveIds, sampleIds] = [oracle.centers, oracle.positives, oracle.samples].map((ids) =>
    tensor(ids, 'int32'),
  ) as [Tensor, Tensor, Tensor]
  const partitions = {
    zero: 0,
    constant: Math.log(shapeOf('context')[0]!),
    shared: variables.sharedLogPartition!,
    contextual: gather(variables.logPartition!, centerIds),
  }
  const feedsFor = (names: readonly string[]): Feeds =>
    Object.fromEntries(names.map((name) => [`parameter/${name}`, oracle.parameters[name]!]))

  it.each(oracle.sampled.map((loss) => [title(loss), loss] as const))('noise samples: %s', (_, expected) => {
    const anchors = gather(center, centerIds)
    const present = tensor(oracle.present, 'bool')
    // An absent positive hits nothing: −1 is no id.
    const presentIds = add(
      positiveIds,
      tensor(
        oracle.present.map((row) => row.map((there) => (there ? 0 : -100))),
        'int32',
      ),
    )
    const contrast = concatenateContrasts([
      positives(dotProduct(anchors, gather(context, positiveIds)), {
        mask: present,
        logExpectedCount: gather(logCount, positiveIds),
      }),
      sampled(dotProduct(anchors, gather(context, sampleIds)), {
        logProbability: gather(logProbability, sampleIds),
        negatives: oracle.negatives,
        ...(expected.options.excludeHits && { exclude: accidentalHits(presentIds, sampleIds) }),
      }),
    ])
    const loss = applyObjective(expected, contrast, partitions, 'mean')
    const rows = expectLoss(loss, variables, expected, feedsFor(Object.keys(expected.gradients)))
    expect(rows).toEqual(expect.arrayContaining([center, context]))
  })

  it.each(oracle.inBatch.map((loss) => [title(loss), loss] as const))('in-batch cosines: %s', (_, expected) => {
    const targets = tensor(oracle.targets, 'int32')
    const scores = divide(cosineSimilarity(gather(center, centerIds), gather(context, targets)), oracle.temperature)
    const contrast = inBatch(scores, { logExpectedCount: gather(logProbability, targets) })
    const loss = applyObjective(expected, contrast, partitions, 'mean')
    expectLoss(loss, variables, expected, feedsFor(['center', 'context']))
  })

  it.each(oracle.everyClass.map((loss) => [title(loss), loss] as const))('every class: %s', (_, expected) => {
    const contrast = everyClass(dotProduct(gather(center, centerIds), context), tensor(oracle.targets, 'int32'))
    const loss = applyObjective(expected, contrast, partitions, 'mean')
    const rows = expectLoss(loss, variables, expected, feedsFor(['center', 'context']))
    expect(rows).toEqual([center])
  })

  it('draws samples that do hit positives by accident', () => {
    const hits = evaluate(accidentalHits(positiveIds, sampleIds)).data
    expect(hits.some((hit) => hit === 1) && hits.some((hit) => hit === 0)).toBe(true)
    expect(evaluate(equal(cast(tensor(oracle.present, 'bool'), 'int32'), 0)).data).toContain(1)
  })
})
