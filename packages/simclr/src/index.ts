// The entry of Node.

export type { ExportedModel, ExportModelOptions } from '@infonce/runtime'
export * from './common.js'
export { CURVE_FILE, readCurve } from './curve-file.js'
export { openImages } from './data/open-images.js'
export { FileError } from './errors.js'
export { exportModel, loadModel, MODEL_FILES } from './export.js'
export {
  clearRun,
  damagedFiles,
  describeRun,
  finishRun,
  isFinished,
  type RunDescription,
  type RunEvent,
  type TrainInFolderOptions,
  trainInFolder,
} from './run-folder.js'
export { type TrainInFolderInWorkerOptions, trainInFolderInWorker } from './run-in-worker.js'
