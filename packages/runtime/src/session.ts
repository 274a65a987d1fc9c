// What a session is, whichever provider runs it. Types only: usable in a browser.
import type { HostDType, HostTensor } from './host-tensor.js'

/** Where a graph runs. */
export type Provider = 'cpu'

/** An input or output that a graph declares. A dimension is a number, a name (`'N'`), or null where it is neither. */
export interface TensorInfo {
  readonly name: string
  readonly dtype: HostDType
  readonly dims: readonly (number | string | null)[]
}

/** How a graph is opened. */
export interface SessionOptions {
  readonly provider: Provider
  /** Threads inside one operator, the calling one included. Default: as many as the process may use. */
  readonly threads?: number
  /** How far ONNX Runtime rewrites the graph when it opens it. Default `'all'`. */
  readonly optimisation?: 'none' | 'basic' | 'extended' | 'all'
}

/**
 * Which outputs a run returns: all of them (the default), those named in a list, or the keys of a record.
 * A tensor given in the record is written in place and returned itself; null asks for a new tensor.
 */
export type Fetches = readonly string[] | Readonly<Record<string, HostTensor | null>>

/** An opened ONNX graph. */
export interface Session {
  readonly provider: Provider
  readonly inputs: readonly TensorInfo[]
  readonly outputs: readonly TensorInfo[]
  /**
   * Runs the graph once. On Node CPU this blocks the event loop for as long as the graph takes, feeds are read
   * where they lie, and an output that is fetched into a tensor is written where that tensor lies (a copy that
   * ONNX Runtime makes of every output all the same is dropped here).
   *
   * Throws a `SessionError` before running when an input is missing, unknown, of another dtype, of a shape that
   * the graph does not take, or when named dimensions disagree; and when ONNX Runtime fails, with its error as
   * `cause` (fetched tensors may then be partly written).
   */
  run(feeds: Readonly<Record<string, HostTensor>>, fetches?: Fetches): Promise<Record<string, HostTensor>>
  /** Waits for runs under way and frees the graph. Closing twice does nothing. */
  close(): Promise<void>
}
