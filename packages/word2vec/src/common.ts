// What the Node and the browser build both export.
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
export type { VocabularyEvent, Word2vecTypes } from './definition.js'
export { type Products, plainProducts } from './dot-products.js'
export { Embeddings, type Neighbor, type NeighborOptions } from './embeddings.js'
export {
  CorpusError,
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
export { Vocabulary, type VocabularyOptions } from './vocabulary.js'
export { WordList } from './word-list.js'
export { Word2vec } from './word2vec.js'
