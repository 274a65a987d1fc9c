export type { ExportedModel, ExportModelOptions } from '@infonce/runtime'
export * from './common.js'
export { fileCorpus } from './file-corpus.js'
export {
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
  word2vecInFolder,
} from './folder.js'
export { loadVocabulary, readText, saveVocabulary } from './text-files.js'
export { readVectors, type VectorFormat, writeVectors } from './vector-format.js'
