// Words numbered 0, 1, …: look-up both ways, and near spellings of a word that is not there.
import { ValueError } from '@infonce/core'
import { UnknownWordError } from './errors.js'
import { nearSpellings } from './near-spellings.js'

/** A list of distinct words, the most frequent first where that is known. */
export class WordList {
  /** Words by id. */
  readonly words: readonly string[]
  private readonly ids: ReadonlyMap<string, number>

  /** @throws ValueError where a word is empty or stands twice. */
  constructor(words: readonly string[], { ids = numberWords(words) }: Partial<NumberedWords> = {}) {
    this.words = words
    this.ids = ids
  }

  /** Number of words V. */
  get size(): number {
    return this.words.length
  }

  /** Id of a word, `undefined` where it is not in the list. */
  find(word: string): number | undefined {
    return this.ids.get(word)
  }

  /** Id of the exact word or else of its lower-case form, `undefined` where neither is in the list. */
  findFolded(word: string): number | undefined {
    return this.ids.get(word) ?? this.ids.get(word.toLowerCase())
  }

  /** Id of a word. Throws an `UnknownWordError` with near spellings where it is not in the list. */
  idOf(word: string): number {
    const id = this.ids.get(word)
    if (id === undefined) throw new UnknownWordError(word, this.suggest(word))
    return id
  }

  /** Words spelled nearly like this one, nearest and most frequent first; at most `limit` (default 5). */
  suggest(word: string, limit = 5): string[] {
    return nearSpellings(word, this.words, limit)
  }
}

/** Words that were numbered elsewhere, and checked. */
export interface NumberedWords {
  /** Ids by word. */
  readonly ids: ReadonlyMap<string, number>
}

function numberWords(words: readonly string[]): Map<string, number> {
  const ids = new Map<string, number>()
  for (const [id, word] of words.entries()) {
    if (word === '') throw new ValueError(`word ${id} is empty: a word has one character at least`)
    const first = ids.get(word)
    if (first !== undefined) throw new ValueError(`'${word}' is in the list of words twice: at ${first} and ${id}`)
    ids.set(word, id)
  }
  return ids
}
