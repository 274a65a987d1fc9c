export { CheckpointError, FileError, LockError, ProviderError, RowMemoryError, SessionError } from './errors.js'
export {
  allocateHostArray,
  type HostArrays,
  type HostDType,
  type HostTensor,
  hostTensor,
} from './host-tensor.js'
export { openSession } from './node-session.js'
export { RowMemory, type RowUpdate } from './row-memory.js'
export type { Fetches, Provider, Session, SessionOptions, TensorInfo } from './session.js'
