// Here and not in common.ts: esbuild keeps such an export in an entry alone.
export * from '@infonce/runtime'
export * from './common.js'
export { fileCorpus } from './file-corpus.js'
export { MODEL_FILES, type RunDescription, word2vecInFolder as word2vec } from './folder.js'
export { loadVocabulary, readText, saveVocabulary } from './text-files.js'
export { readVectors, type VectorFormat, writeVectors } from './vector-format.js'
