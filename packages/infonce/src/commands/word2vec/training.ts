// Trains word vectors in a worker while somebody watches.
import {
  type ConfigurationInput,
  parseConfiguration,
  type RunEvent,
  type TrainInFolderInWorkerOptions,
  trainInFolderInWorker,
  type Word2vec,
} from '@infonce/word2vec'
import { bytes, count, percent, short } from '../../numbers.js'
import type { Status } from '../../progress.js'
import { runTraining, type TrainingOutcome } from '../../run-training.js'
import type { TrainingView } from '../../training-view.js'
import { usualProvider } from '../../usual-provider.js'

type Begin = Extract<RunEvent, { type: 'begin' }>

/** What {@link trainWordVectors} is given beside the run itself. */
export interface TrainWordVectorsOptions extends Omit<TrainInFolderInWorkerOptions, 'signal' | 'script'> {
  /** The command that resumes the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
  /** Called with each event. */
  readonly onEvent?: (event: RunEvent) => void
}

/**
 * Trains in a worker thread, showing progress on standard error. An interruption saves a checkpoint and says how to go on.
 * @throws what `trainInFolderInWorker` throws
 */
export async function trainWordVectors(options: TrainWordVectorsOptions): Promise<TrainingOutcome<Word2vec>> {
  const { resumeCommand, onEvent, provider = await usualProvider(), ...training } = options
  return runTraining<Begin, Word2vec>({
    folder: training.folder,
    view: wordVectorsView,
    resumeCommand,
    async *events(signal, progress) {
      for await (const event of trainInFolderInWorker({ ...training, provider, signal })) {
        onEvent?.(event)
        if (event.type === 'vocabulary') progress.update(countingStatus(event))
        else {
          if (event.type === 'begin' && !training.resume)
            for (const line of fittedLines(event, training.configuration)) progress.note(line)
          yield event
        }
      }
    },
  })
}

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
export const countingStatus = ({
  bytesRead,
  bytesTotal,
  tokens,
  distinct,
}: Extract<RunEvent, { type: 'vocabulary' }>): Status => ({
  label: 'counting words',
  ...(bytesTotal && { share: Math.min(1, bytesRead / bytesTotal) }),
  facts: [`${short(tokens)} words`, `${short(distinct)} distinct`, `${bytes(bytesRead)} read`],
})
