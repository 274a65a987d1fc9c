// Lets the event loop turn during long work, so that messages, timers and signals are heard.

const EVERY_MILLISECONDS = 10

/** Lets everything else that waits have its turn, whichever task brings it: no microtask does that. */
export function turnEventLoop(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve))
  // Browsers delay timers by 4 ms, messages not at all.
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Port; port2: Port }
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

interface Port {
  onmessage: (() => void) | null
  postMessage(message: null): void
  close(): void
}

/** Turns of the event loop that a long piece of work owes: one for every few milliseconds. */
export class EventLoopTurns {
  private last: number = performance.now()

  /** Whether the last turn is 10 ms ago or more. Asking takes some 50 ns. */
  get due(): boolean {
    return performance.now() - this.last >= EVERY_MILLISECONDS
  }

  /** Waits for a turn. */
  async take(): Promise<void> {
    await turnEventLoop()
    this.last = performance.now()
  }
}
