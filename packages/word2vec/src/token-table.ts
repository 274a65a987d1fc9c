// A table of words keyed by their UTF-8 bytes, so that a corpus is mapped to ids without making strings.
import { CorpusError } from './errors.js'

/** Bytes that must follow a word in the buffer it lies in: words are read in fours, past their end. */
export const PADDING = 16

/** A longer word than this is kept outside the slots. */
const SHORT = 11
/** Marks the slot of a long word: no short word has it, as its top byte would be its length. */
const LONG = -1

/** masks[4 · n + i] keeps of the i-th four bytes of a word those that belong to a word of n bytes. */
const masks = new Int32Array(4 * (SHORT + 1))
for (let length = 0; length <= SHORT; length++)
  for (let i = 0; i < 3; i++) {
    const bytes = Math.max(0, Math.min(4, length - 4 * i))
    masks[4 * length + i] = bytes === 4 ? -1 : (1 << (8 * bytes)) - 1
  }

/** Bytes of text with a view for reading them in fours; both are of one buffer. */
export interface TextBuffer {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** A buffer for `length` bytes of words. */
export function textBuffer(length: number): TextBuffer {
  const bytes = new Uint8Array(length + PADDING)
  return { bytes, view: new DataView(bytes.buffer) }
}

/**
 * An open-addressing hash table of byte strings, numbered 0, 1, … in the order in which they were added.
 *
 * A slot is four integers: a word of up to 11 bytes with its length, or the hash and length of a longer one; and
 * its id + 1, 0 where the slot is free. So nearly every look-up touches one cache line and loops over nothing.
 */
export class TokenTable {
  private count = 0
  private mask = (1 << 16) - 1
  private slots: Int32Array = new Int32Array(4 << 16)
  /** Word `id` lies in bytes[ends[id] … ends[id + 1]). */
  private bytes: Uint8Array = new Uint8Array(1 << 20)
  private ends: Uint32Array = new Uint32Array(1 << 16)
  /** Slot at which the last look-up ended: that of the word, or the free one where it would go. */
  private last = 0
  private key0 = 0
  private key1 = 0
  private key2 = 0

  /** A table whose ids are the indices of `words`. */
  static of(words: readonly string[]): TokenTable {
    const table = new TokenTable()
    const encoder = new TextEncoder()
    let buffer = textBuffer(1 << 10)
    for (const word of words) {
      if (3 * word.length > buffer.bytes.length - PADDING) buffer = textBuffer(6 * word.length)
      table.add(buffer, 0, encoder.encodeInto(word, buffer.bytes).written)
    }
    return table
  }

  /** Number of words. */
  get size(): number {
    return this.count
  }

  /** Id of the word in text[start … end), −1 where there is none. */
  find(text: TextBuffer, start: number, end: number): number {
    const { slots, mask } = this
    const { view } = text
    const length = end - start
    let key0: number
    let key1: number
    let key2: number
    if (length <= SHORT) {
      key0 = view.getInt32(start, true) & masks[4 * length]!
      key1 = view.getInt32(start + 4, true) & masks[4 * length + 1]!
      key2 = (view.getInt32(start + 8, true) & masks[4 * length + 2]!) | (length << 24)
    } else {
      key0 = hashLong(text, start, end)
      key1 = length
      key2 = LONG
    }
    let slot = 4 * (scatter(key0, key1, key2) & mask)
    for (; ; slot = (slot + 4) & (4 * mask)) {
      const entry = slots[slot + 3]!
      if (entry === 0) break
      if (slots[slot] === key0 && slots[slot + 1] === key1 && slots[slot + 2] === key2)
        if (key2 !== LONG || this.holds(entry - 1, text.bytes, start, length)) return entry - 1
    }
    this.last = slot
    this.key0 = key0
    this.key1 = key1
    this.key2 = key2
    return -1
  }

  /** Id of the word in text[start … end), which is added where it is new. */
  add(text: TextBuffer, start: number, end: number): number {
    const known = this.find(text, start, end)
    if (known >= 0) return known
    const id = this.count++
    const { slots, last } = this
    slots[last] = this.key0
    slots[last + 1] = this.key1
    slots[last + 2] = this.key2
    slots[last + 3] = id + 1
    this.keep(id, text.bytes.subarray(start, end))
    if (2 * this.count > this.mask) this.widen()
    return id
  }

  /** The word of an id as a string. */
  word(id: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes.subarray(this.ends[id]!, this.ends[id + 1]!))
  }

  private holds(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.ends[id]!
    for (let i = 0; i < length; i++) if (this.bytes[from + i] !== bytes[start + i]) return false
    return true
  }

  private keep(id: number, word: Uint8Array): void {
    if (id + 2 > this.ends.length) {
      const ends = new Uint32Array(2 * this.ends.length)
      ends.set(this.ends)
      this.ends = ends
    }
    const from = this.ends[id]!
    const to = from + word.length
    if (to > 0xffffffff)
      throw new CorpusError('the distinct words of the corpus take over 4 GiB: is it text, with spaces between words?')
    if (to > this.bytes.length) {
      const wider = new Uint8Array(Math.max(to, 2 * this.bytes.length))
      wider.set(this.bytes)
      this.bytes = wider
    }
    this.bytes.set(word, from)
    this.ends[id + 1] = to
  }

  private widen(): void {
    const old = this.slots
    this.mask = 2 * this.mask + 1
    this.slots = new Int32Array(2 * old.length)
    for (let from = 0; from < old.length; from += 4) {
      if (old[from + 3] === 0) continue
      let slot = 4 * (scatter(old[from]!, old[from + 1]!, old[from + 2]!) & this.mask)
      while (this.slots[slot + 3] !== 0) slot = (slot + 4) & (4 * this.mask)
      this.slots.set(old.subarray(from, from + 4), slot)
    }
  }
}

function scatter(key0: number, key1: number, key2: number): number {
  let hash = Math.imul(key0, 0x9e3779b1) ^ Math.imul(key1, 0x85ebca6b) ^ Math.imul(key2, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}

/** FNV-1a, for words that are rare. */
function hashLong(text: TextBuffer, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.bytes[i]!, 0x01000193)
  return hash | 0
}
