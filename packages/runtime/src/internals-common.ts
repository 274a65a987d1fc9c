// Everything that the Node and the browser build both have.
export type { CheckpointInfo } from './checkpoint-manifest.js'
export type { CheckpointContent, CheckpointStore } from './checkpoint-store.js'
export { ArrayCache } from './data/array-cache.js'
export { type CsvRow, csvRows, csvText } from './data/csv-rows.js'
export type { BadFile, DataErrorClass } from './data/data-error.js'
export { encodeNpy } from './data/encode-npy.js'
export { type ByteRange, type FileReader, readFromBytes } from './data/file-reader.js'
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
export { type Labeled, type LabelSelection, type LabelValues, labelSelection } from './data/label-selection.js'
export { describeMagic } from './data/magic.js'
export { type NpyLayout, npyLayout, shapeText } from './data/npy.js'
export type { DeviceTensor } from './device-tensor.js'
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
export { EventLoopTurns } from './event-loop-turns.js'
export { followSignal } from './follow-signal.js'
export { type HostArrays, type HostDType, type HostTensor, hostTensor } from './host-tensor.js'
export {
  CLASSES,
  Classifier,
  type ClassifierEvent,
  type ClassifierGraphs,
  classifierGraphs,
  trainClassifier,
} from './model/classifier.js'
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
export { serveModel, type TrainInWorkerOptions, trainInWorker } from './model/model-worker.js'
export { trainDescribed, trainModel } from './model/train-model.js'
export { weightsFor } from './model/weights-for.js'
export { chooseProvider, download, findProviders, openDeviceSession, openSession } from './open-session.js'
export type { StepInput, StepMetrics } from './placement.js'
export { defaultProvider } from './platform.js'
export { type Provider, type ProviderChoice, type ProviderFinding, providerNames } from './provider.js'
export { type RowLimit, RowMemory, type RowUpdate, type RowUpdatePart } from './row-memory.js'
export type { RunStart } from './run-folder.js'
export type { Feeds, Fetches, Session, SessionOptions, TensorInfo } from './session.js'
export type { ConfigurationOf, Setting, Settings, SettingsInput, SettingType } from './settings/setting.js'
export { expectedOf } from './settings/setting-check.js'
export { choicesOf, type IdleSetting, idleSettings, parseSettings } from './settings/settings.js'
export { constantOf, type StartingParameter, startParameters, weightOf } from './starting-parameter.js'
export { type StepPosition, stepBatches } from './step-batches.js'
export { MOST_THREADS } from './threads.js'
export { Trainer, type TrainerOptions } from './trainer.js'
export {
  type BatchSource,
  type CheckpointPolicy,
  type Measurement,
  type ScoresEvent,
  type TrainingBatch,
  TrainingError,
  type TrainingEvent,
  type TrainOptions,
  train,
} from './training-loop.js'
export { type ErrorClasses, WorkerError } from './worker-stream-error.js'
export { type StreamOptions, streamFromWorker } from './worker-stream-host.js'
export { type StreamHandler, serveStream, transferring, type WorkerScope } from './worker-stream-serve.js'
export type { NodeWorker, WebWorker } from './worker-stream-worker.js'
