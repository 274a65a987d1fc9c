// Nearest neighbors and analogies against a naive search.
import { Random, ShapeError, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { Embeddings } from './embeddings.js'
import { UnknownWordError } from './errors.js'
import { WordList } from './word-list.js'

const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [ab, aa, bb] = [0, 0, 0]
  for (let d = 0; d < a.length; d++) {
    ab += a[d]! * b[d]!
    aa += a[d]! ** 2
    bb += b[d]! ** 2
  }
  return ab / Math.sqrt(aa * bb)
}

function randomEmbeddings(size: number, dim: number): Embeddings {
  const random = Random.fromSeed(size + dim)
  const vectors = Float32Array.from({ length: size * dim }, () => random.normal() * 3)
  return new Embeddings(new WordList(Array.from({ length: size }, (_, i) => `w${i}`)), dim, vectors)
}

describe('Embeddings', () => {
  it.each([1, 2, 7, 32])('finds the nearest words as a naive search does, dim %d', (dim) => {
    const embeddings = randomEmbeddings(200, dim)
    for (const word of ['w0', 'w117', 'w199']) {
      const expected = embeddings.words.words
        .map((other) => ({ word: other, similarity: cosine(embeddings.vector(word), embeddings.vector(other)) }))
        .filter((entry) => entry.word !== word)
        .sort((a, b) => b.similarity - a.similarity)
      const found = embeddings.neighbors(word)
      expect(found).toHaveLength(10)
      for (const [i, { word: other, id, similarity }] of found.entries()) {
        if (dim > 1) expect(other).toBe(expected[i]!.word)
        expect(embeddings.words.words[id]).toBe(other)
        expect(similarity).toBeCloseTo(expected[i]!.similarity, 6)
        expect(embeddings.similarity(word, other)).toBeCloseTo(similarity, 6)
      }
    }
  })

  it('gives all other words where fewer are there than asked for', () => {
    const found = randomEmbeddings(4, 3).neighbors('w2', { count: 50 })
    expect(found.map(({ word }) => word).sort()).toEqual(['w0', 'w1', 'w3'])
    expect(found.map(({ similarity }) => similarity)).toEqual(found.map((n) => n.similarity).sort((a, b) => b - a))
  })

  it('takes a vector, and then leaves no word out', () => {
    const embeddings = randomEmbeddings(50, 5)
    const [first] = embeddings.neighbors(
      embeddings.vector('w7').map((x) => 1e-20 * x),
      { count: 1 },
    )
    expect(first!.word).toBe('w7')
    expect(first!.similarity).toBeCloseTo(1, 5)
  })

  it('orders ties by id and gives a zero row a similarity of 0', () => {
    const vectors = Float32Array.of(1, 0, 0, 0, 0, 2, 0, 1, -1, 0)
    const embeddings = new Embeddings(new WordList(['a', 'zero', 'c', 'd', 'opposite']), 2, vectors)
    expect(embeddings.neighbors('a').map(({ word, similarity }) => [word, similarity])).toEqual([
      ['zero', 0],
      ['c', 0],
      ['d', 0],
      ['opposite', -1],
    ])
    expect(() => embeddings.neighbors('zero')).toThrow(ValueError)
  })

  it('searches the first words only, where told so', () => {
    const embeddings = randomEmbeddings(100, 4)
    const found = embeddings.neighbors('w90', { count: 100, restrictVocabulary: 20 })
    expect(found.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('answers analogies by 3CosAdd without the words of the question', () => {
    const embeddings = randomEmbeddings(300, 6)
    const { words } = embeddings.words
    for (const [a, b, c] of [
      ['w0', 'w1', 'w2'],
      ['w10', 'w20', 'w30'],
      ['w5', 'w5', 'w6'],
    ] as const) {
      const score = (word: string) =>
        cosine(embeddings.vector(word), embeddings.vector(b)) -
        cosine(embeddings.vector(word), embeddings.vector(a)) +
        cosine(embeddings.vector(word), embeddings.vector(c))
      const best = words.filter((word) => ![a, b, c].includes(word as never)).sort((x, y) => score(y) - score(x))
      expect(embeddings.analogy(a, b, c, { count: 3 }).map(({ word }) => word)).toEqual(best.slice(0, 3))
    }
  })

  it('knows that man is to king as woman is to queen, given vectors that say so', () => {
    const vectors = Float32Array.of(1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 5, 5, 5)
    const embeddings = new Embeddings(new WordList(['man', 'king', 'royal', 'woman', 'other']), 3, vectors)
    const queen = new Embeddings(
      new WordList(['man', 'king', 'woman', 'queen', 'child']),
      3,
      Float32Array.of(1, 0, 0.5, 1, 1, 0.5, -1, 0, 0.5, -1, 1, 0.5, 0, 0, 1),
    )
    expect(queen.analogy('man', 'king', 'woman', { count: 1 })[0]!.word).toBe('queen')
    expect(embeddings.analogy('man', 'king', 'woman', { count: 9 })).toHaveLength(2)
  })

  it('refuses what cannot be asked', () => {
    const embeddings = randomEmbeddings(10, 3)
    expect(() => embeddings.neighbors('wO')).toThrow(UnknownWordError)
    expect(() => embeddings.analogy('w1', 'w2', 'w11')).toThrow('did you mean w1?')
    expect(() => embeddings.similarity('w1', 'v')).toThrow(UnknownWordError)
    expect(() => embeddings.neighbors(new Float32Array(2))).toThrow(ShapeError)
    expect(() => embeddings.neighbors(new Float32Array(3))).toThrow(/zero or not finite/)
    expect(() => embeddings.neighbors(Float32Array.of(1, Number.NaN, 0))).toThrow(ValueError)
    for (const count of [0, -1, 0.5, Number.NaN]) {
      expect(() => embeddings.neighbors('w1', { count })).toThrow(ValueError)
      expect(() => embeddings.neighbors('w1', { restrictVocabulary: count })).toThrow(ValueError)
    }
    expect(() => new Embeddings(new WordList(['a', 'b']), 3, new Float32Array(5))).toThrow(ShapeError)
    expect(() => new Embeddings(new WordList(['a']), 0, new Float32Array(0))).toThrow(ShapeError)
  })
})
