// The subpath `internals`: what packages of the project use beside the main entry. It may change in any version.
export { type FileContent, writeFileAtomic } from './atomic-file.js'
export { type CheckpointEntry, listCheckpoints, PARAMETERS_FILE } from './checkpoint-folder.js'
export { checkpointsIn } from './checkpoint-folder-store.js'
export { fileStatus, filesBelow, type OpenFile, usingFile, wholeFile } from './data/data-files.js'
export { type FoundFiles, fileLabels, type LabelSource } from './data/file-labels.js'
export { fileWithin } from './file-within.js'
export * from './internals-common.js'
export { loadCheckpoint } from './load-checkpoint.js'
export { makeFolder } from './make-folder.js'
export type { BegunRun, FolderDefinition, InFolder, RunReport } from './model/folder-definition.js'
export {
  type ExportedModel,
  type ExportModelOptions,
  exportModel,
  loadModel,
  TRAINING_FILES,
} from './model/model-files.js'
export {
  clearRun,
  damagedFiles,
  describeRun,
  finishRun,
  isFinished,
  type RunEvent,
  serveModelInThread,
  type TrainInFolderOptions,
  type TrainInThreadOptions,
  trainInFolder,
  trainInThread,
} from './model/model-folder.js'
export { type WrittenModel, writeModelFile } from './model-file.js'
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
export { openRegular, type RegularFile, readRegularText } from './regular-file.js'
export type { DescriptionOf, ExportedEvent, FinishedRun, FolderTrainingOptions } from './run-folder.js'
export { RunLock } from './run-lock.js'
export { type Allocate, readSafetensors, type Safetensors, saveSafetensors } from './safetensors.js'
export { systemErrorReason } from './system-error.js'
export { streamFromThread } from './worker-thread-host.js'
export { serveThread } from './worker-thread-serve.js'
export { type WriteCheckpointOptions, writeCheckpoint } from './write-checkpoint.js'
