// A training run in a folder, in a worker thread. Node only.
import { Worker } from 'node:worker_threads'
import { closeNativeGate } from '@infonce/runtime'
import type { CorpusDescription } from './corpus-description.js'
import { followSignal } from './follow-signal.js'
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
  const { control, unfollow } = followSignal(signal)
  try {
    const events = eventsOfTask<RunEvent>(worker, { task: 'train in folder', options: sent }, control.signal)
    yield* stoppedWhenLeft(events, control)
  } finally {
    unfollow()
    await worker.terminate()
    process.off('exit', onExit)
  }
}

/** The same events. Leaving them gives the signal, and waits for what training does then: it saves a checkpoint. */
async function* stoppedWhenLeft(
  events: AsyncGenerator<RunEvent, void>,
  control: AbortController,
): AsyncGenerator<RunEvent, void> {
  try {
    // Not by for await, which would leave the events where these are left.
    for (let next = await events.next(); !next.done; next = await events.next()) yield next.value
  } finally {
    control.abort()
    await drain(events, control.signal.reason)
  }
}

/** Takes what still comes. Training that had not begun throws the signal's reason, as there is nothing to save. */
async function drain(events: AsyncGenerator<RunEvent, void>, reason: unknown): Promise<void> {
  try {
    for (let next = await events.next(); !next.done; ) next = await events.next()
  } catch (error) {
    if (error !== reason) throw error
  }
}
