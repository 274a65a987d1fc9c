export { type FileContent, writeFileAtomic } from './atomic-file.js'
export { type CheckpointEntry, listCheckpoints } from './checkpoint-folder.js'
export type { CheckpointInfo } from './checkpoint-manifest.js'
export { CheckpointError, FileError, LockError, ProviderError, RowMemoryError, SessionError } from './errors.js'
export { allocateHostArray, type HostArrays, type HostDType, type HostTensor, hostTensor } from './host-tensor.js'
export { openSession } from './node-session.js'
export {
  type Checkpoint,
  type FindCheckpointOptions,
  type FoundCheckpoint,
  findCheckpoint,
  type LoadCheckpointOptions,
  latestCheckpoint,
  type ReadCheckpointOptions,
  readCheckpoint,
  verifyCheckpoint,
} from './read-checkpoint.js'
export { RowMemory, type RowUpdate } from './row-memory.js'
export { RunLock } from './run-lock.js'
export { type Allocate, readSafetensors, type Safetensors, saveSafetensors } from './safetensors.js'
export type { Fetches, Provider, Session, SessionOptions, TensorInfo } from './session.js'
export { systemErrorReason } from './system-error.js'
export { type StepMetrics, Trainer, type TrainerOptions } from './trainer.js'
export {
  type BatchSource,
  type CheckpointPolicy,
  type TrainingBatch,
  TrainingError,
  type TrainingEvent,
  type TrainOptions,
  train,
} from './training-loop.js'
export { type CheckpointContent, type WriteCheckpointOptions, writeCheckpoint } from './write-checkpoint.js'
