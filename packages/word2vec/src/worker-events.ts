// Events of training on their way from a worker: what is rebuilt at the host, and what is moved instead of copied.
import { copyTensors, EventLoopTurns, type HostTensor, transferring } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { Word2vecEvent } from './train.js'
import { Vocabulary } from './vocabulary.js'
import { Word2vec } from './word2vec.js'

type Begin = Extract<Word2vecEvent, { type: 'begin' }>
type End = Extract<Word2vecEvent, { type: 'end' }>

interface PackedVocabulary {
  /** The words as UTF-8, a line each. */
  readonly text: Uint8Array<ArrayBuffer>
  readonly counts: Float64Array<ArrayBuffer>
  readonly corpusTokens: number
}

/** Events as they are sent; the model's vocabulary has been sent with the event `begin`. */
type Packed<Event> =
  | Exclude<Event, Begin | End>
  | (Omit<Begin, 'vocabulary'> & { readonly vocabulary: PackedVocabulary })
  | (Omit<End, 'model'> & {
      readonly model: {
        readonly configuration: Configuration
        readonly parameters: Readonly<Record<string, HostTensor>>
      }
    })

/** Events of training and others that are plain data. */
type AnyEvent = Word2vecEvent | { readonly type: 'exported' }

/** In the worker: events in a form that can be sent. Parameters are copied once, here, and the copies are moved. */
export async function* packEvents<Event extends AnyEvent>(
  events: AsyncIterable<Event>,
): AsyncGenerator<Packed<Event>, void> {
  for await (const event of events) {
    if (event.type === 'begin') yield packBegin(event)
    else if (event.type === 'end') yield packEnd(event)
    else yield event as Exclude<Event, Begin | End>
  }
}

function packBegin({ vocabulary, ...rest }: Begin): Packed<never> {
  const { words, counts, corpusTokens } = vocabulary
  const text = new TextEncoder().encode(words.join('\n'))
  const copy = counts.slice()
  return transferring({ ...rest, vocabulary: { text, counts: copy, corpusTokens } }, [text.buffer, copy.buffer])
}

function packEnd({ model: { configuration, parameters }, ...rest }: End): Packed<never> {
  const { copies, buffers } = copyTensors(parameters)
  return transferring({ ...rest, model: { configuration, parameters: copies } }, buffers)
}

/** At the host: the events again, with a real `Vocabulary` and a real `Word2vec`. */
export async function* unpackEvents<Event extends AnyEvent>(
  events: AsyncIterable<Packed<Event>>,
): AsyncGenerator<Event, void> {
  let vocabulary: Vocabulary | undefined
  for await (const event of events) {
    if (event.type === 'begin') {
      const begin = event as Extract<Packed<never>, { type: 'begin' }>
      vocabulary = await unpackVocabulary(begin.vocabulary)
      yield { ...begin, vocabulary } as Begin as Event
    } else if (event.type === 'end') {
      const end = event as Extract<Packed<never>, { type: 'end' }>
      const { configuration, parameters } = end.model
      yield { ...end, model: new Word2vec(configuration, vocabulary!, parameters) } as End as Event
    } else yield event as Event
  }
}

/** Bytes of text whose words take about a millisecond. */
const PIECE = 1 << 14
const LINE_FEED = 0x0a

/** A vocabulary of a million words takes a second; everything else that waits has its turns meanwhile. */
async function unpackVocabulary({ text, counts, corpusTokens }: PackedVocabulary): Promise<Vocabulary> {
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
