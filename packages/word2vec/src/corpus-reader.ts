// Reads a corpus: counts its words into a vocabulary, and streams it as ids.
import { ValueError } from '@infonce/core'
import type { Corpus } from './corpus.js'
import { CorpusError } from './errors.js'
import { TokenTable } from './token-table.js'
import { PIECE, Tokenizer } from './tokenizer.js'
import { Vocabulary } from './vocabulary.js'

/** How far the counting of words has come. */
export interface VocabularyProgress {
  /** Read so far and in all, in bytes of the source; the second is `undefined` where it is not known. */
  readonly bytesRead: number
  readonly bytesTotal: number | undefined
  /** Words and lines so far, and distinct words. */
  readonly tokens: number
  readonly lines: number
  readonly distinct: number
}

/** Options of {@link buildVocabulary}. */
export interface BuildVocabularyOptions {
  /** Words that occur less often are left out. Default 5. */
  readonly minCount?: number
  readonly signal?: AbortSignal
  /** Called after each piece of about 256 KiB. */
  readonly onProgress?: (progress: VocabularyProgress) => void
}

/** A place between two words of a corpus. */
export interface CorpusPosition {
  /** Bytes of the unpacked text before it. */
  readonly bytes: number
  /** Line feeds before it. */
  readonly lines: number
  /** Words of the vocabulary before it. */
  readonly tokens: number
}

/** A stretch of a corpus as ids. Its arrays are views that the next batch overwrites. */
export interface TokenBatch {
  /** Ids of words of the vocabulary, in the order of the text; other words are left out. */
  readonly ids: Int32Array
  /**
   * Ascending places in `ids` before which a sentence (a line) ends: 0 … ids.length. The last sentence of a batch
   * usually goes on in the next one, whose ends may then begin with 0. An end may stand where no word has come
   * since the last one when reading did not begin at the top; it says nothing then.
   */
  readonly sentenceEnds: Int32Array
  /** Where the batch begins: what to pass as `from` to read it again. */
  readonly start: CorpusPosition
  /** Where it ends, and the next begins. */
  readonly end: CorpusPosition
}

/** Options of {@link readTokens}. */
export interface ReadTokensOptions {
  /** Begin here: the `start` or `end` of a batch of this corpus and this vocabulary. Default: the top. */
  readonly from?: CorpusPosition
  /** Leave out words before this one, counted from the top of the corpus. Default: `from.tokens`. */
  readonly fromToken?: number
  readonly signal?: AbortSignal
}

/**
 * Counts the words of a corpus. Words are sorted by falling count, ties by first appearance. Memory grows with
 * the distinct words of the corpus, not with its length.
 * @throws CorpusError where the corpus cannot be read, is not UTF-8, is empty, or has fewer than two words that
 * occur `minCount` times; ValueError where `minCount` is not a whole number from 1 up.
 */
export async function buildVocabulary(corpus: Corpus, options: BuildVocabularyOptions = {}): Promise<Vocabulary> {
  const { minCount = 5, signal, onProgress } = options
  if (!Number.isSafeInteger(minCount) || minCount < 1)
    throw new ValueError(`minCount must be a whole number from 1 up, found ${minCount}`)
  const table = new TokenTable()
  const tokenizer = new Tokenizer(corpus.name, table, true)
  const bytesTotal = onProgress ? await corpus.size() : undefined
  let counts = new Float64Array(1 << 16)
  for await (const consumed of pushAll(corpus, tokenizer, signal)) {
    if (table.size > counts.length) {
      const wider = new Float64Array(2 * table.size)
      wider.set(counts)
      counts = wider
    }
    const { ids, count } = tokenizer
    for (let i = 0; i < count; i++) counts[ids[i]!]!++
    const { words: tokens, lines } = tokenizer
    onProgress?.({ bytesRead: consumed, bytesTotal, tokens, lines, distinct: table.size })
  }

  if (tokenizer.words === 0)
    throw new CorpusError(`${corpus.name}: holds no words: give a text of one sentence or document a line`)
  const kept: number[] = []
  for (let id = 0; id < table.size; id++) if (counts[id]! >= minCount) kept.push(id)
  if (kept.length < 2) {
    const found = kept.length === 0 ? 'no word occurs' : `only '${table.word(kept[0]!)}' occurs`
    const remedy =
      minCount > 1 && table.size > 1 ? 'lower the minimum count or give a larger text' : 'give a larger text'
    throw new CorpusError(`${corpus.name}: ${found} ${minCount} times or more, and training needs two words: ${remedy}`)
  }
  kept.sort((a, b) => counts[b]! - counts[a]! || a - b)
  return new Vocabulary(
    kept.map((id) => table.word(id)),
    kept.map((id) => counts[id]!),
    { corpusTokens: tokenizer.words },
  )
}

