// The host's side of a stream: events of a worker as an async generator.
import { type ErrorClasses, restoreError, WorkerError } from './worker-stream-error.js'
import {
  type HostMessage,
  openChannel,
  PROTOCOL,
  type StreamPort,
  type WorkerMessage,
} from './worker-stream-messages.js'
import { adaptWorker, type NodeWorker, type WebWorker, type WorkerAdapter } from './worker-stream-worker.js'

/** How a stream is opened. */
export interface StreamOptions {
  /** Passed on: the handler in the worker is given a signal of its own that follows this one. */
  readonly signal?: AbortSignal | undefined
  /** Classes of errors, by name, that may come from the worker beside those of `@infonce/core` and this package. */
  readonly errors?: ErrorClasses
}

/**
 * Runs the handler that a worker serves (see {@link serveStream}), and gives its events in their order.
 *
 * The worker runs ahead by at most 16 events and then waits until some are taken. Leaving early (by `break`, `return`
 * or an error) aborts the handler and waits until it has ended. The worker is not ended: it can serve more streams,
 * also at the same time.
 * @param worker a `Worker` of `node:worker_threads` or a Web Worker
 * @param input what the handler is given, a structured clone of it
 * @throws what the handler threw, as an error of the same class with its cause as text: those of infonce, of
 *   JavaScript, `DOMException`, and `errors`; the signal's reason where the handler threw its own; a `WorkerError` for
 *   any other class, and for a worker that dies; a `DataCloneError` for an input or event that cannot be cloned
 */
export async function* streamFromWorker<Event>(
  worker: NodeWorker | WebWorker,
  input: unknown,
  { signal, errors }: StreamOptions = {},
): AsyncGenerator<Event, void> {
  const link = new WorkerLink(worker, errors)
  const abort = (): void => link.post('abort')
  try {
    link.open(input, signal?.aborted ?? false)
    signal?.addEventListener('abort', abort)
    for (;;) {
      const message = await link.take()
      if (message.type === 'end') return
      if (message.type === 'aborted') throw signal?.reason
      yield message.event as Event
      link.post('taken')
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    await link.close()
  }
}

type Message = Exclude<WorkerMessage, { type: 'alive' | 'failed' }>

/** The host's end of a stream: messages wait here until they are taken. */
class WorkerLink {
  private readonly adapter: WorkerAdapter
  private readonly near: StreamPort
  private readonly far: StreamPort
  private readonly waiting: (Exclude<WorkerMessage, { type: 'alive' }> | WorkerError)[] = []
  private wake: () => void = () => {}
  /** Whether the worker works for this stream. */
  private busy = false
  private unwatch: () => void = () => {}

  constructor(
    worker: NodeWorker | WebWorker,
    private readonly errors: ErrorClasses | undefined,
  ) {
    this.adapter = adaptWorker(worker)
    ;({ port1: this.near, port2: this.far } = openChannel())
  }

  open(input: unknown, aborted: boolean): void {
    this.adapter.start({ protocol: PROTOCOL, input, aborted, port: this.far })
    this.busy = true
    this.near.addEventListener('message', ({ data }) => this.push(data as WorkerMessage))
    this.near.addEventListener('messageerror', () =>
      this.push(new WorkerError('an event of the worker cannot be received: it needs more memory than is available')),
    )
    this.near.start()
    this.unwatch = this.adapter.watch((error) => {
      this.busy = false
      this.push(error)
    })
  }

  post(type: HostMessage['type']): void {
    this.near.postMessage({ type }, [])
  }

  /** The next message. Throws the error that the worker threw or died of. */
  async take(): Promise<Message> {
    while (this.waiting.length === 0)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    const message = this.waiting.shift()!
    if (message instanceof WorkerError) throw message
    if (message.type !== 'event') this.busy = false
    if (message.type === 'failed') throw restoreError(message.error, this.errors)
    return message
  }

  /** Makes an end of the worker's work, if it has not come to one, and waits for that. */
  async close(): Promise<void> {
    try {
      if (this.busy) this.post('leave')
      while (this.busy) await this.take()
    } finally {
      this.unwatch()
      this.near.close()
    }
  }

  private push(message: WorkerMessage | WorkerError): void {
    if (!(message instanceof WorkerError) && message.type === 'alive') {
      this.adapter.holdsLock(message.lock)
      return
    }
    this.waiting.push(message)
    this.wake()
  }
}
