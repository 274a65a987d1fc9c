// Turns a corpus into batches of blocks: subsampling, windows, noise.
import { Random, type RandomState } from '@infonce/core'
import { FrequencySubsampler, UnigramSampler } from '@infonce/samplers'
import type { BlockPlan } from './block-plan.js'
import type { Configuration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { type CorpusPosition, readTokens, type TokenBatch } from './corpus-reader.js'
import { KeptWords } from './kept-words.js'
import { contextLength, skipGramObjectives } from './skip-gram.js'
import type { Vocabulary } from './vocabulary.js'

/** The arrays of one batch, overwritten by the next; `skipGram` tells what they hold. */
export interface BlockBatch {
  readonly anchors: Int32Array
  readonly context: Int32Array
  /** 1 where the word of the context is in the window of the anchor. */
  readonly positive: Uint8Array
  readonly noise: Int32Array
  /** ln q of the words of `context` and of `noise`; empty where the objective does not ask. */
  readonly contextLogProbability: Float32Array
  readonly noiseLogProbability: Float32Array
}

/** A place in the corpus from which a {@link BlockSource} can read on, before the piece of text that it is in. */
interface ReadingPlace {
  readonly from: CorpusPosition
  /** The number of the sentence there, and the random state of subsampling. */
  readonly sentence: number
  readonly subsampling: RandomState
  /** Kept words before that place that are still needed, and the number of each one's sentence. */
  readonly tokens: readonly number[]
  readonly sentences: readonly number[]
}

/** Where a {@link BlockSource} stands between two batches, as JSON: what a checkpoint keeps of it. */
export interface BlockSourceState extends ReadingPlace {
  readonly epoch: number
  /** Which kept word is the next anchor, counted from the first of `tokens` on, beyond them too. */
  readonly next: number
  /** How many kept words of this epoch were anchors already. */
  readonly done: number
  readonly windows: RandomState
  readonly noise: RandomState
}

const TOP: CorpusPosition = { bytes: 0, lines: 0, tokens: 0 }

/** What a {@link BlockSource} reads and how. */
export interface BlockSourceOptions {
  readonly corpus: Corpus
  readonly vocabulary: Vocabulary
  readonly configuration: Configuration
  readonly plan: BlockPlan
}

/**
 * Batches of blocks, epoch after epoch: a function of corpus, configuration and seed alone, wherever it is stopped
 * and begun again. It holds some hundreds of KiB of the corpus at a time.
 */
export class BlockSource {
  private readonly subsampler: FrequencySubsampler
  private readonly sampler: UnigramSampler
  private readonly logProbabilities: Float32Array
  private readonly batch: BlockBatch
  private readonly kept = new KeptWords()
  private readonly random: Record<'subsampling' | 'windows' | 'noise', Random>
  private reader: AsyncIterator<TokenBatch> | undefined
  private ended = false
  private epoch = 0
  private from: CorpusPosition = TOP
  private sentence = 0
  /** Where the last piece of text begins: what is needed to read it again. */
  private place: ReadingPlace
  private next = 0
  private done = 0

  constructor(
    private readonly options: BlockSourceOptions,
    state?: BlockSourceState,
  ) {
    const { vocabulary, configuration, plan } = options
    const { blocks } = plan
    const withLogProbability = skipGramObjectives[configuration.loss].logProbability
    this.subsampler = new FrequencySubsampler(vocabulary.counts, configuration.sample)
    this.sampler = new UnigramSampler(vocabulary.counts, { alpha: configuration.noisePower })
    this.logProbabilities = withLogProbability
      ? Float32Array.from(vocabulary.words, (_, id) => this.sampler.logProbability(id))
      : new Float32Array(0)
    const context = blocks * contextLength(plan, configuration.window)
    const noise = blocks * plan.noise
    this.batch = {
      anchors: new Int32Array(blocks * plan.anchors),
      context: new Int32Array(context),
      positive: new Uint8Array(context * plan.anchors),
      noise: new Int32Array(noise),
      contextLogProbability: new Float32Array(withLogProbability ? context : 0),
      noiseLogProbability: new Float32Array(withLogProbability ? noise : 0),
    }
    const root = Random.fromSeed(configuration.seed)
    this.random = {
      subsampling: root.split('subsampling'),
      windows: root.split('windows'),
      noise: root.split('noise'),
    }
    this.place = this.here()
    if (state) this.restore(state)
  }

  /** Share of the whole training, all epochs, that the batches given so far make up: 0 … 1. */
  get progress(): number {
    const share = Math.min(1, this.done / this.subsampler.expectedTokens)
    return Math.min(1, (this.epoch + share) / this.options.configuration.epochs)
  }

  /** Where the source stands. Going on from there reads the piece of text that it is in once more. */
  state(): BlockSourceState {
    const { epoch, next, done, place, random } = this
    return { ...place, epoch, next, done, windows: random.windows.state(), noise: random.noise.state() }
  }

  /** The next batch, or `undefined` after the last epoch. The last batch of an epoch is padded with empty blocks. */
  async take(signal?: AbortSignal): Promise<BlockBatch | undefined> {
    while (!this.hasBatch()) {
      if (this.epoch === this.options.configuration.epochs) return undefined
      if (this.ended && this.next < this.kept.length) break
      if (this.ended) this.startEpoch()
      else await this.read(signal)
    }
    this.fill()
    return this.batch
  }

  /** Lets go of the corpus, which a stop in the middle would leave open. */
  async close(): Promise<void> {
    await this.reader?.return?.()
  }

  private hasBatch(): boolean {
    return this.kept.length - this.next >= this.batch.anchors.length + this.options.configuration.window
  }

  private startEpoch(): void {
    this.epoch++
    this.ended = false
    this.reader = undefined
    this.from = TOP
    this.sentence = 0
    this.kept.length = 0
    this.next = 0
    this.done = 0
    this.place = this.here()
  }

  private here(): ReadingPlace {
    const { from, sentence, kept, random } = this
    return {
      from,
      sentence,
      subsampling: random.subsampling.state(),
      tokens: Array.from(kept.tokens.subarray(0, kept.length)),
      sentences: Array.from(kept.sentences.subarray(0, kept.length)),
    }
  }

  private async read(signal: AbortSignal | undefined): Promise<void> {
    const { corpus, vocabulary, configuration } = this.options
    this.reader ??= readTokens(corpus, vocabulary, { from: this.from, ...(signal && { signal }) })[
      Symbol.asyncIterator
    ]()
    const { done, value } = await this.reader.next()
    if (done) {
      this.ended = true
      return
    }
    // After a restoration the next anchor may lie beyond the words read so far.
    const unneeded = Math.min(this.kept.length, Math.max(0, this.next - configuration.window))
    this.kept.dropBefore(unneeded)
    this.next -= unneeded
    this.place = this.here()
    let start = 0
    for (const end of [...value.sentenceEnds, value.ids.length]) {
      this.kept.append(this.subsampler, this.random.subsampling, value.ids, start, end, this.sentence)
      if (end < value.ids.length || value.sentenceEnds.at(-1) === end) this.sentence++
      start = end
    }
    this.from = value.end
  }

  private fill(): void {
    const { plan, configuration } = this.options
    const { anchors, context, positive, noise } = this.batch
    const { window } = configuration
    const width = contextLength(plan, window)
    positive.fill(0)
    for (let block = 0; block < plan.blocks; block++) {
      const first = this.next
      for (let i = 0; i < plan.anchors; i++) {
        const at = block * plan.anchors + i
        const position = first + i
        const exists = position < this.kept.length
        anchors[at] = exists ? this.kept.tokens[position]! : 0
        if (!exists) continue
        const reach = 1 + this.random.windows.below(window)
        this.kept.markWindow(position, reach, positive, at * width + i + window)
      }
      for (let j = 0; j < width; j++) context[block * width + j] = this.kept.at(first - window + j)
      this.next = Math.min(first + plan.anchors, this.kept.length)
      this.done += this.next - first
    }
    this.sampler.sample(this.random.noise, noise)
    this.look(context, this.batch.contextLogProbability)
    this.look(noise, this.batch.noiseLogProbability)
  }

  private look(ids: Int32Array, logProbability: Float32Array): void {
    for (let i = 0; i < logProbability.length; i++) logProbability[i] = this.logProbabilities[ids[i]!]!
  }

  private restore(state: BlockSourceState): void {
    this.epoch = state.epoch
    this.from = state.from
    this.sentence = state.sentence
    this.next = state.next
    this.done = state.done
    this.kept.restore(state.tokens, state.sentences)
    for (const name of ['subsampling', 'windows', 'noise'] as const) this.random[name] = Random.restore(state[name])
    this.place = this.here()
  }
}
