// Opens a corpus that is described. The browser build has open-corpus.browser.ts in this file's place.
import type { Corpus } from './corpus.js'
import { type CorpusDescription, openPlainCorpus } from './corpus-description.js'
import { fileCorpus } from './file-corpus.js'

/**
 * The corpus that is described.
 * @throws CorpusError for a description of an unknown kind; and what `atlasCorpus` throws
 */
export const openCorpus = (description: CorpusDescription): Corpus =>
  description.kind === 'file' ? fileCorpus(description.path) : openPlainCorpus(description)
