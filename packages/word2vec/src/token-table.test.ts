// The table of words by bytes does what a Map of strings does.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PADDING, TokenTable, textBuffer } from './token-table.js'

/** Looks words up as they lie one after the other in a buffer full of other bytes. */
function place(words: readonly Uint8Array[]) {
  const text = textBuffer(words.reduce((sum, word) => sum + word.length, 0))
  text.bytes.fill(0xaa)
  const ranges: [number, number][] = []
  let at = 0
  for (const word of words) {
    text.bytes.set(word, at)
    ranges.push([at, at + word.length])
    at += word.length
  }
  return { text, ranges }
}

describe('TokenTable', () => {
  // Few letters, so that words share prefixes and repeat; NUL is what short words are padded with.
  const word = fc
    .array(fc.constantFrom(0x00, 0x61, 0x62), { minLength: 1, maxLength: 30 })
    .map((bytes) => Uint8Array.from(bytes))

  it('numbers words as a Map would', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.array(word, { maxLength: 20 }), (added, asked) => {
        const table = new TokenTable()
        const expected = new Map<string, number>()
        const first = place(added)
        for (const [i, range] of first.ranges.entries()) {
          const key = added[i]!.join()
          if (!expected.has(key)) expected.set(key, expected.size)
          expect(table.add(first.text, ...range)).toBe(expected.get(key))
        }
        expect(table.size).toBe(expected.size)
        const second = place([...asked, ...added])
        for (const [i, range] of second.ranges.entries())
          expect(table.find(second.text, ...range)).toBe(expected.get([...asked, ...added][i]!.join()) ?? -1)
      }),
    )
  })

  it('tells words of every length apart and gives them back', () => {
    const words = Array.from({ length: 40 }, (_, length) => ['x'.repeat(length + 1), `${'x'.repeat(length)}y`]).flat()
    words.push('世界', '世界'.repeat(9), 'naïve', '😀')
    const table = TokenTable.of(words)
    expect(table.size).toBe(words.length)
    const { text, ranges } = place(words.map((one) => Buffer.from(one)))
    for (const [id, range] of ranges.entries()) {
      expect(table.find(text, ...range)).toBe(id)
      expect(table.word(id)).toBe(words[id])
    }
  })

  it('grows past what it begins with', () => {
    const words = Array.from({ length: 120_000 }, (_, i) => (i % 3 === 0 ? `w${i}` : `a-rather-long-word-${i}`))
    words.push('z'.repeat(3_000_000))
    const table = TokenTable.of(words)
    const { text, ranges } = place(words.map((one) => Buffer.from(one)))
    expect(text.bytes.length - ranges.at(-1)![1]).toBe(PADDING)
    expect(ranges.every((range, id) => table.find(text, ...range) === id)).toBe(true)
    expect(table.word(99_999)).toBe('w99999')
    expect(table.word(120_000)).toHaveLength(3_000_000)
  })
})
