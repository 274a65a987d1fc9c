// Vocabularies: look-up, near spellings, word2vec's file format, and what they refuse.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ValueError } from '@infonce/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileError, UnknownWordError } from './errors.js'
import { loadVocabulary, saveVocabulary } from './text-files.js'
import { Vocabulary } from './vocabulary.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vocabulary-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const vocabulary = new Vocabulary(['the', 'Paris', 'paris', 'naïve', '世界'], [50, 9, 4, 3, 2], { corpusTokens: 100 })

describe('Vocabulary', () => {
  it('finds words by id and ids by word', () => {
    expect(vocabulary.size).toBe(5)
    expect(vocabulary.find('世界')).toBe(4)
    expect(vocabulary.find('nothing')).toBeUndefined()
    expect(vocabulary.idOf('naïve')).toBe(3)
    expect(vocabulary.findFolded('Paris')).toBe(1)
    expect(vocabulary.findFolded('PARIS')).toBe(2)
    expect(vocabulary.find('__proto__')).toBeUndefined()
    expect([vocabulary.keptTokens, vocabulary.corpusTokens]).toEqual([68, 100])
  })

  it('has a fingerprint of its words and counts, in their order', () => {
    const { words, counts } = vocabulary
    expect(vocabulary.fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(new Vocabulary(words, counts).fingerprint).toBe(vocabulary.fingerprint)
    const others = [
      new Vocabulary(words, [50, 9, 4, 3, 1]),
      new Vocabulary(['the', 'paris', 'Paris', 'naïve', '世界'], counts),
      new Vocabulary(words.slice(0, 4), counts.slice(0, 4)),
    ]
    expect(new Set([vocabulary, ...others].map((one) => one.fingerprint)).size).toBe(4)
  })

  it.each([
    ['a word that stands twice', ['a', 'b', 'a'], [1, 1, 1], "'a' is in the list of words twice: at 0 and 2"],
    ['an empty word', ['a', ''], [1, 1], 'word 1 is empty'],
    ['a word with a space', ['a b'], [1], 'a space or line feed'],
    ['too few counts', ['a', 'b'], [1], 'needs as many counts, found 1'],
    ['a negative count', ['a'], [-1], "the count of 'a' must be a whole number from 0 up, found -1"],
    ['half a count', ['a'], [0.5], 'found 0.5'],
    ['NaN', ['a'], [Number.NaN], 'found NaN'],
  ])('refuses %s', (_, words, counts, message) => {
    expect(() => new Vocabulary(words, counts)).toThrow(ValueError)
    expect(() => new Vocabulary(words, counts)).toThrow(message)
  })

  it('refuses fewer tokens in the corpus than it has itself', () => {
    expect(() => new Vocabulary(['a'], [5], { corpusTokens: 4 })).toThrow(ValueError)
  })
})

describe('suggest', () => {
  const words = [
    'the',
    'receive',
    'deceive',
    'recipe',
    'france',
    'trance',
    'frances',
    'a',
    'i',
    'berlin',
    'Tokyo',
    'naïve',
  ]
  const list = new Vocabulary(
    words,
    words.map((_, i) => 100 - i),
  )

  it.each([
    ['recieve', ['receive', 'deceive', 'recipe']],
    ['frence', ['france', 'trance', 'frances']],
    ['fracne', ['france', 'trance', 'frances']],
    ['BERLIN', ['berlin']],
    ['tokio', ['Tokyo']],
    ['teh', ['the']],
    ['naive', ['naïve']],
    ['xylophone', []],
    ['b', []],
    ['', []],
  ])('for %j', (word, near) => {
    expect(list.suggest(word).slice(0, Math.max(near.length, 1))).toEqual(near)
  })

  it('gives as many as asked for at most, the most frequent of the nearest first', () => {
    expect(list.suggest('grance', 1)).toEqual(['france'])
    expect(list.suggest('grance')).toEqual(['france', 'trance', 'frances'])
  })

  it('is what an unknown word is refused with', () => {
    expect(() => list.idOf('recieve')).toThrow(UnknownWordError)
    expect(() => list.idOf('frence')).toThrow(
      "'frence' is not in the vocabulary: did you mean france, trance, frances?",
    )
    expect(() => list.idOf('xylophone')).toThrow("'xylophone' is not in the vocabulary, and has no similar word")
  })
})

describe('vocabulary files', () => {
  it('come back as they were', async () => {
    const path = join(folder, 'vocabulary.txt')
    await saveVocabulary(path, vocabulary)
    expect(await readFile(path, 'utf8')).toBe('the 50\nParis 9\nparis 4\nnaïve 3\n世界 2\n')
    const back = await loadVocabulary(path, { corpusTokens: 100 })
    expect(back.words).toEqual(vocabulary.words)
    expect(back.counts).toEqual(vocabulary.counts)
    expect(back.fingerprint).toBe(vocabulary.fingerprint)
    expect(back.corpusTokens).toBe(100)
    expect(await readdir(folder)).toEqual(['vocabulary.txt'])
  })

  it('are read with a byte-order mark, carriage returns and the sentence mark of the word2vec program', async () => {
    const path = join(folder, 'windows.txt')
    await writeFile(path, '\uFEFF</s> 0\r\nb 3\r\na 7')
    const read = await loadVocabulary(path)
    expect(read.words).toEqual(['</s>', 'b', 'a'])
    expect([...read.counts]).toEqual([0, 3, 7])
  })

  it.each([
    ['no count', 'a 3\nb\n', /bad\.txt, line 2: expected a word, a space and its count, found "b"/],
    ['a count that is no number', 'a x\n', /line 1: expected/],
    ['a negative count', 'a -3\n', /line 1: expected/],
    ['a third field', 'a 3\nb 4 5\n', /line 2: expected/],
    ['no word', 'a 3\n\n 4\n', /line 3: expected/],
    ['a word twice', 'a 3\nb 4\na 5\n', /bad\.txt, line 3: 'a' is already on line 1: remove one/],
    ['nothing', '\n\n', /bad\.txt: holds no words/],
    ['no UTF-8', Uint8Array.of(0x61, 0xff, 0x20, 0x33), /bad\.txt, after byte 0: invalid UTF-8/],
  ])('are refused where they hold %s', async (_, content, message) => {
    const path = join(folder, 'bad.txt')
    await writeFile(path, content)
    const error = await loadVocabulary(path).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toMatch(message)
  })

  it('are refused where there is none, and not written where they cannot be', async () => {
    await expect(loadVocabulary(join(folder, 'none.txt'))).rejects.toThrow(/none\.txt: no such file/)
    await expect(loadVocabulary(folder)).rejects.toThrow(/is a folder/)
    await expect(saveVocabulary(join(folder, 'none', 'v.txt'), vocabulary)).rejects.toThrow(FileError)
    await mkdir(join(folder, 'taken', 'x'), { recursive: true })
    await expect(saveVocabulary(join(folder, 'taken'), vocabulary)).rejects.toThrow(/taken: it is a folder/)
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
