// The entry of Node.
export * from './common.js'
export { openPictures } from './data/open-pictures.js'
export { FileError } from './errors.js'
export { type ExportedModel, type ExportModelOptions, exportModel, loadModel, MODEL_FILES } from './export.js'
export {
  clearRun,
  describeRun,
  isFinished,
  type RunDescription,
  type RunEvent,
  type TrainInFolderOptions,
  trainInFolder,
} from './run-folder.js'
export { type TrainInFolderInWorkerOptions, trainInFolderInWorker } from './run-in-worker.js'
