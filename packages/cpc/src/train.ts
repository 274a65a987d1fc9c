// Trains a CPC model: from series to parameters, as a stream of events.
import { cosineSchedule, withWarmUp } from '@infonce/nn'
import {
  type CheckpointPolicy,
  chooseProvider,
  type FilesEvent,
  type Provider,
  type ProviderChoice,
  type RunStart,
  Trainer,
  type TrainingEvent,
  train,
} from '@infonce/runtime'
import { checkPredictable, checkSeries } from './check-series.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { geometryOf, samplesOf } from './geometry.js'
import { initialize, trainingGraphs } from './graphs.js'
import { gainOfSet } from './input-gain.js'
import { WindowBatches, type WindowBatchesState } from './window-batches.js'

/** What {@link trainCpc} is given. */
export interface TrainCpcOptions {
  readonly series: SeriesSet
  /** Completed for the series by `configurationFor`. */
  readonly configuration?: ConfigurationInput
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: 16. */
  readonly lossEvery?: number
  /** Makes the policy for checkpoints of a configuration. Default: no checkpoints. */
  readonly checkpoints?: (configuration: Configuration) => CheckpointPolicy
  /** Default: from the beginning. */
  readonly start?: RunStart
}

/** A file or series that is left out, where that was asked for. */
export interface SkippedEvent {
  readonly type: 'skipped'
  readonly name: string
  readonly reason: string
}

/** What is told as data are opened, before training. */
export type OpeningEvent = SkippedEvent | FilesEvent

/** What happens during training. */
export type CpcEvent =
  | {
      readonly type: 'begin'
      /** With the gain that was measured. */
      readonly configuration: Configuration
      /** Steps made already, and those of the whole training. */
      readonly steps: number
      readonly totalSteps: number
      /** Seconds of sound that a step reads, padding included; `null` for series without a rate. */
      readonly secondsOfStep: number | null
      /** Samples a channel that a step reads, padding included. */
      readonly samplesOfStep: number
      /** How many series there are, and samples a channel in them. */
      readonly series: { readonly count: number; readonly samples: number }
      /** Where it trains, and why there. */
      readonly choice: ProviderChoice
      /** Whether some operators run on the CPU, because the provider lacks them. */
      readonly partlyOnCpu: boolean
    }
  | Exclude<TrainingEvent, { type: 'end' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Cpc })

/**
 * Trains CPC on series. The result is a function of series and configuration alone, but for rounding, which depends on
 * the provider and the number of threads; where these are the same, a run that goes on from a checkpoint ends with the
 * same bytes.
 * @throws ConfigurationError for impossible settings; SeriesError for series that do not fit them, are too short, or
 *   cannot be read; ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export async function* trainCpc(options: TrainCpcOptions): AsyncGenerator<CpcEvent, void> {
  const { series: set, provider, threads, signal, start, lossEvery = 16 } = options
  const given = configurationFor(set, options.configuration)
  checkSeries(set, given)
  checkPredictable(set, given)
  // Found out before many series are read.
  if (provider) await chooseProvider(provider, threads)
  const configuration = { ...given, gain: given.gain ?? (await gainOfSet(set, given, signal)) }
  const source = new WindowBatches(set, configuration, start?.position as WindowBatchesState | undefined)
  const trainer = await Trainer.open(trainingGraphs(configuration), {
    sizes: {},
    steps: start?.steps ?? 0,
    initialize: start?.load ?? ((values) => initialize(configuration, values)),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
  })
  try {
    const { batch, frames, learningRate, warmUp, rate } = configuration
    const events = train({
      trainer,
      source,
      lossEvery,
      schedule: withWarmUp(cosineSchedule(learningRate, learningRate / 100), warmUp),
      ...(signal && { signal }),
      ...(options.checkpoints && { checkpoints: options.checkpoints(configuration) }),
    })
    const samplesOfStep = batch * samplesOf(geometryOf(configuration), frames)
    yield {
      type: 'begin',
      configuration,
      steps: trainer.steps,
      totalSteps: source.steps,
      samplesOfStep,
      secondsOfStep: rate === null ? null : samplesOfStep / rate,
      series: { count: set.series.length, samples: set.series.reduce((sum, { length }) => sum + length, 0) },
      choice: trainer.choice,
      partlyOnCpu: trainer.partlyOnCpu,
    }
    for await (const event of events)
      yield event.type === 'end' ? { ...event, model: new Cpc(configuration, await trainer.readParameters()) } : event
  } finally {
    await trainer.close()
  }
}
