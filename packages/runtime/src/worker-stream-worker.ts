// A worker as its host sees it, on Node and in a browser: it takes messages, and it may die.
import { turnEventLoop } from './event-loop-turns.js'
import { whenGone } from './worker-life.js'
import { WorkerError } from './worker-stream-error.js'
import type { StartMessage } from './worker-stream-messages.js'

// Types of what is needed of them alone, so that declarations ask neither for Node's types nor for a browser's.

/** A `Worker` of `node:worker_threads`. */
export interface NodeWorker {
  /** −1 once it has ended. */
  readonly threadId: number
  postMessage(message: unknown, transfer: never[]): void
  on(event: string, listener: (value: unknown) => void): unknown
  off(event: string, listener: (value: unknown) => void): unknown
}

/** A Web Worker. */
export interface WebWorker {
  postMessage(message: unknown, transfer: never[]): void
  addEventListener(type: string, listener: (event: object) => void): void
  removeEventListener(type: string, listener: (event: object) => void): void
}

/** What a stream needs of a worker. */
export interface WorkerAdapter {
  start(message: StartMessage): void
  /** Calls back once if the worker dies, when all that it had sent before has come. Returns how to stop watching. */
  watch(onDeath: (error: WorkerError) => void): () => void
  /** Called when the worker tells of the lock that it holds while it lives. */
  holdsLock(lock: string): void
}

/** The adapter of a worker. */
export const adaptWorker = (worker: NodeWorker | WebWorker): WorkerAdapter =>
  'threadId' in worker ? new NodeAdapter(worker) : new WebAdapter(worker)

abstract class Adapter implements WorkerAdapter {
  private onDeath: ((error: WorkerError) => void) | undefined

  abstract start(message: StartMessage): void
  abstract holdsLock(lock: string): void
  protected abstract listen(): () => void

  watch(onDeath: (error: WorkerError) => void): () => void {
    this.onDeath = onDeath
    const stop = this.listen()
    return () => {
      this.onDeath = undefined
      stop()
    }
  }

  /** Only the first reason counts. */
  protected died(message: string, cause?: unknown): void {
    const { onDeath } = this
    this.onDeath = undefined
    const error = new WorkerError(message, cause === undefined ? {} : { cause })
    // Messages come by another way than news of the worker, which may overtake them.
    if (onDeath)
      turnEventLoop()
        .then(turnEventLoop)
        .then(() => onDeath(error))
  }
}

class NodeAdapter extends Adapter {
  constructor(private readonly worker: NodeWorker) {
    super()
  }

  start(message: StartMessage): void {
    this.worker.postMessage(message, [message.port as never])
  }

  // An exit is told anyway.
  holdsLock(): void {}

  protected listen(): () => void {
    const onError = (error: unknown): void => this.died(`the worker failed: ${reason(error)}`, error)
    const onExit = (code: unknown): void =>
      this.died(`the worker ended with exit code ${code} before its work was done`)
    this.worker.on('error', onError)
    this.worker.on('exit', onExit)
    // Where it has ended already, nothing would ever come.
    if (this.worker.threadId === -1) this.died('the worker has already ended')
    return () => {
      this.worker.off('error', onError)
      this.worker.off('exit', onExit)
    }
  }
}

class WebAdapter extends Adapter {
  private stopWaiting: () => void = () => {}

  constructor(private readonly worker: WebWorker) {
    super()
  }

  start(message: StartMessage): void {
    this.worker.postMessage(message, [message.port as never])
  }

  holdsLock(lock: string): void {
    this.stopWaiting = whenGone(lock, () => this.died('the worker was ended before its work was done'))
  }

  protected listen(): () => void {
    const onError = (event: object): void => {
      // An event without a message is of a script that could not be had.
      const { message, error } = event as Partial<ErrorEvent>
      this.died(`the worker failed: ${message || 'its script could not be loaded'}`, error ?? undefined)
    }
    this.worker.addEventListener('error', onError)
    return () => {
      this.stopWaiting()
      this.worker.removeEventListener('error', onError)
    }
  }
}

interface ErrorEvent {
  readonly message: string
  readonly error: unknown
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
