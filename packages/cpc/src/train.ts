// Trains a CPC model: from series to parameters, as a stream of events; here, or in a worker.
import {
  type ModelEvent,
  type NodeWorker,
  type OpeningEvent,
  type TrainInWorkerOptions,
  type TrainModelOptions,
  trainInWorker,
  trainModel,
  type WebWorker,
} from '@infonce/runtime'
import { type CpcTypes, cpc } from './definition.js'

/** What {@link trainCpc} is given; the configuration is completed for the series by `configurationFor`. */
export type TrainCpcOptions = TrainModelOptions<CpcTypes>

/** What happens during training. */
export type CpcEvent = ModelEvent<CpcTypes>

/**
 * Trains CPC on series: see `trainModel`.
 * @throws ConfigurationError for impossible settings; SeriesError for series that do not fit them, are too short, or
 *   cannot be read; ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export const trainCpc = (options: TrainCpcOptions): AsyncGenerator<CpcEvent, void> => trainModel(cpc, options)

/** What {@link trainCpcInWorker} is given: as for `trainCpc`, with series that are described. */
export type TrainCpcInWorkerOptions = TrainInWorkerOptions<CpcTypes>

/**
 * Trains CPC in a worker: see `trainInWorker`.
 * @param worker `new Worker(new URL('@infonce/cpc/worker', import.meta.url), { type: 'module' })` where a bundler knows
 *   that form
 */
export const trainCpcInWorker = (
  worker: NodeWorker | WebWorker,
  options: TrainCpcInWorkerOptions,
): AsyncGenerator<CpcEvent | OpeningEvent, void> => trainInWorker(cpc, worker, options)
