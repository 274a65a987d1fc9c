// A vocabulary on its way from a worker: its text is moved, and read in turns at the host.
import { EventLoopTurns } from '@infonce/runtime/internals'
import { Vocabulary } from './vocabulary.js'

interface PackedVocabulary {
  /** The words as UTF-8, a line each. */
  readonly text: Uint8Array<ArrayBuffer>
  readonly counts: Float64Array<ArrayBuffer>
  readonly corpusTokens: number
}

/** In the worker: plain data, and its buffers, which can be moved. */
export function sendVocabulary({ words, counts, corpusTokens }: Vocabulary): {
  readonly packed: PackedVocabulary
  readonly buffers: readonly ArrayBuffer[]
} {
  const text = new TextEncoder().encode(words.join('\n'))
  const copy = counts.slice() as Float64Array<ArrayBuffer>
  return { packed: { text, counts: copy, corpusTokens }, buffers: [text.buffer, copy.buffer] }
}

/** Bytes of text whose words take about a millisecond. */
const PIECE = 1 << 14
const LINE_FEED = 0x0a

/** At the host: a million words take a second, in which everything else that waits has its turns. */
export async function receiveVocabulary({ text, counts, corpusTokens }: PackedVocabulary): Promise<Vocabulary> {
  const turns = new EventLoopTurns()
  // Where a piece begins is no place for a mark of byte order: such a character is of a word.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const words: string[] = []
  const ids = new Map<string, number>()
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf(LINE_FEED, at + PIECE)
    const end = feed < 0 ? text.length : feed
    for (const word of decoder.decode(text.subarray(at, end)).split('\n')) {
      ids.set(word, words.length)
      words.push(word)
    }
    at = end + 1
    if (turns.due) await turns.take()
  }
  return new Vocabulary(words, counts, { corpusTokens, ids })
}
