// Training in a worker, as its host sees it: the same options and events, less what cannot be sent.
import { streamFromWorker } from '../worker-stream-host.js'
import { serveStream, type WorkerScope } from '../worker-stream-serve.js'
import type { NodeWorker, WebWorker } from '../worker-stream-worker.js'
import type { AnyModelDefinition, CommonOptions, ModelEvent, ModelTypes } from './definition.js'
import { packEvents, unpackEvents } from './model-events.js'
import { trainDescribed } from './train-model.js'

/** What a worker is asked to do. */
export interface WorkerTask {
  readonly task: 'train' | 'train in folder'
  /** Those of the function that does it, with data that are described and without a signal. */
  readonly options: object
}

/** What training in a worker is given. */
export type TrainInWorkerOptions<T extends ModelTypes> = T['described'] & CommonOptions<T>

/**
 * Trains in a worker, so that the page or program that asks for it stays responsive.
 *
 * The worker runs the `worker` entry of the model's package. It may train again afterwards; end it when it is not needed
 * any more, and not while it trains: in Node that can abort the process. Give the signal, or leave the events, and it
 * stops after the step under way. Training runs ahead of the events by at most 16 of them.
 * @throws what training throws, as errors of the same classes; a `WorkerError` when the worker dies
 */
export async function* trainInWorker<T extends ModelTypes>(
  definition: AnyModelDefinition<T>,
  worker: NodeWorker | WebWorker,
  { signal, ...options }: TrainInWorkerOptions<T>,
): AsyncGenerator<T['opening'] | ModelEvent<T>, void> {
  const task: WorkerTask = { task: 'train', options }
  const { errors } = definition
  yield* unpackEvents<T, T['opening'] | ModelEvent<T>>(
    definition,
    streamFromWorker(worker, task, { signal, ...(errors && { errors }) }),
  )
}

/** Makes this Web Worker train the model. Call it while the worker's script is first run. */
export function serveModel<T extends ModelTypes>(definition: AnyModelDefinition<T>): void {
  serveStream(globalThis as unknown as WorkerScope, ({ options }: WorkerTask, signal) =>
    packEvents(definition, trainDescribed(definition, { ...(options as TrainInWorkerOptions<T>), signal })),
  )
}
