// Training in a worker thread of its own, as its host sees it. Node only.
import { Worker } from 'node:worker_threads'
import { followSignal } from './follow-signal.js'
import { closeNativeGate } from './native-gate.js'
import { type StreamOptions, streamFromWorker } from './worker-stream-host.js'

/**
 * Starts a worker thread whose script calls {@link serveThread}, has it do a task, and ends it. The event loop of this
 * thread stays free however long a step takes; the worker runs ahead of the events by at most 16. Leaving the events
 * early gives the signal and takes what still comes, so that training saves a checkpoint.
 *
 * When the process exits meanwhile, it does so after the run of a graph under way: ONNX Runtime cannot be left in the
 * middle.
 * @param task what the handler is given, a structured clone of it
 * @throws as `streamFromWorker` does
 */
export async function* streamFromThread<Event>(
  script: string | URL,
  task: unknown,
  { signal, errors }: StreamOptions = {},
): AsyncGenerator<Event, void> {
  const gate = new SharedArrayBuffer(4)
  const worker = new Worker(script, { workerData: { gate }, name: 'infonce' })
  const onExit = (): void => closeNativeGate(gate)
  process.on('exit', onExit)
  const { control, unfollow } = followSignal(signal)
  try {
    const events = streamFromWorker<Event>(worker, task, { signal: control.signal, ...(errors && { errors }) })
    yield* stoppedWhenLeft(events, control)
  } finally {
    unfollow()
    await worker.terminate()
    process.off('exit', onExit)
  }
}

/** The same events. Leaving them gives the signal, and waits for what training does then: it saves a checkpoint. */
async function* stoppedWhenLeft<Event>(
  events: AsyncGenerator<Event, void>,
  control: AbortController,
): AsyncGenerator<Event, void> {
  try {
    // Not by for await, which would leave the events where these are left.
    for (let next = await events.next(); !next.done; next = await events.next()) yield next.value
  } finally {
    control.abort()
    await drain(events, control.signal.reason)
  }
}

/** Takes what still comes. Training that had not begun throws the signal's reason, as there is nothing to save. */
async function drain(events: AsyncGenerator<unknown, void>, reason: unknown): Promise<void> {
  try {
    for (let next = await events.next(); !next.done; ) next = await events.next()
  } catch (error) {
    if (error !== reason) throw error
  }
}
