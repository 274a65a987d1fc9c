// Corpora of every shape become the ids that a plain reading of their text gives; broken ones are named.
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { InfonceError, ValueError } from '@infonce/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Corpus, textCorpus } from './corpus.js'
import { buildVocabulary, type CorpusPosition, readTokens, type VocabularyProgress } from './corpus-reader.js'
import { CorpusError } from './errors.js'
import { fileCorpus } from './file-corpus.js'
import { Vocabulary } from './vocabulary.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-reader-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** A corpus that gives its bytes in pieces of the lengths told, over and over. */
function cutCorpus(bytes: Uint8Array, lengths: readonly number[]): Corpus {
  return {
    name: 'cut',
    size: async () => bytes.length,
    async *chunks(offset = 0) {
      for (let at = offset, i = 0; at < bytes.length; i++) {
        const next = at + lengths[i % lengths.length]!
        yield { bytes: bytes.subarray(at, next), consumed: Math.min(next, bytes.length) }
        at = next
      }
    },
  }
}

/** Words of each line, by string operations: what the tokenizer has to agree with. */
const plainSentences = (text: string): string[][] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) =>
      line.split(/[\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/).filter(Boolean),
    )

interface Reading {
  sentences: string[][]
  ids: number[]
}

/** Everything that readTokens gives, as sentences of words; the last is what no end has followed. */
async function read(corpus: Corpus, vocabulary: Vocabulary, options: Parameters<typeof readTokens>[2] = {}) {
  const reading: Reading = { sentences: [[]], ids: [] }
  for await (const { ids, sentenceEnds } of readTokens(corpus, vocabulary, options)) {
    let end = 0
    for (let i = 0; i <= ids.length; i++) {
      while (end < sentenceEnds.length && sentenceEnds[end] === i) {
        reading.sentences.push([])
        end++
      }
      if (i === ids.length) break
      reading.ids.push(ids[i]!)
      reading.sentences.at(-1)!.push(vocabulary.words[ids[i]!]!)
    }
    expect(end).toBe(sentenceEnds.length)
  }
  return reading
}

const english = 'the cat sat on the mat\n\nthe dog sat\ton the  cat \r\nthe end'

describe('buildVocabulary', () => {
  it('counts words and sorts by falling count, then by first appearance', async () => {
    const vocabulary = await buildVocabulary(textCorpus(english.split('\n')), { minCount: 1 })
    expect(vocabulary.words).toEqual(['the', 'cat', 'sat', 'on', 'mat', 'dog', 'end'])
    expect([...vocabulary.counts]).toEqual([5, 2, 2, 2, 1, 1, 1])
    expect(vocabulary.keptTokens).toBe(14)
  })

  it('leaves out what occurs less often than the minimum, 5 by default', async () => {
    const lines = ['a a a a a b b b b b b c c c c']
    const vocabulary = await buildVocabulary(textCorpus(lines))
    expect(vocabulary.words).toEqual(['b', 'a'])
    expect(vocabulary.keptTokens).toBe(11)
    expect(vocabulary.corpusTokens).toBe(15)
    expect((await buildVocabulary(textCorpus(lines), { minCount: 6 }).catch((error) => error)).message).toBe(
      "text: only 'b' occurs 6 times or more, and training needs two words: lower the minimum count or give a larger text",
    )
  })

  it('reads a plain file and a gzip file alike, whatever they are called', async () => {
    const text = `${english}\n`.repeat(20_000)
    const plain = await buildVocabulary(fileCorpus(await write('plain.gz', text)))
    const packed = await buildVocabulary(fileCorpus(await write('packed.txt', gzipSync(text))))
    const members = new Uint8Array([...gzipSync(text.slice(0, 999)), ...gzipSync(text.slice(999))])
    const joined = await buildVocabulary(fileCorpus(await write('joined.gz', members)))
    expect(plain.counts[0]).toBe(100_000)
    expect(packed.fingerprint).toBe(plain.fingerprint)
    expect(joined.fingerprint).toBe(plain.fingerprint)
  })

  it('counts more distinct words than its tables begin with', async () => {
    const words = Array.from({ length: 150_000 }, (_, i) => `w${i}`)
    const vocabulary = await buildVocabulary(textCorpus(['w149999', words.join(' ')]), { minCount: 1 })
    expect(vocabulary.size).toBe(150_000)
    expect(vocabulary.words.slice(0, 3)).toEqual(['w149999', 'w0', 'w1'])
    expect(vocabulary.counts[0]).toBe(2)
  })

  it('tells of its progress up to the end', async () => {
    const path = await write('progress.txt', `${english}\n`.repeat(20_000))
    const seen: VocabularyProgress[] = []
    await buildVocabulary(fileCorpus(path), { onProgress: (progress) => seen.push(progress) })
    expect(seen.length).toBeGreaterThan(3)
    const last = seen.at(-1)!
    expect(last).toEqual({
      bytesRead: last.bytesTotal,
      bytesTotal: 1_160_000,
      tokens: 280_000,
      lines: 80_000,
      distinct: 7,
    })
  })

  it('stops when told to', async () => {
    const reason = new Error('enough')
    const controller = new AbortController()
    const corpus = fileCorpus(await write('abort.txt', `${english}\n`.repeat(20_000)))
    const built = buildVocabulary(corpus, { signal: controller.signal, onProgress: () => controller.abort(reason) })
    await expect(built).rejects.toBe(reason)
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses a minimum count of %d', async (minCount) => {
    await expect(buildVocabulary(textCorpus(['a b']), { minCount })).rejects.toThrow(ValueError)
  })
})

