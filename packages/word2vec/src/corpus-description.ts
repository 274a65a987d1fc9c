// Corpora said in a few words, so that a worker can open them for itself.
import type { AtlasCorpusOptions } from './atlas/corpus.js'
import { atlasCorpus } from './atlas/corpus.js'
import { type Corpus, textCorpus } from './corpus.js'
import { CorpusError } from './errors.js'

/** A corpus that can be sent to a worker. */
export type CorpusDescription =
  /** A file of UTF-8 text, plain or gzip, of one sentence or document a line: see `fileCorpus`. Node only. */
  | { readonly kind: 'file'; readonly path: string }
  /** Lines of text, which are copied to the worker: see `textCorpus`. `name` is what messages call them. */
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly name?: string }
  /** The embedded atlas: see `atlasCorpus`. */
  | ({ readonly kind: 'atlas' } & AtlasCorpusOptions)

/**
 * Opens the corpus that is described, other than a file.
 * @throws CorpusError for a description of another kind; and what {@link atlasCorpus} throws
 */
export function openPlainCorpus(description: CorpusDescription): Corpus {
  switch (description.kind) {
    case 'lines':
      return textCorpus(description.lines, description.name)
    case 'atlas':
      return textCorpus(atlasCorpus(description).lines, 'atlas')
    default: {
      const { kind } = description as { readonly kind: unknown }
      throw new CorpusError(
        `a corpus of kind '${String(kind)}' cannot be opened here: expected 'lines' or 'atlas'${kind === 'file' ? ' (files are for Node)' : ''}`,
      )
    }
  }
}
