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
import { Cpc } from './cpc.js'
import { SeriesError } from './errors.js'
import type { SeriesDescription } from './series-description.js'
import type { CpcEvent, OpeningEvent, TrainCpcOptions } from './train.js'

/** What a worker is asked to do. */
export interface WorkerTask {
  readonly task: 'train' | 'train in folder'
  /** Those of the function that does it, with series that are described and without a signal. */
  readonly options: { readonly series: SeriesDescription }
}

/** Classes of errors that come from the worker beside those of the runtime. */
export const workerErrors: ErrorClasses = { SeriesError }

/** At the host: the events with a real `Cpc`. */
export const unpackEvents = <Event extends CpcEvent | OpeningEvent | ExportedEvent>(
  events: AsyncIterable<Packed<Event>>,
): AsyncGenerator<Event, void> =>
  unpackModels<Event>(events, ({ configuration, parameters }) => new Cpc(configuration as Configuration, parameters))

/** What {@link trainCpcInWorker} is given: as for `trainCpc`, as far as it can be sent to a worker. */
export interface TrainCpcInWorkerOptions
  extends Pick<TrainCpcOptions, 'configuration' | 'provider' | 'threads' | 'signal' | 'lossEvery'> {
  readonly series: SeriesDescription
}

/**
 * Trains CPC in a worker, so that the page or program that asks for it stays responsive.
 *
 * The worker runs `@infonce/cpc/worker`. It may train again afterwards; end it when it is not needed any more, and not
 * while it trains: in Node that can abort the process. Give the signal, or leave the events, and it stops after the
 * step under way. Training runs ahead of the events by at most 16 of them.
 * @param worker `new Worker(new URL('@infonce/cpc/worker', import.meta.url), { type: 'module' })` where a bundler knows
 *   that form
 * @throws what `openDescribed` and `trainCpc` throw, as errors of the same classes; a `WorkerError` when the worker dies
 */
export async function* trainCpcInWorker(
  worker: NodeWorker | WebWorker,
  { signal, ...options }: TrainCpcInWorkerOptions,
): AsyncGenerator<CpcEvent | OpeningEvent, void> {
  const task: WorkerTask = { task: 'train', options }
  yield* unpackEvents<CpcEvent | OpeningEvent>(streamFromWorker(worker, task, { signal, errors: workerErrors }))
}