describe('what a corpus must be', () => {
  const fails = async (corpus: Corpus, message: string | RegExp) => {
    const error = await buildVocabulary(corpus, { minCount: 1 }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(CorpusError)
    expect(error).toBeInstanceOf(InfonceError)
    expect(error.message).toMatch(message)
    expect(error.message).not.toContain('\n')
  }

  it('is there, and is a file', async () => {
    await fails(fileCorpus(join(folder, 'none.txt')), /none\.txt: no such file or folder \(ENOENT\): check/)
    await mkdir(join(folder, 'sub'))
    await fails(fileCorpus(join(folder, 'sub')), /sub: it is a folder, expected a file/)
    await fails(fileCorpus(join(await write('file.txt', 'a'), 'below')), /expected a folder/)
    await fails(fileCorpus('/dev/null'), /null: it is a pipe or device, expected a regular file/)
  })

  it.skipIf(process.platform === 'win32')('is no pipe, whose writer would be waited for', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    await fails(fileCorpus(path), /pipe: it is a pipe or device, expected a regular file/)
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('may be read', async () => {
    const path = await write('secret.txt', 'a b')
    await chmod(path, 0)
    await fails(fileCorpus(path), /permission denied/)
  })

  it('holds words, two at least', async () => {
    await fails(fileCorpus(await write('empty.txt', '')), /empty\.txt: holds no words/)
    await fails(fileCorpus(await write('empty.gz', gzipSync(''))), /holds no words/)
    await fails(fileCorpus(await write('blank.txt', ' \n\t\r\n\u3000')), /holds no words/)
    await fails(fileCorpus(await write('mark.txt', '\uFEFF')), /holds no words/)
    await fails(textCorpus([]), /holds no words/)
    await fails(textCorpus(['one one', 'one']), /only 'one' occurs 1 times or more.*give a larger text$/)
  })

  it('is whole and sound where it is gzip', async () => {
    const packed = gzipSync(Array.from({ length: 200_000 }, (_, i) => `word${(i * 7919) % 99991}`).join(' '))
    await fails(fileCorpus(await write('cut.gz', packed.subarray(0, packed.length >> 1))), /cut\.gz: .*truncated/)
    await fails(fileCorpus(await write('head.gz', packed.subarray(0, 5))), /head\.gz: .*truncated/)
    const broken = Uint8Array.from(packed)
    broken.fill(0xff, 1000, 1100)
    await fails(fileCorpus(await write('broken.gz', broken)), /broken\.gz: the gzip data are corrupt/)
  })

  it('has no word past all reason', async () => {
    const text = `a b\n${'x'.repeat(400_000)} c`
    await fails(fileCorpus(await write('long.txt', text)), /long\.txt, line 2: a word of over 65536 bytes/)
    await fails(textCorpus([`a ${'x'.repeat(65_537)}`]), /text, line 1: a word of over 65536 bytes/)
    const vocabulary = await buildVocabulary(textCorpus([`a ${'x'.repeat(65_536)}`]), { minCount: 1 })
    expect(vocabulary.words[1]!.length).toBe(65_536)
  })

  const valid = Buffer.from('good line\nnaïve 世界 \n')
  it.each([
    ['a byte that opens nothing', [0xff], 0],
    ['a stray continuation', [0x80], 0],
    ['an overlong form of 2', [0xc0, 0xaf], 0],
    ['an overlong form of 3', [0xe0, 0x80, 0xaf], 1],
    ['an overlong form of 4', [0xf0, 0x80, 0x80, 0xaf], 1],
    ['a surrogate', [0xed, 0xa0, 0x80], 1],
    ['a code past U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 1],
    ['a lead past all', [0xf5, 0x80, 0x80, 0x80], 0],
    ['a sequence broken off by a letter', [0xe4, 0xb8, 0x41], 2],
    ['a sequence broken off by the end', [0xe4, 0xb8], 0],
  ])('is UTF-8: %s', async (_, bad, offset) => {
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bad))).toThrow()
    for (const after of bad.length === 2 && bad[0] === 0xe4 ? [''] : ['', ' more\n']) {
      const bytes = new Uint8Array([...valid, 0x61, ...bad, ...Buffer.from(after)])
      const byte = valid.length + 1 + offset
      const value = bytes[byte]!.toString(16)
      const message = new RegExp(`^cut, line 3, byte ${byte}: invalid UTF-8 \\(0x${value}\\): save the text as UTF-8$`)
      for (const length of [1, 2, 3, 7, 1000]) await fails(cutCorpus(bytes, [length]), message)
    }
  })

  it('can be walked again and is text, where it is in memory', async () => {
    const once = (function* () {
      yield 'a b'
    })()
    expect(() => textCorpus(once)).toThrow(ValueError)
    await fails(textCorpus(['fine', 'half \ud800'], 'lines'), /^lines, line 2: half of a surrogate pair/)
    const fresh = textCorpus(function* () {
      yield 'a b'
      yield 'a'
    })
    for (const _ of [1, 2]) expect((await buildVocabulary(fresh, { minCount: 1 })).words).toEqual(['a', 'b'])
  })
})

