// CPC as a model: from this record come training in memory, in a folder and in workers, loading and exporting.
import { cosineSchedule, withWarmUp } from '@infonce/nn'
import {
  chooseProvider,
  defineModel,
  type FilesEvent,
  filesEvents,
  type ModelDefinition,
  type TrainingEvent,
} from '@infonce/runtime'
import { checkPredictable, checkSeries } from './check-series.js'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { SeriesError } from './errors.js'
import { geometryOf, samplesOf } from './geometry.js'
import { encoderGraph, initialize, streamGraph, trainingGraphs } from './graphs.js'
import { gainOfSet } from './input-gain.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { type DescribedSeries, openDescribedFor, type SeriesDescription } from './series-description.js'
import { WindowBatches, type WindowBatchesState } from './window-batches.js'

/** A file or series that is left out, where that was asked for. */
export interface SkippedEvent {
  readonly type: 'skipped'
  readonly name: string
  readonly reason: string
}

/** What happens as data are opened, before training. */
export type OpeningEvent = SkippedEvent | FilesEvent

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
  parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
  errors: { SeriesError },
  lossEvery: 16,
  open: async function* ({ series: description, configuration, signal }) {
    const series: DescribedSeries = await openDescribedFor(description, configuration, { ...(signal && { signal }) })
    yield* filesEvents(series.found)
    for (const { name, reason } of series.skipped) yield { type: 'skipped', name, reason }
    return { series }
  },
  prepare: async ({ series, configuration: given, provider, threads, signal }) => {
    const configuration = configurationFor(series, given)
    checkSeries(series, configuration)
    checkPredictable(series, configuration)
    // Found out before many series are read.
    if (provider) await chooseProvider(provider, threads)
    const gain = configuration.gain ?? (await gainOfSet(series, configuration, signal))
    return { configuration: { ...configuration, gain } }
  },
  graphs: ({ configuration }) => trainingGraphs(configuration),
  initialize: ({ configuration }, values) => initialize(configuration, values),
  schedule: ({ configuration: { learningRate, warmUp } }) =>
    withWarmUp(cosineSchedule(learningRate, learningRate / 100), warmUp),
  batches: ({ series }, { configuration }, position) =>
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
