// One way of running graphs: a build of ONNX Runtime with one of its providers, and how that pair behaves.
import type * as Ort from 'onnxruntime-common'
import type { Provider } from './provider.js'

/** The part of ONNX Runtime's interface that its Node and web packages share. */
export type OnnxRuntime = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>

/** What differs between providers is said here, so that nothing else asks for their names. */
export interface Backend {
  readonly provider: Provider
  readonly ort: OnnxRuntime
  /** What a session is opened with for this provider, threads included. */
  readonly settings: Ort.InferenceSession.SessionOptions
  /** With what else, where some operator would be left to the CPU. */
  readonly otherwise?: Ort.InferenceSession.SessionOptions
  /** Whether more has to be found than its library, which only a session shows: a device, a .wasm file. */
  readonly needsProbe: boolean
  /** Whether this provider leaves operators that it lacks to the CPU provider. */
  readonly mayUseCpu: boolean
  /** Whether outputs can stay on the device and be fed from there. */
  readonly keepsTensors: boolean
  /** Whether an output is written into a tensor that is given for it; elsewhere it is copied there. */
  readonly writesFetches: boolean
  /** How many steps a run makes by default: more than one where parameters cross to the device at every run. */
  readonly stepsPerRun: number
  /** Whether a tensor without elements may be fed; where not, it ends the process. */
  readonly takesEmpty: boolean
  /** Whether two runs may be under way; where not, they wait for each other, whichever session they are of. */
  readonly runsConcurrently: boolean
}

/** WebGPU without its change of convolutions to channels last, whose transpositions of truth values it leaves to the CPU. */
export const channelsFirst = { name: 'webgpu', preferredLayout: 'NCHW' } as const
