// Trains a model of images: from images to parameters, as a stream of events; here, or in a worker.
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
import { type SimClrTypes, simclr } from './definition.js'

/** What {@link trainSimClr} is given; the configuration is completed for the images by `configurationFor`. */
export type TrainSimClrOptions = TrainModelOptions<SimClrTypes>

/** What happens during training. */
export type SimClrEvent = ModelEvent<SimClrTypes>

/**
 * Trains on images: see `trainModel`.
 * @throws ConfigurationError for impossible settings; ImageError for images that do not fit them, are fewer than a
 *   batch, or cannot be read; ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export const trainSimClr = (options: TrainSimClrOptions): AsyncGenerator<SimClrEvent, void> =>
  trainModel(simclr, options)

/** What {@link trainSimClrInWorker} is given: as for `trainSimClr`, with images that are described. */
export type TrainSimClrInWorkerOptions = TrainInWorkerOptions<SimClrTypes>

/**
 * Trains in a worker: see `trainInWorker`.
 * @param worker `new Worker(new URL('@infonce/simclr/worker', import.meta.url), { type: 'module' })` where a bundler
 *   knows that form
 */
export const trainSimClrInWorker = (
  worker: NodeWorker | WebWorker,
  options: TrainSimClrInWorkerOptions,
): AsyncGenerator<SimClrEvent | OpeningEvent, void> => trainInWorker(simclr, worker, options)
