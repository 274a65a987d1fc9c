// The named errors of the text side of word2vec.
import { InfonceError, ValueError } from '@infonce/core'

export { FileError } from '@infonce/runtime'

/** A corpus cannot be read, is not what a corpus must be, or holds too little to train on. */
export class CorpusError extends InfonceError {
  override name = 'CorpusError'
}

/** A word that was asked for is not in the vocabulary; `suggestions` are words that are, spelt nearly so. */
export class UnknownWordError extends InfonceError {
  override name = 'UnknownWordError'

  constructor(
    readonly word: string,
    readonly suggestions: readonly string[],
  ) {
    const near =
      suggestions.length > 0 ? `: did you mean ${suggestions.join(', ')}?` : ' and no word is spelt nearly so'
    super(`'${word}' is not in the vocabulary${near}`)
  }
}

/** A folder holds another run, none, or one of something else. */
export class RunFolderError extends InfonceError {
  override name = 'RunFolderError'
}

/** One wrong field of a configuration. */
export interface ConfigurationProblem {
  readonly field: string
  /** What belongs there, in words: `a whole number from 1 to 1000`. */
  readonly expected: string
  readonly found: unknown
}

/** Fields of a configuration are missing, impossible or unknown. */
export class ConfigurationError extends ValueError {
  override name = 'ConfigurationError'

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))
    super(
      problems.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${shown(found)}`).join('; '),
    )
  }
}
