// A text cut into chunks of so many bytes, as a source might, for the tests of reading and of resumption.
import type { Corpus } from '../corpus.js'

/** `text` in chunks of `chunk` bytes; `onChunk` is told how many were given. */
export function chunkedCorpus(text: string, chunk: number, onChunk: (given: number) => void = () => {}): Corpus {
  const bytes = new TextEncoder().encode(text)
  let given = 0
  return {
    name: 'chunked',
    size: async () => bytes.length,
    async *chunks(offset = 0) {
      for (let at = offset; at < bytes.length; at += chunk) {
        yield { bytes: bytes.slice(at, at + chunk), consumed: Math.min(bytes.length, at + chunk) }
        onChunk(++given)
      }
    },
  }
}
