// The worker's side of a stream: runs a handler and sends what it yields.
import { EventLoopTurns } from './event-loop-turns.js'
import { holdLifeLock } from './worker-life.js'
import { describeError } from './worker-stream-error.js'
import {
  type HostMessage,
  isStart,
  MOST_IN_FLIGHT,
  type StartMessage,
  type StreamPort,
  type WorkerMessage,
} from './worker-stream-messages.js'

/** Where a worker hears its host: `parentPort` of `node:worker_threads`, or `self` in a Web Worker. */
export type WorkerScope =
  | { on(event: 'message', listener: (message: unknown) => void): unknown }
  | { addEventListener(type: 'message', listener: (event: object) => void): void }

/**
 * What a worker does for one stream: input to events. When the signal is given it should end, as early or late as it
 * thinks right, with or without more events. It should let the event loop turn now and then, since nothing is heard
 * before that: see {@link EventLoopTurns}; between events that is done for it.
 */
export type StreamHandler<Input, Event> = (input: Input, signal: AbortSignal) => AsyncIterable<Event>

const transfers = new WeakMap<object, object[]>()

/** Marks buffers of an event to be moved to the host instead of copied: they are empty here once it is sent. */
export function transferring<Event extends object>(event: Event, buffers: readonly object[]): Event {
  transfers.set(event, [...buffers])
  return event
}

/**
 * Makes this worker serve streams, each with a run of the handler. Call it while the worker's script is first run
 * (before any `await`), or the first message may be lost.
 */
export function serveStream<Input, Event>(scope: WorkerScope, handler: StreamHandler<Input, Event>): void {
  const take = (message: unknown, lock?: string): void => {
    if (isStart(message)) void new ServedStream(message, lock).run(handler)
  }
  if ('on' in scope) scope.on('message', (message) => take(message))
  else {
    // Nothing begins before the host can learn of this worker's death.
    const locked = holdLifeLock()
    scope.addEventListener('message', (event) => {
      void locked.then((lock) => take((event as { readonly data: unknown }).data, lock))
    })
  }
}

class ServedStream {
  private readonly port: StreamPort
  private readonly control = new AbortController()
  private inFlight = 0
  private left = false
  private wake: () => void = () => {}

  constructor(
    private readonly start: StartMessage,
    lock: string | undefined,
  ) {
    this.port = start.port
    if (lock !== undefined) this.post({ type: 'alive', lock })
    if (start.aborted) this.control.abort()
    this.port.addEventListener('message', ({ data }) => this.hear(data as HostMessage))
    // A host that is gone waits for nothing.
    this.port.addEventListener('close', () => this.hear({ type: 'leave' }))
    this.port.start()
  }

  async run<Input, Event>(handler: StreamHandler<Input, Event>): Promise<void> {
    const { signal } = this.control
    try {
      await this.send(handler(this.start.input as Input, signal))
      this.post({ type: 'end' })
    } catch (error) {
      if (signal.aborted && error === signal.reason) this.post({ type: 'aborted' })
      else this.post({ type: 'failed', error: describeError(error) })
    }
  }

  /** Sends events until there are none or nobody waits for them; the handler's `finally` blocks have run then. */
  private async send(events: AsyncIterable<unknown>): Promise<void> {
    const turns = new EventLoopTurns()
    for await (const event of events) {
      if (turns.due) await turns.take()
      const buffers = typeof event === 'object' && event !== null ? transfers.get(event) : undefined
      this.inFlight++
      this.post({ type: 'event', event }, buffers)
      while (this.inFlight >= MOST_IN_FLIGHT && !this.left)
        await new Promise<void>((resolve) => {
          this.wake = resolve
        })
      if (this.left) return
    }
  }

  private hear(message: HostMessage): void {
    if (message.type === 'taken') this.inFlight--
    else {
      if (message.type === 'leave') this.left = true
      this.control.abort()
    }
    this.wake()
  }

  private post(message: WorkerMessage, transfer: object[] = []): void {
    this.port.postMessage(message, transfer)
  }
}
