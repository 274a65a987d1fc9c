// What host and worker say to each other during a stream. A stream has a channel of its own.
import type { DescribedError } from './worker-stream-error.js'

/** Tells the message that begins a stream from others that a worker may be sent. */
export const PROTOCOL = 'infonce-stream/1'

/** Events that may be under way to the host or wait there to be taken. */
export const MOST_IN_FLIGHT = 16

/** Begins a stream: the only message that goes through the worker's own port. */
export interface StartMessage {
  readonly protocol: typeof PROTOCOL
  readonly input: unknown
  /** Whether the signal had been given already. */
  readonly aborted: boolean
  readonly port: StreamPort
}

/** From the host. */
export type HostMessage =
  /** An event has been taken: another one may be sent. */
  | { readonly type: 'taken' }
  /** The signal has been given. */
  | { readonly type: 'abort' }
  /** Nobody waits for events any more. */
  | { readonly type: 'leave' }

/** From the worker. Every stream ends with one of the last three. */
export type WorkerMessage =
  /** The lock that a Web Worker holds while it lives. */
  | { readonly type: 'alive'; readonly lock: string }
  | { readonly type: 'event'; readonly event: unknown }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly error: DescribedError }
  /** The handler has thrown its signal's reason. */
  | { readonly type: 'aborted' }

/** One end of a channel, as a `MessagePort` of Node or of a browser is. */
export interface StreamPort {
  postMessage(message: HostMessage | WorkerMessage, transfer: object[]): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'messageerror' | 'close', listener: () => void): void
  start(): void
  close(): void
}

/** A new channel. */
export const openChannel = (): { readonly port1: StreamPort; readonly port2: StreamPort } =>
  new MessageChannel() as unknown as { port1: StreamPort; port2: StreamPort }

export const isStart = (message: unknown): message is StartMessage =>
  typeof message === 'object' && message !== null && (message as Partial<StartMessage>).protocol === PROTOCOL