/**
 * Streams a corpus as ids of a vocabulary, in batches of about 256 KiB of text (some 40,000 words of English).
 * Nothing that comes out depends on where batches are cut.
 *
 * To go on later from exactly some word, keep the `start` of the batch it is in and the number n of words before
 * it from the top, and pass `{ from: start, fromToken: n }`. A plain file is then sought, a gzip file unpacked
 * up to there without its words being read.
 * @throws CorpusError where the corpus cannot be read, is not UTF-8, or is shorter than where reading is to
 * begin; ValueError where `fromToken` is not a whole number from `from.tokens` up.
 */
export async function* readTokens(
  corpus: Corpus,
  vocabulary: Vocabulary,
  options: ReadTokensOptions = {},
): AsyncGenerator<TokenBatch> {
  const { from = { bytes: 0, lines: 0, tokens: 0 }, signal } = options
  const fromToken = options.fromToken ?? from.tokens
  if (!Number.isSafeInteger(fromToken) || fromToken < from.tokens)
    throw new ValueError(`fromToken must be a whole number from ${from.tokens} up, found ${fromToken}`)
  const tokenizer = new Tokenizer(corpus.name, TokenTable.of(vocabulary.words), false, from)
  let start: CorpusPosition = from
  for await (const _ of pushAll(corpus, tokenizer, signal, from.bytes)) {
    const { ids, count, sentenceEnds, ends, position: bytes, lines } = tokenizer
    const end: CorpusPosition = { bytes, lines, tokens: start.tokens + count }
    const skip = Math.min(count, fromToken - Math.min(fromToken, start.tokens))
    const batch = { ids: ids.subarray(skip, count), sentenceEnds: sentenceEnds.subarray(0, ends), start, end }
    start = end
    if (end.tokens < fromToken) continue
    if (skip > 0) {
      const first = batch.sentenceEnds.findIndex((place) => place >= skip)
      const rest = batch.sentenceEnds.subarray(first < 0 ? ends : first)
      for (let i = 0; i < rest.length; i++) rest[i]! -= skip
      yield { ...batch, sentenceEnds: rest }
    } else if (count > 0 || ends > 0) yield batch
  }
  if (start.tokens < fromToken)
    throw new CorpusError(
      `${corpus.name}: holds ${start.tokens} words of the vocabulary, expected ${fromToken} or more: the text has changed since`,
    )
}

/** Milliseconds of work after which everything else that waits has its turn. */
const LONGEST_STRETCH = 50

/** Feeds a corpus to a tokenizer in pieces that it can take, and gives how much of the source each has used up. */
async function* pushAll(
  corpus: Corpus,
  tokenizer: Tokenizer,
  signal: AbortSignal | undefined,
  offset = 0,
): AsyncGenerator<number> {
  let consumed = 0
  let rested = performance.now()
  for await (const chunk of corpus.chunks(offset)) {
    consumed = chunk.consumed
    for (let at = 0; at < chunk.bytes.length; at += PIECE) {
      // A corpus in memory never waits for anything, and would keep timers and signals waiting.
      if (performance.now() - rested > LONGEST_STRETCH) {
        await new Promise((resolve) => setTimeout(resolve, 0))
        rested = performance.now()
      }
      signal?.throwIfAborted()
      tokenizer.push(chunk.bytes.subarray(at, at + PIECE), false)
      yield consumed
    }
  }
  signal?.throwIfAborted()
  tokenizer.push(new Uint8Array(0), true)
  yield consumed
}
