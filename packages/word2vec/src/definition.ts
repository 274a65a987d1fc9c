// Skip-gram as a model: from this record come training in memory, in a folder and in workers, loading and exporting.
import { Random } from '@infonce/core'
import { linearSchedule, uniform } from '@infonce/nn'
import { defineModel, type HostTensor, type ModelDefinition, type TrainingEvent } from '@infonce/runtime'
import { followSignal } from '@infonce/runtime/internals'
import { planBlocks } from './block-plan.js'
import type { BlockSourceState } from './block-source.js'
import { type Configuration, type ConfigurationInput, parseConfiguration, settings } from './configuration.js'
import type { Corpus } from './corpus.js'
import type { CorpusDescription } from './corpus-description.js'
import { buildVocabulary, type VocabularyProgress } from './corpus-reader.js'
import { CorpusError, UnknownWordError } from './errors.js'
import { fitNegatives } from './fit-negatives.js'
import { encoderGraph, trainingGraphs } from './graphs.js'
import { openCorpus } from './open-corpus.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { ANCHOR_TABLE, skipGramObjectives } from './skip-gram.js'
import { SkipGramBatches } from './skip-gram-batches.js'
import type { Vocabulary } from './vocabulary.js'
import { receiveVocabulary, sendVocabulary } from './vocabulary-transport.js'
import { Word2vec } from './word2vec.js'

/** What happens while words are counted. */
export type VocabularyEvent = { readonly type: 'vocabulary' } & VocabularyProgress

/** What training finds out before its first step. */
interface Prepared {
  /** With as many negatives as the vocabulary has room for. */
  readonly configuration: Configuration
  readonly vocabulary: Vocabulary
}

/** The types of skip-gram. */
export interface Word2vecTypes {
  readonly configuration: Configuration
  readonly input: ConfigurationInput
  readonly opened: {
    readonly corpus: Corpus
    /** The words to learn. Default: those that occur `minCount` times in the corpus, counted first. */
    readonly vocabulary?: Vocabulary
  }
  readonly described: {
    /** A corpus, or one that is described: a worker can be sent the second alone. */
    readonly corpus: Corpus | CorpusDescription
  }
  readonly prepared: Prepared
  readonly opening: never
  readonly preparing: VocabularyEvent
  readonly batches: SkipGramBatches
  readonly begin: {
    readonly vocabulary: Vocabulary
    /** Words of the vocabulary in the text, all epochs together. */
    readonly words: number
  }
  /** `words` counts words of the vocabulary in the text read, all epochs together. */
  readonly step: Extract<TrainingEvent, { type: 'step' }> & { readonly words: number }
  readonly scores: never
  readonly model: Word2vec
}

/** Skip-gram (Mikolov et al. 2013), by any of the objectives of its `loss` setting. */
export const word2vec: ModelDefinition<Word2vecTypes> = /* @__PURE__ */ defineModel<Word2vecTypes>({
  name: 'word2vec',
  package: PACKAGE_NAME,
  version: PACKAGE_VERSION,
  settings,
  errors: { CorpusError, UnknownWordError },
  // The steps of the full softmax are long.
  lossEvery: (input) => skipGramObjectives[parseConfiguration(input).loss].lossEvery,
  // biome-ignore lint/correctness/useYield: nothing happens that is worth an event
  open: async function* ({ corpus }) {
    return { corpus: 'kind' in corpus ? openCorpus(corpus) : corpus }
  },
  prepare: async function* ({ corpus, vocabulary: given, configuration: input, signal }) {
    const asked = parseConfiguration(input)
    const vocabulary = given ?? (yield* countWords(corpus, asked.minCount, signal))
    return { configuration: fitNegatives(asked, input ?? {}, vocabulary.size), vocabulary }
  },
  graphs: ({ configuration, vocabulary }) =>
    trainingGraphs(vocabulary.size, configuration, planBlocks(vocabulary, configuration)),
  sizes: ({ configuration, vocabulary }) => ({ B: planBlocks(vocabulary, configuration).blocks }),
  initialize: ({ configuration }, values) => initialize(values, configuration),
  schedule: ({ configuration }) => linearSchedule(configuration.learningRate),
  batches: ({ corpus }, { configuration, vocabulary }, { position }) => {
    const plan = planBlocks(vocabulary, configuration)
    return new SkipGramBatches(corpus, vocabulary, configuration, plan, position as BlockSourceState | undefined)
  },
  follow: (_, prepared) => {
    const words = wordsOf(prepared)
    return { step: (event) => ({ ...event, words: Math.round(event.progress * words) }) }
  },
  begin: (_, prepared) => ({ vocabulary: prepared.vocabulary, words: wordsOf(prepared) }),
  model: ({ configuration, vocabulary }, parameters) => new Word2vec(configuration, vocabulary, parameters),
  transport: {
    send: ({ vocabulary, ...rest }) => {
      const { packed, buffers } = sendVocabulary(vocabulary)
      return { event: { ...rest, vocabulary: packed }, buffers }
    },
    receive: async (event) => {
      const { vocabulary, ...rest } = event as { readonly vocabulary: ReturnType<typeof sendVocabulary>['packed'] }
      return { ...rest, vocabulary: await receiveVocabulary(vocabulary) } as never
    },
  },
  encoders: ({ configuration, vocabulary }) => ({ 'encoder.onnx': encoderGraph(vocabulary.size, configuration) }),
})

const wordsOf = ({ configuration, vocabulary }: Prepared): number => vocabulary.keptTokens * configuration.epochs

/** Counts the words of a corpus, with an event a few times a second. */
async function* countWords(
  corpus: Corpus,
  minCount: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<VocabularyEvent, Vocabulary, undefined> {
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
