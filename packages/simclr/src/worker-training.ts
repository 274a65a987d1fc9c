// Training in a worker, as its host sees it: the same options, less what cannot be sent, and the same events.
import {
  type ErrorClasses,
  type ExportedEvent,
  type NodeWorker,
  type Packed,
  streamFromWorker,
  unpackModels,
  type WebWorker,
} from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { ImageError } from './errors.js'
import type { ImageDescription } from './image-description.js'
import { SimClr } from './simclr.js'
import type { OpeningEvent, SimClrEvent } from './train.js'
import type { TrainDescribedOptions } from './train-described.js'

/** What a worker is asked to do. */
export interface WorkerTask {
  readonly task: 'train' | 'train in folder'
  /** Those of the function that does it, with images that are described and without a signal. */
  readonly options: { readonly images: ImageDescription }
}

/** Classes of errors that come from the worker beside those of the runtime. */
export const workerErrors: ErrorClasses = { ImageError }

/** At the host: the events with a real `SimClr`. */
export const unpackEvents = <Event extends SimClrEvent | OpeningEvent | ExportedEvent>(
  events: AsyncIterable<Packed<Event>>,
): AsyncGenerator<Event, void> =>
  unpackModels<Event>(events, ({ configuration, parameters }) => new SimClr(configuration as Configuration, parameters))

/** What {@link trainSimClrInWorker} is given: as for `trainSimClr`, as far as it can be sent to a worker. */
export type TrainSimClrInWorkerOptions = Omit<TrainDescribedOptions, 'checkpoints' | 'start'>

/**
 * Trains in a worker, so that the page or program that asks for it stays responsive.
 *
 * The worker runs `@infonce/simclr/worker`. It may train again afterwards; end it when it is not needed any more, and
 * not while it trains: in Node that can abort the process. Give the signal, or leave the events, and it stops after the
 * step under way. Training runs ahead of the events by at most 16 of them.
 * @param worker `new Worker(new URL('@infonce/simclr/worker', import.meta.url), { type: 'module' })` where a bundler
 *   knows that form
 * @throws what `openDescribed` and `trainSimClr` throw, as errors of the same classes; a `WorkerError` when the worker
 *   dies
 */
export async function* trainSimClrInWorker(
  worker: NodeWorker | WebWorker,
  { signal, ...options }: TrainSimClrInWorkerOptions,
): AsyncGenerator<SimClrEvent | OpeningEvent, void> {
  const task: WorkerTask = { task: 'train', options }
  yield* unpackEvents<SimClrEvent | OpeningEvent>(streamFromWorker(worker, task, { signal, errors: workerErrors }))
}
