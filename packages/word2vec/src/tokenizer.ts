// Splits UTF-8 bytes into words and maps them to ids, validating as it goes.
import { CorpusError } from './errors.js'
import { type TokenTable, textBuffer } from './token-table.js'

/** Most bytes of text that one call of {@link Tokenizer.push} takes. */
export const PIECE: number = 1 << 18
/** A longer word than this is taken for a sign of a file that is no text. */
const LONGEST_WORD = 1 << 16

const NEWLINE = 0x0a

/** Whether a byte is ASCII whitespace other than the end of a line. */
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d && byte !== NEWLINE)

/** Number of bytes of the UTF-8 sequence that a lead byte opens, 0 for a byte that opens none. */
const sequenceLength = (lead: number): number =>
  lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0

/** Index of the first byte of the sequence at `at` (complete, `length` bytes) that is not valid, −1 if all are. */
function firstInvalid(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at]!
  // The second byte rules out overlong forms, surrogates and what lies past U+10FFFF.
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (bytes[at + 1]! < lowest || bytes[at + 1]! > highest) return at + 1
  for (let i = at + 2; i < at + length; i++) if ((bytes[i]! & 0xc0) !== 0x80) return i
  return -1
}

/** Whether a valid sequence of 2 or 3 bytes is a character of Unicode's White_Space property. */
function isWideSpace(a: number, b: number, c: number): boolean {
  if (a === 0xc2) return b === 0x85 || b === 0xa0
  if (a === 0xe1) return b === 0x9a && c === 0x80
  if (a === 0xe2) return b === 0x80 ? c <= 0x8a || c === 0xa8 || c === 0xa9 || c === 0xaf : b === 0x81 && c === 0x9f
  return a === 0xe3 && b === 0x80 && c === 0x80
}

/**
 * A tokenizer that is fed a text in pieces, cut anywhere, and fills {@link ids} and {@link sentenceEnds} with
 * what each piece completes. Words are separated by Unicode whitespace, sentences by line feeds; a byte-order
 * mark that opens the text is passed over. Invalid UTF-8 throws a `CorpusError` with line and byte.
 */
export class Tokenizer {
  /** Ids of the words of the last piece: the first `count` entries. */
  readonly ids: Int32Array = new Int32Array((LONGEST_WORD + PIECE) / 2 + 1)
  count = 0
  /** Places in `ids` before which a sentence ended: the first `ends` entries. */
  readonly sentenceEnds: Int32Array = new Int32Array(this.ids.length + 1)
  ends = 0
  /** Line feeds passed so far. */
  lines: number
  /** Words passed so far, known or not. */
  words = 0
  /** Bytes of the text up to where the next piece's ids begin. */
  position: number

  private readonly text = textBuffer(LONGEST_WORD + PIECE)
  /** Bytes in `text` of a word or character that the last piece left incomplete. */
  private held = 0
  /** Whether a sentence may have words that no end has followed yet. */
  private open: boolean

  /** `intern` adds words that the table lacks, where otherwise they are dropped. */
  constructor(
    private readonly name: string,
    private readonly table: TokenTable,
    private readonly intern: boolean,
    from: { readonly bytes: number; readonly lines: number } = { bytes: 0, lines: 0 },
  ) {
    this.position = from.bytes
    this.lines = from.lines
    this.open = from.bytes > 0
  }

  /** Takes the next piece of at most {@link PIECE} bytes; `last` tells that nothing follows it. */
  push(piece: Uint8Array, last: boolean): void {
    const { text, table, intern, ids, sentenceEnds } = this
    const buffer = text.bytes
    buffer.set(piece, this.held)
    const limit = this.held + piece.length
    buffer[limit] = NEWLINE
    let { open, words } = this
    let count = 0
    let ends = 0
    // Where what waits for the next piece begins.
    let rest = limit
    let i = this.position === 0 && startsWithMark(buffer, limit) ? 3 : 0
    while (i < limit) {
      const byte = buffer[i]!
      if (byte === NEWLINE) {
        if (open) sentenceEnds[ends++] = count
        open = false
        this.lines++
        i++
        continue
      }
      if (isSpace(byte)) {
        i++
        continue
      }
      const start = i
      // Length of the whitespace beyond ASCII that ends the word, if such it is.
      let wide = 0
      let complete = false
      while (i < limit) {
        let next = buffer[i]!
        // The sentinel at `limit` ends this loop, in which nearly all of the time goes.
        while ((next - 0x21) >>> 0 < 0x5f) next = buffer[++i]!
        if (i >= limit) break
        if (next < 0x80) {
          if (next === NEWLINE || isSpace(next)) {
            complete = true
            break
          }
          i++
          continue
        }
        const length = sequenceLength(next)
        if (i + length > limit && !last) break
        const invalid = length === 0 || i + length > limit ? i : firstInvalid(buffer, i, length)
        if (invalid >= 0) throw this.invalid(invalid)
        if (length < 4 && isWideSpace(next, buffer[i + 1]!, length === 3 ? buffer[i + 2]! : 0)) {
          complete = true
          wide = length
          break
        }
        i += length
      }
      if (i - start > LONGEST_WORD) throw this.tooLong()
      if (!complete && !last) {
        rest = start
        break
      }
      if (i > start) {
        words++
        const id = intern ? table.add(text, start, i) : table.find(text, start, i)
        if (id >= 0) {
          ids[count++] = id
          open = true
        }
      }
      i += wide
    }
    if (last && open) {
      sentenceEnds[ends++] = count
      open = false
    }
    buffer.copyWithin(0, rest, limit)
    this.held = limit - rest
    this.position += rest
    this.count = count
    this.ends = ends
    this.open = open
    this.words = words
  }

  private invalid(at: number): CorpusError {
    const byte = this.text.bytes[at]!.toString(16).padStart(2, '0')
    return new CorpusError(
      `${this.name}, line ${this.lines + 1}, byte ${this.position + at}: invalid UTF-8 (0x${byte}): save the text as UTF-8`,
    )
  }

  private tooLong(): CorpusError {
    return new CorpusError(
      `${this.name}, line ${this.lines + 1}: a word of over ${LONGEST_WORD} bytes: expected words separated by whitespace`,
    )
  }
}

/** Whether a text opens with the byte-order mark that some editors write. */
const startsWithMark = (bytes: Uint8Array, limit: number): boolean =>
  limit >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
