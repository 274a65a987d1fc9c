// Keeps a worker thread from being torn down while it is inside ONNX Runtime, which would abort the whole process.
//
// Node ends threads when the process exits. onnxruntime-node, when it comes back into a thread that is being ended,
// throws a C++ exception that nothing catches. So the thread that exits waits until no run is under way.

const FREE = 0
const INSIDE = 1
const CLOSED = 2
const LONGEST_WAIT = 60_000

/** The gate of this thread, where somebody else may end it. */
let gate: Int32Array | undefined
let inside = 0

/** Makes this thread pass a gate, a `SharedArrayBuffer` of 4 bytes, around every call of ONNX Runtime. */
export function useNativeGate(buffer: SharedArrayBuffer): void {
  gate = new Int32Array(buffer)
}

/**
 * Waits, blocking, until the thread behind a gate is outside of ONNX Runtime, and keeps it there for good. It waits a
 * minute at most: a thread that died inside leaves its gate as it was.
 */
export function closeNativeGate(buffer: SharedArrayBuffer): void {
  const cells = new Int32Array(buffer)
  while (Atomics.compareExchange(cells, 0, FREE, CLOSED) === INSIDE)
    if (Atomics.wait(cells, 0, INSIDE, LONGEST_WAIT) === 'timed-out') return
}

/** Calls ONNX Runtime; this thread stops before it once its gate has been closed. */
export function throughNativeGate<T>(work: () => Promise<T>): Promise<T> {
  if (!gate) return work()
  // Calls overlap where one is asked for before another is done.
  if (inside++ === 0) while (Atomics.compareExchange(gate, 0, FREE, INSIDE) === CLOSED) Atomics.wait(gate, 0, CLOSED)
  return work().finally(leave)
}

function leave(): void {
  if (--inside > 0) return
  Atomics.store(gate!, 0, FREE)
  Atomics.notify(gate!, 0)
}
