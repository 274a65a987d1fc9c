// A corpus as the readers see it: bytes of UTF-8 text that can be read again from any place.
import { ValueError } from '@infonce/core'
import { CorpusError } from './errors.js'

/** A piece of a corpus. */
export interface CorpusChunk {
  /** UTF-8 text, cut anywhere. Valid until the next chunk is asked for. */
  readonly bytes: Uint8Array
  /** How much of the source has been read so far, in the unit of {@link Corpus.size}. */
  readonly consumed: number
}

/** A text of one sentence or document a line, words separated by whitespace, that can be read many times. */
export interface Corpus {
  /** What messages call the corpus: the path of a file. */
  readonly name: string
  /** Size of the source for progress (bytes of the file as it lies there, packed if it is), if that is known. */
  size(): Promise<number | undefined>
  /** The text from byte `offset` (default 0) of the unpacked text on. */
  chunks(offset?: number): AsyncIterable<CorpusChunk>
}

const PIECE = 1 << 16
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * A corpus of lines in memory: an array or another iterable that can be walked again, or a function that gives
 * a fresh one for each pass. A line is a sentence or document.
 * @throws ValueError for an iterable that can be walked only once, such as a generator.
 */
export function textCorpus(lines: Iterable<string> | (() => Iterable<string>), name = 'text'): Corpus {
  const open = typeof lines === 'function' ? lines : () => lines
  if (typeof lines !== 'function' && (lines[Symbol.iterator]() as unknown) === lines)
    throw new ValueError(
      `${name}: the lines can be iterated only once, but training iterates over them several times: pass a function`,
    )
  return {
    name,
    size: async () => undefined,
    chunks: (offset = 0) => encodeLines(open(), name, offset),
  }
}

async function* encodeLines(lines: Iterable<string>, name: string, offset: number): AsyncGenerator<CorpusChunk> {
  const encoder = new TextEncoder()
  let text = ''
  let consumed = 0
  const encode = (): CorpusChunk | undefined => {
    const bytes = encoder.encode(text)
    text = ''
    const skip = Math.min(bytes.length, Math.max(0, offset - consumed))
    consumed += bytes.length
    return skip < bytes.length ? { bytes: bytes.subarray(skip), consumed } : undefined
  }
  let line = 0
  for (const content of lines) {
    line++
    if (LONE_SURROGATE.test(content))
      throw new CorpusError(`${name}, line ${line}: half of a surrogate pair, which is not valid text: fix the string`)
    text += `${content}\n`
    if (text.length < PIECE) continue
    const chunk = encode()
    if (chunk) yield chunk
  }
  const chunk = encode()
  if (chunk) yield chunk
}
