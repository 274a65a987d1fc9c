// The entry of Node.

export type { ExportedModel, ExportModelOptions, LabelSource } from '@infonce/runtime'
export * from './common.js'
export { type OpenedSeries, openSeries } from './data/open-series.js'
export { FileError } from './errors.js'
export {
  cpcInFolder,
  describeRun,
  exportModel,
  loadModel,
  MODEL_FILES,
  type RunDescription,
  type RunEvent,
  type TrainInFolderInWorkerOptions,
  type TrainInFolderOptions,
  trainInFolder,
  trainInFolderInWorker,
} from './folder.js'
