// Everything that the Node and the browser build both have.
export { BlockedLoss, type BlockedLossOptions, type BlockedLossResult } from './blocked-loss.js'
export type { CheckpointInfo } from './checkpoint-manifest.js'
export * from './checkpoint-manifest.js'
export type { CheckpointContent, CheckpointStore } from './checkpoint-store.js'
export * from './checkpoint-store.js'
export * from './data/array-cache.js'
export { ArrayCache } from './data/array-cache.js'
export * from './data/csv-rows.js'
export { type CsvRow, csvRows, csvText } from './data/csv-rows.js'
export type { BadFile, DataErrorClass } from './data/data-error.js'
export * from './data/data-error.js'
export * from './data/described-data.js'
export * from './data/encode-npy.js'
export { encodeNpy } from './data/encode-npy.js'
export * from './data/entries.js'
export * from './data/file-reader.js'
export { type ByteRange, type FileReader, readFromBytes } from './data/file-reader.js'
export * from './data/files-found.js'
export {
  countKinds,
  type FileCounts,
  type FilesEvent,
  type FilesFound,
  fileCountsText,
  filesEvents,
  filesFound,
  filesLeftOut,
  type OpeningEvent,
  openingEvents,
  type SkippedEvent,
} from './data/files-found.js'
export type { LabelReader, Labels } from './data/label-pattern.js'
export * from './data/label-pattern.js'
export * from './data/label-selection.js'
export { type Labeled, type LabelSelection, type LabelValues, labelSelection } from './data/label-selection.js'
export * from './data/magic.js'
export { describeMagic } from './data/magic.js'
export * from './data/npy.js'
export { type NpyLayout, npyLayout, shapeText } from './data/npy.js'
export * from './data/open-files.js'
export type { DeviceTensor } from './device-tensor.js'
export * from './device-tensor.js'
export * from './errors.js'
export {
  CheckpointError,
  ConfigurationError,
  type ConfigurationProblem,
  FileError,
  LockError,
  ProviderError,
  RowMemoryError,
  RunFolderError,
  SessionError,
} from './errors.js'
export * from './event-loop-turns.js'
export { EventLoopTurns } from './event-loop-turns.js'
export * from './follow-signal.js'
export { followSignal } from './follow-signal.js'
export * from './host-tensor.js'
export { type HostArrays, type HostDType, type HostTensor, hostTensor } from './host-tensor.js'
export * from './model/classifier.js'
export * from './model/definition.js'
export {
  type AnyModelDefinition,
  type BatchContext,
  type BeginEvent,
  type CommonOptions,
  defineModel,
  type EndEvent,
  type FittedModelDefinition,
  type FollowContext,
  type Follower,
  type ModelDefinition,
  type ModelEvent,
  type ModelTypes,
  type TrainDescribedOptions,
  type TrainedModel,
  type TrainModelOptions,
  type WithEvents,
} from './model/definition.js'
export * from './model/model-worker.js'
export { serveModel, type TrainInWorkerOptions, trainInWorker } from './model/model-worker.js'
export * from './model/train-model.js'
export { trainDescribed, trainModel } from './model/train-model.js'
export * from './model/weights-for.js'
export { weightsFor } from './model/weights-for.js'
export * from './open-session.js'
export { chooseProvider, download, findProviders, openDeviceSession, openSession } from './open-session.js'
export type { StepInput, StepMetrics } from './placement.js'
export * from './placement.js'
export { defaultProvider } from './platform.js'
export * from './provider.js'
export * from './row-memory.js'
export type { RunStart } from './run-folder.js'
export * from './session.js'
export * from './settings/setting.js'
export * from './settings/setting-check.js'
export * from './settings/settings.js'
export * from './starting-parameter.js'
export * from './step-batches.js'
export * from './threads.js'
export * from './trainer.js'
export * from './training-loop.js'
export * from './worker-stream-error.js'
export * from './worker-stream-host.js'
export * from './worker-stream-serve.js'
export * from './worker-stream-worker.js'
