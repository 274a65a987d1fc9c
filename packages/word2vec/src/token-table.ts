// A table of words keyed by their UTF-8 bytes, so that a corpus is mapped to ids without making strings.

const PRIME = 0x01000193

/** Where the hash of a word starts; each byte is taken in by {@link hashByte}. */
export const HASH_START = 0x811c9dc5

/** FNV-1a, one byte at a time. */
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, PRIME)

/** An open-addressing hash table of byte strings, numbered 0, 1, … in the order in which they were added. */
export class TokenTable {
  private count = 0
  private mask: number
  /** Pairs of a word's hash and its id + 1; 0 as the second marks a free slot. */
  private slots: Int32Array
  private bytes: Uint8Array
  /** Word `id` lies in bytes[ends[id] … ends[id + 1]). */
  private ends: Uint32Array

  constructor() {
    this.mask = (1 << 16) - 1
    this.slots = new Int32Array(2 << 16)
    this.bytes = new Uint8Array(1 << 20)
    this.ends = new Uint32Array(1 << 16)
  }

  /** A table whose ids are the indices of `words`. */
  static of(words: readonly string[]): TokenTable {
    const table = new TokenTable()
    const encoder = new TextEncoder()
    for (const word of words) {
      const bytes = encoder.encode(word)
      let hash = HASH_START
      for (const byte of bytes) hash = hashByte(hash, byte)
      table.add(bytes, 0, bytes.length, hash)
    }
    return table
  }

  /** Number of words. */
  get size(): number {
    return this.count
  }

  /** Id of the word in bytes[start … end), whose hash is `hash`; −1 where there is none. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { slots, mask } = this
    const scattered = hash ^ (hash >>> 15)
    for (let slot = scattered & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[2 * slot + 1]!
      if (entry === 0) return -1
      if (slots[2 * slot] === (hash | 0) && this.holds(entry - 1, bytes, start, end)) return entry - 1
    }
  }

  /** Id of the word in bytes[start … end), which is added where it is new. */
  add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const known = this.find(bytes, start, end, hash)
    if (known >= 0) return known
    const id = this.count++
    if (2 * this.count > this.mask) this.widen()
    if (id + 2 > this.ends.length) {
      const ends = new Uint32Array(2 * this.ends.length)
      ends.set(this.ends)
      this.ends = ends
    }
    const from = this.ends[id]!
    const to = from + end - start
    if (to > 0xffffffff) throw new RangeError('the distinct words take over 4 GiB')
    if (to > this.bytes.length) {
      const wider = new Uint8Array(Math.max(to, 2 * this.bytes.length))
      wider.set(this.bytes)
      this.bytes = wider
    }
    this.bytes.set(bytes.subarray(start, end), from)
    this.ends[id + 1] = to
    this.place(hash | 0, id)
    return id
  }

  /** The word of an id as a string. */
  word(id: number): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes.subarray(this.ends[id]!, this.ends[id + 1]!))
  }

  private holds(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = this.ends[id]!
    if (this.ends[id + 1]! - at !== end - start) return false
    const own = this.bytes
    for (let i = start; i < end; i++) if (own[at++] !== bytes[i]) return false
    return true
  }

  private place(hash: number, id: number): void {
    let slot = (hash ^ (hash >>> 15)) & this.mask
    while (this.slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.mask
    this.slots[2 * slot] = hash
    this.slots[2 * slot + 1] = id + 1
  }

  private widen(): void {
    const old = this.slots
    this.mask = 2 * this.mask + 1
    this.slots = new Int32Array(2 * old.length)
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.place(old[i]!, old[i + 1]! - 1)
  }
}
