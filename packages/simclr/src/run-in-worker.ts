// A training run in a folder, in a worker thread. Node only.
import { streamFromThread } from '@infonce/runtime'
import type { RunEvent, TrainInFolderOptions } from './run-folder.js'
import { unpackEvents, type WorkerTask, workerErrors } from './worker-training.js'

/** What {@link trainInFolderInWorker} is given: as for `trainInFolder`. */
export interface TrainInFolderInWorkerOptions extends TrainInFolderOptions {
  /** The worker's script. Default: the one in this package; a bundler may have put `@infonce/simclr/worker` elsewhere. */
  readonly script?: string | URL
}

/**
 * Trains in a folder as `trainInFolder` does, in a worker thread of its own: the event loop of this thread stays free
 * however long a step takes. Training runs ahead of the events by at most 16 of them; the parameters of the event `end`
 * are a copy. Leaving the events early stops training after the step under way, with a checkpoint, and waits for that.
 *
 * When the process exits meanwhile, it does so after the step under way: ONNX Runtime cannot be left in the middle.
 * @throws what `trainInFolder` throws, as errors of the same classes; a `WorkerError` when the worker dies
 */
export async function* trainInFolderInWorker(options: TrainInFolderInWorkerOptions): AsyncGenerator<RunEvent, void> {
  const { signal, script = new URL('./worker.js', import.meta.url), ...sent } = options
  const task: WorkerTask = { task: 'train in folder', options: sent }
  yield* unpackEvents<RunEvent>(streamFromThread(script, task, { signal, errors: workerErrors }))
}
