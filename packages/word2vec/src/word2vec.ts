// A trained skip-gram model: settings, words and parameters.
import type { HostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { Embeddings } from './embeddings.js'
import { ANCHOR_TABLE } from './skip-gram.js'
import type { Vocabulary } from './vocabulary.js'

/** A skip-gram model. */
export class Word2vec {
  private cached: Embeddings | undefined

  constructor(
    readonly configuration: Configuration,
    readonly vocabulary: Vocabulary,
    /** Parameters by the names of their inputs, `parameter/…`. */
    readonly parameters: Readonly<Record<string, HostTensor>>,
  ) {}

  /** The vectors of the words: rows of the anchor table, not copied. */
  get embeddings(): Embeddings {
    const table = this.parameters[`parameter/${ANCHOR_TABLE}`]!
    this.cached ??= new Embeddings(this.vocabulary, this.configuration.dim, table.data as Float32Array)
    return this.cached
  }
}
