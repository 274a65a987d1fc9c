// Trains a skip-gram model: from a corpus to parameters, as a stream of events.
import { Random, ValueError } from '@infonce/core'
import { linearSchedule, uniform } from '@infonce/nn'
import {
  type BatchSource,
  type CheckpointPolicy,
  type HostTensor,
  hostTensor,
  Trainer,
  type TrainingEvent,
  train,
} from '@infonce/runtime'
import { FrequencySubsampler } from '@infonce/samplers'
import { type BlockBatch, BlockSource, type BlockSourceState } from './block-source.js'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { buildVocabulary, type VocabularyProgress } from './corpus-reader.js'
import { trainingGraphs } from './graphs.js'
import { ANCHOR_TABLE, blockSizes, contextLength } from './skip-gram.js'
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
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: 64. */
  readonly lossEvery?: number
  /** Default: no checkpoints. */
  readonly checkpoints?: CheckpointPolicy
  /** Default: from the beginning. */
  readonly start?: TrainingStart
}

/** What happens during training. `words` counts words of the vocabulary in the text read, all epochs together. */
export type Word2vecEvent =
  | ({ readonly type: 'vocabulary' } & VocabularyProgress)
  | { readonly type: 'begin'; readonly vocabulary: Vocabulary; readonly words: number; readonly steps: number }
  | (Extract<TrainingEvent, { type: 'step' }> & { readonly words: number })
  | Extract<TrainingEvent, { type: 'checkpoint' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Word2vec })

// Updates of a step are computed from one state of the parameters and then summed, so a word that comes too often in a
// step is moved too far: on the embedded atlas, training diverges from a product of 1.2 on and is well at 0.6.
const MOST_OCCURRENCES_TIMES_RATE = 0.3
const MOST_BLOCKS = 32

/** Blocks of a step: as many as pay, unless some word would come too often in a step. */
export function blocksPerStep(vocabulary: Vocabulary, configuration: Configuration): number {
  const subsampler = new FrequencySubsampler(vocabulary.counts, configuration.sample)
  let most = 0
  for (let id = 0; id < vocabulary.size; id++)
    most = Math.max(most, vocabulary.counts[id]! * subsampler.keepProbability(id))
  const { anchors } = blockSizes(configuration.loss)
  const occurrences = MOST_OCCURRENCES_TIMES_RATE / configuration.learningRate
  return Math.max(1, Math.min(MOST_BLOCKS, Math.floor((occurrences * subsampler.expectedTokens) / (most * anchors))))
}

/**
 * Trains skip-gram on a corpus. The result is a function of corpus, vocabulary, configuration and the number of
 * threads' rounding alone; a run that goes on from a checkpoint ends with the same bytes.
 * @throws ValueError for impossible settings; CorpusError for a corpus that cannot be read or is too small;
 *   TrainingError when training diverges
 */
export async function* trainWord2vec(options: TrainWord2vecOptions): AsyncGenerator<Word2vecEvent, void> {
  const { corpus, threads, signal, lossEvery = 64, checkpoints, start } = options
  const configuration = parseConfiguration(options.configuration)
  let vocabulary = options.vocabulary
  if (!vocabulary) {
    let counted: VocabularyProgress | undefined
    const onProgress = (progress: VocabularyProgress): void => {
      counted = progress
    }
    // Events can only be given between two awaits, so counting is looked at a few times a second.
    const building = buildVocabulary(corpus, {
      minCount: configuration.minCount,
      onProgress,
      ...(signal && { signal }),
    })
    for (;;) {
      const built = await Promise.race([building, sleep(200)])
      if (counted) yield { type: 'vocabulary', ...counted }
      if (!built) continue
      vocabulary = built
      break
    }
  }
  if (configuration.negatives >= vocabulary.size)
    throw new ValueError(
      `negatives: ${configuration.negatives} is not below the vocabulary of ${vocabulary.size} words: ask for fewer, or lower the minimum count`,
    )
  const graphs = trainingGraphs(vocabulary.size, configuration)
  const source = new SkipGramBatches(corpus, vocabulary, configuration, start?.position)
  const trainer = await Trainer.open(graphs, {
    sizes: { B: source.blocks },
    steps: start?.steps ?? 0,
    initialise: start?.load ?? ((values) => initialise(values, configuration)),
    ...(threads !== undefined && { threads }),
  })
  try {
    const words = vocabulary.keptTokens * configuration.epochs
    yield { type: 'begin', vocabulary, words, steps: trainer.steps }
    const events = train({
      trainer,
      source,
      lossEvery,
      schedule: linearSchedule(configuration.learningRate),
      ...(signal && { signal }),
      ...(checkpoints && { checkpoints }),
    })
    for await (const event of events) {
      if (event.type === 'step') yield { ...event, words: Math.round(event.progress * words) }
      else if (event.type === 'checkpoint') yield event
      else yield { ...event, model: new Word2vec(configuration, vocabulary, await trainer.readParameters()) }
    }
  } finally {
    await trainer.close()
  }
}

const sleep = (milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds))

/** As word2vec starts: anchors uniform on ±1/(2D), contexts at zero. */
function initialise(values: Readonly<Record<string, HostTensor>>, { dim, seed }: Configuration): void {
  const anchors = values[`parameter/${ANCHOR_TABLE}`]!
  uniform(0.5 / dim)(anchors.data as Float32Array, Random.fromSeed(seed).split('anchors'))
}

/** Batches of blocks as the inputs of the step. */
class SkipGramBatches implements BatchSource {
  readonly blocks: number
  private readonly source: BlockSource
  private readonly shapes: Readonly<Record<'anchors' | 'context' | 'positive' | 'noise', readonly number[]>>

  constructor(corpus: Corpus, vocabulary: Vocabulary, configuration: Configuration, position?: BlockSourceState) {
    const sizes = blockSizes(configuration.loss)
    const width = contextLength(sizes, configuration.window)
    this.blocks = blocksPerStep(vocabulary, configuration)
    this.shapes = {
      anchors: [this.blocks, sizes.anchors],
      context: [this.blocks, width],
      positive: [this.blocks, sizes.anchors, width],
      noise: [this.blocks, sizes.noise],
    }
    const { blocks } = this
    this.source = new BlockSource({ corpus, vocabulary, configuration, sizes, blocks }, position)
  }

  async take(): Promise<{ feeds: Record<string, HostTensor>; progress: number } | undefined> {
    const { progress } = this.source
    const batch = await this.source.take()
    return batch && { feeds: this.feeds(batch), progress }
  }

  state(): BlockSourceState | undefined {
    return this.source.state()
  }

  private feeds(batch: BlockBatch): Record<string, HostTensor> {
    const { shapes } = this
    return {
      'batch/anchors': hostTensor('int32', shapes.anchors, batch.anchors),
      'batch/context': hostTensor('int32', shapes.context, batch.context),
      'batch/positive': hostTensor('bool', shapes.positive, batch.positive),
      'batch/noise': hostTensor('int32', shapes.noise, batch.noise),
      'batch/context-log-probability': hostTensor('float32', shapes.context, batch.contextLogProbability),
      'batch/noise-log-probability': hostTensor('float32', shapes.noise, batch.noiseLogProbability),
    }
  }
}
