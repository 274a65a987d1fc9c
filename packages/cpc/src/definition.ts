// CPC as a model: from this record come training in memory, in a folder and in workers, loading and exporting.
import { cosineSchedule, withWarmUp } from '@infonce/nn'
import { defineModel, type ModelDefinition, type OpeningEvent, type TrainingEvent } from '@infonce/runtime'
import { openingEvents } from '@infonce/runtime/internals'
import { checkPredictable, checkSeries } from './check-series.js'
import { type Configuration, type ConfigurationInput, settings } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { SeriesError } from './errors.js'
import { geometryOf, samplesOf } from './geometry.js'
import { encoderGraph, initialize, streamGraph, trainingGraphs } from './graphs.js'
import { gainOfSet } from './input-gain.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { openDescribedFor, type SeriesDescription } from './series-description.js'
import { WindowBatches, type WindowBatchesState } from './window-batches.js'

/** What the event `begin` says of a training. */
export interface CpcBegin {
  /** Steps of the whole training. */
  readonly totalSteps: number
  /** Seconds of sound that a step reads, padding included; `null` for series without a rate. */
  readonly secondsOfStep: number | null
  /** Samples a channel that a step reads, padding included. */
  readonly samplesOfStep: number
  /** How many series there are, and samples a channel in them. */
  readonly series: { readonly count: number; readonly samples: number }
}

/** The types of CPC. */
export interface CpcTypes {
  readonly configuration: Configuration
  readonly input: ConfigurationInput
  readonly opened: { readonly series: SeriesSet }
  readonly described: { readonly series: SeriesDescription }
  readonly prepared: { readonly configuration: Configuration }
  readonly opening: OpeningEvent
  readonly preparing: never
  readonly batches: WindowBatches
  readonly begin: CpcBegin
  readonly step: Extract<TrainingEvent, { type: 'step' }>
  readonly scores: never
  readonly model: Cpc
}

/** Contrastive predictive coding (van den Oord et al. 2018). */
export const cpc: ModelDefinition<CpcTypes> = /* @__PURE__ */ defineModel<CpcTypes>({
  name: 'CPC',
  package: PACKAGE_NAME,
  version: PACKAGE_VERSION,
  settings,
  errors: { SeriesError },
  lossEvery: 16,
  open: async function* ({ series: description, configuration, signal }) {
    const series = await openDescribedFor(description, configuration, { ...(signal && { signal }) })
    yield* openingEvents(series)
    return { series }
  },
  prepare: async ({ series, configuration: given, signal }) => {
    const configuration = configurationFor(series, given)
    checkSeries(series, configuration)
    checkPredictable(series, configuration)
    const gain = configuration.gain ?? (await gainOfSet(series, configuration, signal))
    return { configuration: { ...configuration, gain } }
  },
  graphs: ({ configuration }) => trainingGraphs(configuration),
  initialize: ({ configuration }, values) => initialize(configuration, values),
  schedule: ({ configuration: { learningRate, warmUp } }) =>
    withWarmUp(cosineSchedule(learningRate, learningRate / 100), warmUp),
  batches: ({ series }, { configuration }, { position }) =>
    new WindowBatches(series, configuration, position as WindowBatchesState | undefined),
  begin: ({ series: set }, { configuration }, { batches }) => {
    const { batch, frames, rate } = configuration
    const samplesOfStep = batch * samplesOf(geometryOf(configuration), frames)
    return {
      totalSteps: batches.steps,
      samplesOfStep,
      secondsOfStep: rate === null ? null : samplesOfStep / rate,
      series: { count: set.series.length, samples: set.series.reduce((sum, { length }) => sum + length, 0) },
    }
  },
  model: ({ configuration }, parameters) => new Cpc(configuration, parameters),
  encoders: ({ configuration }) => ({
    'encoder.onnx': encoderGraph(configuration),
    'stream.onnx': streamGraph(configuration),
  }),
})
