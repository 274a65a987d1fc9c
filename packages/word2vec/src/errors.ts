// The named errors of the text side of word2vec.
import { InfonceError } from '@infonce/core'

export { ConfigurationError, type ConfigurationProblem, FileError, RunFolderError } from '@infonce/runtime'

/** A corpus cannot be read, is not what a corpus must be, or holds too little to train on. */
export class CorpusError extends InfonceError {
  override name = 'CorpusError'
}

/** A word that was asked for is not in the vocabulary; `suggestions` are words that are, with a similar spelling. */
export class UnknownWordError extends InfonceError {
  override name = 'UnknownWordError'

  constructor(
    readonly word: string,
    readonly suggestions: readonly string[],
  ) {
    const near = suggestions.length > 0 ? `: did you mean ${suggestions.join(', ')}?` : ', and has no similar word'
    super(`'${word}' is not in the vocabulary${near}`)
  }
}
