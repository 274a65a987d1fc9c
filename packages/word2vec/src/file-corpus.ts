// A corpus that lies in a file, plain UTF-8 or gzip. Node only.
import { fileKind, readBytes } from './byte-source.js'
import type { Corpus } from './corpus.js'
import { CorpusError } from './errors.js'

const fail = (message: string) => new CorpusError(message)

/**
 * The corpus in a file of UTF-8 text, one sentence or document a line; gzip is told by its first bytes, not by
 * the file's name. The file is streamed, never held. Reading it throws a `CorpusError` where the file is
 * missing, unreadable, a folder, or a broken gzip.
 */
export function fileCorpus(path: string): Corpus {
  return {
    name: path,
    size: async () => (await fileKind(path, fail)).size,
    chunks: (offset = 0) => readBytes(path, fail, offset),
  }
}
