// Training in a worker, as its host sees it: the same options, less what cannot be sent, and the same events.
import { type ErrorClasses, type NodeWorker, streamFromWorker, type WebWorker } from '@infonce/runtime'
import type { CorpusDescription } from './corpus-description.js'
import { CorpusError, UnknownWordError } from './errors.js'
import type { TrainWord2vecOptions, Word2vecEvent } from './train.js'
import { unpackEvents } from './worker-events.js'

/** What a worker is asked to do. */
export interface WorkerTask {
  readonly task: 'train' | 'train in folder'
  /** Those of the function that does it, with a corpus that is described and without a signal. */
  readonly options: { readonly corpus: CorpusDescription }
}

/** Classes of errors that come from the worker beside those of the runtime. */
export const workerErrors: ErrorClasses = { CorpusError, UnknownWordError }

/** What {@link trainWord2vecInWorker} is given: as for `trainWord2vec`, as far as it can be sent to a worker. */
export interface TrainWord2vecInWorkerOptions
  extends Pick<TrainWord2vecOptions, 'configuration' | 'provider' | 'threads' | 'signal' | 'lossEvery'> {
  readonly corpus: CorpusDescription
}

/**
 * Trains skip-gram in a worker, so that the page or program that asks for it stays responsive.
 *
 * The worker runs `@infonce/word2vec/worker`. It may train again afterwards; end it when it is not needed any more, and
 * not while it trains: in Node that can abort the process. Give the signal, or leave the events, and it stops after the
 * step under way. Training runs ahead of the events by at most 16 of them.
 * @param worker `new Worker(new URL('@infonce/word2vec/worker', import.meta.url), { type: 'module' })` where a bundler
 *   knows that form
 * @throws what `trainWord2vec` throws, as errors of the same classes; a `WorkerError` when the worker dies
 */
export async function* trainWord2vecInWorker(
  worker: NodeWorker | WebWorker,
  { signal, ...options }: TrainWord2vecInWorkerOptions,
): AsyncGenerator<Word2vecEvent, void> {
  const task: WorkerTask = { task: 'train', options }
  yield* unpackEvents<Word2vecEvent>(streamFromWorker(worker, task, { signal, errors: workerErrors }))
}
