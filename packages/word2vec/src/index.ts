export * from './common.js'
export {
  type EncoderStorage,
  type ExportedModel,
  type ExportModelOptions,
  exportModel,
  loadModel,
  MODEL_FILES,
} from './export.js'
export { fileCorpus } from './file-corpus.js'
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
export { loadVocabulary, readText, saveVocabulary } from './text-files.js'
export { readVectors, type VectorFormat, writeVectors } from './vector-format.js'
