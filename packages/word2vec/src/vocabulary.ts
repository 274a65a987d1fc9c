// The words a model knows, with their counts.
import { ValueError } from '@infonce/core'
import { FileError } from './errors.js'
import { type NumberedWords, WordList } from './word-list.js'

/** Options of a {@link Vocabulary}. */
export interface VocabularyOptions {
  /** Words in the corpus, those left out of the vocabulary included. Default: the sum of the counts. */
  readonly corpusTokens?: number
}

/** The words of a corpus by id, most frequent first where {@link buildVocabulary} made it, with their counts. */
export class Vocabulary extends WordList {
  /** How often each word occurs in the corpus, by id. */
  readonly counts: Float64Array
  /** Tokens of the corpus that are in the vocabulary: the sum of the counts. */
  readonly keptTokens: number
  /** Tokens of the corpus, in the vocabulary or not. A vocabulary file does not hold it. */
  readonly corpusTokens: number

  /**
   * `counts[id]` belongs to `words[id]`; the order is kept as it is.
   * @throws ValueError for a word that is empty, has whitespace or stands twice, and for a count that is not a
   * whole number from 0 up.
   */
  constructor(
    words: readonly string[],
    counts: ArrayLike<number>,
    options: VocabularyOptions & Partial<NumberedWords> = {},
  ) {
    super(words, options)
    if (counts.length !== words.length)
      throw new ValueError(`a vocabulary of ${words.length} words needs as many counts, found ${counts.length}`)
    // What was numbered elsewhere was checked there, and this runs where nothing should wait for it.
    if (!options.ids) checkWords(words, counts)
    this.counts = new Float64Array(counts)
    let kept = 0
    for (let id = 0; id < this.counts.length; id++) kept += this.counts[id]!
    this.keptTokens = kept
    this.corpusTokens = options.corpusTokens ?? kept
    if (!(this.corpusTokens >= kept))
      throw new ValueError(`corpusTokens must be at least the sum of the counts, ${kept}, found ${this.corpusTokens}`)
  }

  /** A hash of words and counts, 16 hexadecimal digits: two corpora of one vocabulary almost surely agree on it. */
  get fingerprint(): string {
    const text = new TextEncoder()
    // FNV-1a twice, from different starts and with different primes.
    let a = 0x811c9dc5
    let b = 0xcbf29ce4
    for (const [id, word] of this.words.entries())
      for (const byte of text.encode(`${word} ${this.counts[id]}\n`)) {
        a = Math.imul(a ^ byte, 0x01000193)
        b = Math.imul(b ^ byte, 0x85ebca6b)
        b ^= b >>> 13
      }
    return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }

  /** The vocabulary in word2vec's format: `word count` a line, in order of id. */
  toText(): string {
    return this.words.map((word, id) => `${word} ${this.counts[id]}\n`).join('')
  }

  /**
   * Reads what {@link toText} or the word2vec program wrote; `source` is what messages call it.
   * @throws FileError with the line that is not `word count`.
   */
  static fromText(text: string, source: string, options: VocabularyOptions = {}): Vocabulary {
    const words: string[] = []
    const counts: number[] = []
    const lines = new Map<string, number>()
    for (const [index, raw] of text.split('\n').entries()) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
      if (line === '') continue
      const at = `${source}, line ${index + 1}`
      const fields = line.split(' ')
      const [word, count] = fields
      if (fields.length !== 2 || !word || !/^\d+$/.test(count!) || !Number.isSafeInteger(Number(count)))
        throw new FileError(`${at}: expected a word, a space and its count, found ${JSON.stringify(line.slice(0, 80))}`)
      const first = lines.get(word)
      if (first !== undefined) throw new FileError(`${at}: '${word}' is already on line ${first}: remove one`)
      lines.set(word, index + 1)
      words.push(word)
      counts.push(Number(count))
    }
    if (words.length === 0)
      throw new FileError(`${source}: holds no words: expected lines of a word, a space and its count`)
    return new Vocabulary(words, counts, options)
  }
}

function checkWords(words: readonly string[], counts: ArrayLike<number>): void {
  for (const [id, word] of words.entries()) {
    const count = counts[id]!
    if (!Number.isSafeInteger(count) || count < 0)
      throw new ValueError(`the count of '${word}' must be a whole number from 0 up, found ${count}`)
    if (/[ \n]/.test(word)) throw new ValueError(`word ${id}, '${word}', has a space or line feed in it`)
  }
}
