// Matching numbers of two tables: row n of one belongs to row n of the other. Two linear encoders, trained by InfoNCE.
import * as core from '@infonce/core'
import * as nn from '@infonce/nn'
import * as runtime from '@infonce/runtime'

/** Two tables [rows, width], row by row, as plain data. */
export interface Tables {
  readonly left: Float32Array
  readonly right: Float32Array
  readonly rows: number
}

const fields = {
  dim: { type: 'integer', min: 1, default: 8, about: 'length of an embedding' },
  batch: { type: 'integer', min: 2, default: 16, about: 'rows of a step' },
  epochs: { type: 'integer', min: 1, default: 4, about: 'passes over the rows' },
  seed: { type: 'integer', min: 0, default: 1, about: 'seed of all random numbers' },
} as const
const settings: runtime.Settings<Configuration> = { fields }
type Configuration = runtime.ConfigurationOf<typeof fields>
interface Prepared {
  readonly configuration: Configuration
  /** Columns of each table, which the data decide: kept beside the settings. */
  readonly widths: Readonly<Record<Side, number>>
}
type Side = 'left' | 'right'

export class Matching implements runtime.TrainedModel {
  constructor(
    readonly configuration: Configuration,
    readonly widths: Prepared['widths'],
    readonly parameters: Readonly<Record<string, runtime.HostTensor>>,
  ) {}
}

export interface MatchingTypes {
  readonly configuration: Configuration
  readonly input: Partial<Configuration>
  readonly opened: { readonly tables: Tables }
  readonly described: { readonly tables: Tables }
  readonly prepared: Prepared
  readonly opening: never
  readonly preparing: never
  readonly batches: ReturnType<typeof runtime.stepBatches>
  readonly begin: { readonly widths: Prepared['widths']; readonly rows: number; readonly totalSteps: number }
  readonly step: Extract<runtime.TrainingEvent, { type: 'step' }>
  readonly scores: never
  readonly model: Matching
}

const encode = (side: Side, { configuration: { dim }, widths }: Prepared) => {
  const x = core.input(`batch/${side}`, 'float32', ['N', widths[side]])
  const weight = runtime.weightOf(`${side}.weight`, [widths[side], dim], widths[side])
  return { x, weight, z: core.matmul(x, weight.tensor) }
}

const graphs = (prepared: Prepared): nn.TrainingGraphs => {
  const [left, right] = [encode('left', prepared), encode('right', prepared)]
  const { loss, metrics } = core.infoNCE(core.inBatch(core.divide(core.cosineSimilarity(left.z, right.z), 0.1)))
  return new nn.TrainingGraphs({
    name: 'matching',
    loss,
    metrics: { accuracy: metrics.accuracy },
    parameters: [left.weight.tensor, right.weight.tensor],
    optimizer: nn.adam(),
    metadata: { model: 'matching' },
  })
}

const encoder = (side: Side, prepared: Prepared): core.Graph => {
  const { x, weight, z } = encode(side, prepared)
  return { name: `matching.${side}`, inputs: [weight.tensor, x], outputs: { z }, metadata: {} }
}

export const matching: runtime.ModelDefinition<MatchingTypes> = runtime.defineModel<MatchingTypes>({
  name: 'matching',
  package: 'matching',
  version: '1.0.0',
  settings,
  lossEvery: 1,
  prepare: async ({ tables: { left, right, rows }, configuration }) => ({
    configuration: runtime.parseSettings(settings, configuration),
    widths: { left: left.length / rows, right: right.length / rows },
  }),
  graphs,
  sizes: ({ configuration }) => ({ N: configuration.batch }),
  initialize: (prepared, values) =>
    runtime.startParameters(
      [encode('left', prepared).weight, encode('right', prepared).weight],
      values,
      core.Random.fromSeed(prepared.configuration.seed).split('parameters'),
    ),
  schedule: () => nn.constantSchedule(0.01),
  batches: ({ tables }, { configuration, widths }, { position }) => {
    const { batch, epochs, seed } = configuration
    const perEpoch = Math.floor(tables.rows / batch)
    const make = (step: number) => {
      const order = core.Random.fromSeed(seed).split('order', Math.floor(step / perEpoch))
      const first = (step % perEpoch) * batch
      const rows = order.shuffle([...Array(tables.rows).keys()]).slice(first, first + batch)
      const rowsOf = (side: Side): runtime.HostTensor => {
        const width = widths[side]
        const numbers = rows.flatMap((row) => [...tables[side].subarray(row * width, (row + 1) * width)])
        return runtime.hostTensor('float32', [batch, width], Float32Array.from(numbers))
      }
      return { 'batch/left': rowsOf('left'), 'batch/right': rowsOf('right') }
    }
    return runtime.stepBatches(perEpoch * epochs, make, position)
  },
  begin: ({ tables }, { widths }, { batches }) => ({ widths, rows: tables.rows, totalSteps: batches.steps }),
  model: ({ configuration, widths }, parameters) => new Matching(configuration, widths, parameters),
  encoders: (model) => ({ 'left.onnx': encoder('left', model), 'right.onnx': encoder('right', model) }),
})
