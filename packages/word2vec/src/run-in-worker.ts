// A training run in a folder, in a worker thread. Node only.
import { Worker } from 'node:worker_threads'
import { closeNativeGate } from '@infonce/runtime'
import type { CorpusDescription } from './corpus-description.js'
import type { RunEvent, TrainInFolderOptions } from './run-folder.js'
import { eventsOfTask } from './worker-training.js'

/** What {@link trainInFolderInWorker} is given: as for `trainInFolder`, with a corpus that the worker opens. */
export interface TrainInFolderInWorkerOptions extends Omit<TrainInFolderOptions, 'corpus'> {
  readonly corpus: CorpusDescription
  /** The worker's script. Default: the one in this package; a bundler may have put `@infonce/word2vec/worker` elsewhere. */
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
  const gate = new SharedArrayBuffer(4)
  const worker = new Worker(script, { workerData: { gate }, name: 'infonce' })
  const onExit = (): void => closeNativeGate(gate)
  process.on('exit', onExit)
  try {
    yield* eventsOfTask<RunEvent>(worker, { task: 'train in folder', options: sent }, signal)
  } finally {
    await worker.terminate()
    process.off('exit', onExit)
  }
}
