// What a session is, whichever provider runs it. Types only.
import type { DeviceTensor } from './device-tensor.js'
import type { HostDType, HostTensor } from './host-tensor.js'
import type { Provider, ProviderChoice } from './provider.js'

/** An input or output that a graph declares. A dimension is a number, a name (`'N'`), or null where it is neither. */
export interface TensorInfo {
  readonly name: string
  readonly dtype: HostDType
  readonly dims: readonly (number | string | null)[]
}

/** How a graph is opened. */
export interface SessionOptions {
  /**
   * Where it runs; `'auto'` takes the first usable of `cuda`, `webgpu`, `cpu` in Node and of `webgpu`, `wasm` in a
   * browser. Software adapters are usable, but never chosen.
   */
  readonly provider: Provider | 'auto'
  /** Refuses a graph of which the provider would leave some operator to the CPU. Default: false. */
  readonly strict?: boolean
  /**
   * Threads inside one operator, the calling one included. Default: as many as the process may use. In a browser they
   * need a cross-origin isolated page; of `wasm`, and in a browser, the first session decides for all.
   */
  readonly threads?: number
  /** How far ONNX Runtime rewrites the graph when it opens it. Default `'all'`. */
  readonly optimization?: 'none' | 'basic' | 'extended' | 'all'
}

/**
 * Which outputs a run returns: all of them (the default), those named in a list, or the keys of a record.
 * A tensor given in the record is written in place and returned itself; null asks for a new tensor.
 */
export type Fetches = readonly string[] | Readonly<Record<string, HostTensor | null>>

/** Tensors by the names of a graph's inputs, wherever they lie. */
export type Feeds = Readonly<Record<string, HostTensor | DeviceTensor>>

/** An opened ONNX graph, whose outputs are tensors of type `T`. */
export interface Session<T extends HostTensor | DeviceTensor = HostTensor> {
  /** Where it runs, and why there. */
  readonly choice: ProviderChoice
  /** Whether some of its operators run on the CPU, because the provider lacks them. */
  readonly partlyOnCpu: boolean
  readonly inputs: readonly TensorInfo[]
  readonly outputs: readonly TensorInfo[]
  /**
   * Runs the graph once. On Node's CPU and CUDA providers this blocks the event loop for as long as the graph takes,
   * feeds are read where they lie, and an output that is fetched into a tensor is written where that tensor lies (a
   * copy that ONNX Runtime makes of every output all the same is dropped here).
   *
   * Throws a `SessionError` before running when an input is missing, unknown, of another dtype, of a shape that
   * the graph does not take, or when named dimensions disagree; and when ONNX Runtime fails, with its error as
   * `cause` (fetched tensors may then be partly written).
   */
  run(feeds: Feeds, fetches?: Fetches): Promise<Record<string, T>>
  /**
   * Waits for runs under way and frees the graph, which lives on until the last of its tensors on the device is disposed
   * of. Closing twice does nothing.
   */
  close(): Promise<void>
}
