// How the training of word vectors is watched.
import { type BeginEvent, trainInThread } from '@infonce/runtime'
import {
  type ConfigurationInput,
  parseConfiguration,
  type VocabularyEvent,
  type Word2vecTypes,
  word2vec,
} from '@infonce/word2vec'
import { bytes, count, percent, short } from '../../numbers.js'
import type { Status } from '../../progress.js'
import type { TrainingView } from '../../training-view.js'
import type { WatchedModel } from '../../watch-training.js'

type Begin = BeginEvent<Word2vecTypes>

/** Says that there are fewer negatives than usual, where the vocabulary has no room for them. */
function fittedLines({ configuration, vocabulary }: Begin, asked: ConfigurationInput | undefined): string[] {
  const { negatives } = parseConfiguration(asked)
  if (configuration.negatives === negatives) return []
  return [
    `negatives: ${configuration.negatives} instead of ${negatives}, as the vocabulary has ${count(vocabulary.size)} words`,
  ]
}

export const wordVectorsView: TrainingView<Begin> = {
  summary: ({ vocabulary: { size, keptTokens, corpusTokens } }) =>
    `vocabulary of ${count(size)} words, ${percent(keptTokens / corpusTokens)} of a corpus of ${short(corpusTokens)}`,
  work: ({ words }) => words,
  speed: (wordsPerSecond) => `${short(wordsPerSecond)} words/s`,
  // Of a pair of words, in nats, and how often a positive beats its negatives.
  numbers: [
    { outputs: ['metric/meanLoss'], text: (loss) => `loss ${loss.toFixed(3)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${Math.round(100 * accuracy)}%` },
  ],
}

/** The words of the corpus are counted before training. */
export const countingStatus = ({ bytesRead, bytesTotal, tokens, distinct }: VocabularyEvent): Status => ({
  label: 'counting words',
  ...(bytesTotal && { share: Math.min(1, bytesRead / bytesTotal) }),
  facts: [`${short(tokens)} words`, `${short(distinct)} distinct`, `${bytes(bytesRead)} read`],
})

export const watchedWord2vec: WatchedModel<Word2vecTypes> = {
  train: (options) => trainInThread(word2vec, options),
  view: wordVectorsView,
  status: countingStatus,
  notes:
    ({ resume, configuration }) =>
    (event) =>
      event.type === 'begin' && !resume ? fittedLines(event, configuration) : [],
}
