// The entry of Node.

export type { ExportedModel, ExportModelOptions } from '@infonce/runtime'
export * from './common.js'
export { CURVE_FILE, readCurve } from './curve-file.js'
export { openImages } from './data/open-images.js'
export { FileError } from './errors.js'
export {
  describeRun,
  exportModel,
  loadModel,
  MODEL_FILES,
  type RunDescription,
  type RunEvent,
  simclrInFolder,
  type TrainInFolderInWorkerOptions,
  type TrainInFolderOptions,
  trainInFolder,
  trainInFolderInWorker,
} from './folder.js'
