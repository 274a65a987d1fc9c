// What the Node and the browser build both export.
export type { RunStart } from '@infonce/runtime'
export { type AnalogyQuestion, type AnalogySection, parseAnalogyQuestions } from './analogy-questions.js'
export { type AtlasAnalogies, type AtlasAnalogiesOptions, atlasAnalogies, formatAnalogies } from './atlas/analogies.js'
export { type AtlasCorpus, type AtlasCorpusOptions, atlasCorpus } from './atlas/corpus.js'
export type { Fact, FactSplit, Relation } from './atlas/facts.js'
export { type BlockPlan, planBlocks } from './block-plan.js'
export type { BlockSourceState } from './block-source.js'
export { type Configuration, type ConfigurationInput, losses, parseConfiguration, settings } from './configuration.js'
export { type Corpus, type CorpusChunk, textCorpus } from './corpus.js'
export type { CorpusDescription } from './corpus-description.js'
export {
  type BuildVocabularyOptions,
  buildVocabulary,
  type CorpusPosition,
  type ReadTokensOptions,
  readTokens,
  type TokenBatch,
  type VocabularyProgress,
} from './corpus-reader.js'
export { type VocabularyEvent, type Word2vecTypes, word2vec } from './definition.js'
export { type Products, plainProducts } from './dot-products.js'
export { Embeddings, type Neighbor, type NeighborOptions } from './embeddings.js'
export {
  ConfigurationError,
  type ConfigurationProblem,
  CorpusError,
  FileError,
  RunFolderError,
  UnknownWordError,
} from './errors.js'
export {
  type AnalogyResult,
  type AnalogyScore,
  type EvaluateAnalogiesOptions,
  evaluateAnalogies,
} from './evaluate-analogies.js'
export {
  evaluateSimilarity,
  parseSimilarityPairs,
  type SimilarityPair,
  type SimilarityResult,
} from './evaluate-similarity.js'
export { encoderGraph, trainingGraphs } from './graphs.js'
export { type BlockSizes, type SkipGram, skipGram } from './skip-gram.js'
export {
  type TrainWord2vecInWorkerOptions,
  type TrainWord2vecOptions,
  trainWord2vec,
  trainWord2vecInWorker,
  type Word2vecEvent,
} from './train.js'
export { Vocabulary, type VocabularyOptions } from './vocabulary.js'
export { WordList } from './word-list.js'
export { Word2vec } from './word2vec.js'