describe('readTokens', () => {
  it('gives the ids of known words, sentence by sentence', async () => {
    const vocabulary = new Vocabulary(['the', 'cat', 'sat', 'mat'], [5, 2, 2, 1])
    const { sentences } = await read(textCorpus(english.split('\n')), vocabulary)
    expect(sentences).toEqual([['the', 'cat', 'sat', 'the', 'mat'], ['the', 'sat', 'the', 'cat'], ['the'], []])
  })

  const characters = fc.constantFrom(
    ...'ab\n\n \t\r\v\f\u0001é\u00a0\u0085世\u3000\u2028\u2003\u205f\u1680\ufeff😀\u200b',
  )
  const text = fc.string({
    unit: fc.oneof({ weight: 9, arbitrary: characters }, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
  })

  it('agrees with a plain reading, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        async (given, cuts) => {
          const corpus = cutCorpus(Buffer.from(given), cuts)
          const expected = plainSentences(given).filter((sentence) => sentence.length > 0)
          const distinct = [...new Set(expected.flat())]
          if (distinct.length < 2) return
          const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
          expect(new Set(vocabulary.words)).toEqual(new Set(distinct))
          expect((await read(corpus, vocabulary)).sentences).toEqual([...expected, []])
        },
      ),
      { numRuns: 300 },
    )
  })

  it('goes on from any word by the start of the batch it was in', async () => {
    const lines = Array.from(
      { length: 8000 },
      (_, i) => `w${i % 97} é${i % 13} rare${'x'.repeat(80)}${i} the w${(i * i) % 97}`,
    )
    lines[700] = lines.slice(0, 5000).join(' ')
    const content = lines.join('\n')
    const corpora = [
      fileCorpus(await write('resume.txt', content)),
      fileCorpus(await write('resume.gz', gzipSync(content))),
      textCorpus(lines),
    ]
    for (const corpus of corpora) {
      const vocabulary = await buildVocabulary(corpus)
      const whole = await read(corpus, vocabulary)
      expect(whole.ids.length).toBe(vocabulary.keptTokens)
      const starts: CorpusPosition[] = []
      for await (const batch of readTokens(corpus, vocabulary)) {
        expect(batch.start).toEqual(starts.length === 0 ? { bytes: 0, lines: 0, tokens: 0 } : starts.at(-1))
        starts[starts.length ? starts.length - 1 : 0] = batch.start
        starts.push(batch.end)
      }
      expect(starts.length).toBeGreaterThan(4)
      for (const [from, plus] of [
        [0, 0],
        [0, 1],
        [0, 30_001],
        [1, 0],
        [1, 17],
        [2, 4000],
        [3, 9000],
        [starts.length - 1, 0],
      ] as const) {
        const fromToken = Math.min(starts[from]!.tokens + plus, vocabulary.keptTokens)
        const rest = await read(corpus, vocabulary, { from: starts[from]!, fromToken })
        expect(rest.ids).toEqual(whole.ids.slice(fromToken))
        // Sentences after the one that was gone on in are the same, and it is a tail of the whole one.
        const behind = rest.sentences.filter((sentence) => sentence.length > 0)
        const sentences = whole.sentences.filter((sentence) => sentence.length > 0)
        const tail = behind.length > 0 ? sentences.slice(-behind.length) : []
        expect(behind.slice(1)).toEqual(tail.slice(1))
        if (behind[0]) expect(tail[0]!.slice(-behind[0].length)).toEqual(behind[0])
      }
    }
  })

  it('keeps the end of a sentence that falls on the word gone on from', async () => {
    const vocabulary = new Vocabulary(['a', 'b'], [1, 1])
    const batches = []
    for await (const { ids, sentenceEnds } of readTokens(textCorpus(['a b', 'b', 'a a']), vocabulary, { fromToken: 2 }))
      batches.push([[...ids], [...sentenceEnds]])
    expect(batches).toEqual([
      [
        [1, 0, 0],
        [0, 1, 3],
      ],
    ])
  })

  it('tells when the text has become shorter than where it is to go on', async () => {
    const path = await write('shrunk.txt', 'a b\na b\n')
    const vocabulary = await buildVocabulary(fileCorpus(path), { minCount: 1 })
    await expect(read(fileCorpus(path), vocabulary, { fromToken: 5 })).rejects.toThrow(
      /holds 4 words of the vocabulary, expected 5 or more: the text has changed/,
    )
    const from = { bytes: 9, lines: 2, tokens: 4 }
    await expect(read(fileCorpus(path), vocabulary, { from })).rejects.toThrow(/holds 8 bytes, expected 9 or more/)
    const packed = fileCorpus(await write('shrunk.gz', gzipSync('a b\na b\n')))
    await expect(read(packed, vocabulary, { from })).rejects.toThrow(/unpacks to 8 bytes, expected 9 or more/)
    await expect(read(fileCorpus(path), vocabulary, { fromToken: -1 })).rejects.toThrow(ValueError)
  })

  it('stops when told to', async () => {
    const vocabulary = new Vocabulary(['the', 'cat'], [1, 1])
    const reading = read(textCorpus([english]), vocabulary, { signal: AbortSignal.abort(new Error('enough')) })
    await expect(reading).rejects.toThrow('enough')
  })

  it('may be left early', async () => {
    const path = await write('early.gz', gzipSync(`${english}\n`.repeat(50_000)))
    for await (const { ids } of readTokens(fileCorpus(path), new Vocabulary(['the', 'cat'], [1, 1]))) {
      expect(ids.length).toBeGreaterThan(0)
      break
    }
  })
})
