// Training in a worker thread of its own, as that thread sees it. Node only.
import { parentPort, workerData } from 'node:worker_threads'
import { useNativeGate } from './native-gate.js'
import { type StreamHandler, serveStream } from './worker-stream-serve.js'

/**
 * Makes this worker thread serve streams, as {@link serveStream} does, to a host that may exit at any time where it was
 * started by `streamFromThread`. Call it while the worker's script is first run (before any `await`).
 */
export function serveThread<Input, Event>(handler: StreamHandler<Input, Event>): void {
  const { gate } = (workerData ?? {}) as { readonly gate?: SharedArrayBuffer }
  if (gate) useNativeGate(gate)
  serveStream(parentPort!, handler)
}
