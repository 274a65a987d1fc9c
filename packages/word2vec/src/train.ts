// Trains a skip-gram model: from a corpus to parameters, as a stream of events.
import { Random } from '@infonce/core'
import { linearSchedule, uniform } from '@infonce/nn'
import {
  type CheckpointPolicy,
  chooseProvider,
  followSignal,
  type HostTensor,
  type Provider,
  type ProviderChoice,
  Trainer,
  type TrainingEvent,
  train,
} from '@infonce/runtime'
import { planBlocks } from './block-plan.js'
import type { BlockSourceState } from './block-source.js'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { buildVocabulary, type VocabularyProgress } from './corpus-reader.js'
import { fitNegatives } from './fit-negatives.js'
import { trainingGraphs } from './graphs.js'
import { ANCHOR_TABLE, skipGramObjectives } from './skip-gram.js'
import { SkipGramBatches } from './skip-gram-batches.js'
import type { Vocabulary } from './vocabulary.js'
import { Word2vec } from './word2vec.js'

/** A point from which training goes on. */
export interface TrainingStart {
  /** Steps made before it. */
  readonly steps: number
  readonly position: BlockSourceState
  /** Writes the parameters of that point, by the names of their inputs, in place. */
  readonly load: (values: Readonly<Record<string, HostTensor>>) => Promise<void>
}

/** What {@link trainWord2vec} is given. */
export interface TrainWord2vecOptions {
  readonly corpus: Corpus
  readonly configuration?: ConfigurationInput
  /** The words to learn. Default: those that occur `minCount` times in the corpus, counted first. */
  readonly vocabulary?: Vocabulary
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: 64, and 1 for the full softmax, whose steps are long. */
  readonly lossEvery?: number
  /** For the settled configuration. Default: no checkpoints. */
  readonly checkpoints?: CheckpointPolicy | ((settled: Configuration) => CheckpointPolicy)
  /** Default: from the beginning. */
  readonly start?: TrainingStart
}

/** What happens during training. `words` counts words of the vocabulary in the text read, all epochs together. */
export type Word2vecEvent =
  | ({ readonly type: 'vocabulary' } & VocabularyProgress)
  | {
      readonly type: 'begin'
      /** As it is trained: with as many negatives as the vocabulary has room for. */
      readonly configuration: Configuration
      readonly vocabulary: Vocabulary
      readonly words: number
      readonly steps: number
      /** Where it trains, and why there. */
      readonly choice: ProviderChoice
      /** Whether some operators run on the CPU, because the provider lacks them. */
      readonly partlyOnCpu: boolean
    }
  | (Extract<TrainingEvent, { type: 'step' }> & { readonly words: number })
  | Extract<TrainingEvent, { type: 'checkpoint' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Word2vec })

/**
 * Trains skip-gram on a corpus. The result is a function of corpus, vocabulary and configuration alone, but for
 * rounding, which depends on the provider and the number of threads; where these are the same, a run that goes on from
 * a checkpoint ends with the same bytes.
 * @throws ConfigurationError for impossible settings; CorpusError for a corpus that cannot be read or is too small;
 *   ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export async function* trainWord2vec(options: TrainWord2vecOptions): AsyncGenerator<Word2vecEvent, void> {
  const { corpus, provider, threads, signal, checkpoints, start } = options
  const asked = parseConfiguration(options.configuration)
  // Found out before a long corpus is counted.
  if (provider) await chooseProvider(provider, threads)
  const { lossEvery = skipGramObjectives[asked.loss].lossEvery } = options
  const vocabulary = options.vocabulary ?? (yield* countWords(corpus, asked.minCount, signal))
  const configuration = fitNegatives(asked, options.configuration ?? {}, vocabulary.size)
  const plan = planBlocks(vocabulary, configuration)
  const graphs = trainingGraphs(vocabulary.size, configuration, plan)
  const source = new SkipGramBatches(corpus, vocabulary, configuration, plan, start?.position)
  const trainer = await Trainer.open(graphs, {
    sizes: { B: plan.blocks },
    steps: start?.steps ?? 0,
    initialize: start?.load ?? ((values) => initialize(values, configuration)),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
  })
  try {
    const words = vocabulary.keptTokens * configuration.epochs
    const { choice, partlyOnCpu } = trainer
    // Which refuses what cannot be before a run is begun, and given a name in its folder.
    const events = train({
      trainer,
      source,
      lossEvery,
      schedule: linearSchedule(configuration.learningRate),
      ...(signal && { signal }),
      ...(checkpoints && { checkpoints: typeof checkpoints === 'function' ? checkpoints(configuration) : checkpoints }),
    })
    yield { type: 'begin', configuration, vocabulary, words, steps: trainer.steps, choice, partlyOnCpu }
    for await (const event of events) {
      if (event.type === 'step') yield { ...event, words: Math.round(event.progress * words) }
      else if (event.type === 'checkpoint') yield event
      else yield { ...event, model: new Word2vec(configuration, vocabulary, await trainer.readParameters()) }
    }
  } finally {
    await source.close()
    await trainer.close()
  }
}

/** Counts the words of a corpus, telling of it a few times a second. */
async function* countWords(
  corpus: Corpus,
  minCount: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Word2vecEvent, Vocabulary> {
  let counted: VocabularyProgress | undefined
  const onProgress = (progress: VocabularyProgress): void => {
    counted = progress
  }
  // Counting stops when it is no longer waited for, too.
  const { control, unfollow } = followSignal(signal)
  const counting = buildVocabulary(corpus, { minCount, onProgress, signal: control.signal })
  counting.catch(() => undefined)
  try {
    for (;;) {
      const vocabulary = await Promise.race([counting, sleep(200)])
      if (counted) yield { type: 'vocabulary', ...counted }
      if (vocabulary) return vocabulary
    }
  } finally {
    unfollow()
    control.abort()
  }
}

const sleep = (milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))

/** As word2vec starts: anchors uniform on ±1/(2D), everything else at zero. */
function initialize(values: Readonly<Record<string, HostTensor>>, { dim, seed }: Configuration): void {
  const anchors = values[`parameter/${ANCHOR_TABLE}`]!
  uniform(0.5 / dim)(anchors.data as Float32Array, Random.fromSeed(seed).split('anchors'))
}
