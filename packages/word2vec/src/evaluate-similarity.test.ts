// Spearman's ρ, and the files of rated pairs that it is computed on.
import { describe, expect, it } from 'vitest'
import { Embeddings } from './embeddings.js'
import { FileError } from './errors.js'
import { evaluateSimilarity, parseSimilarityPairs } from './evaluate-similarity.js'
import { ranks, spearman } from './rank-correlation.js'
import { WordList } from './word-list.js'

describe('spearman', () => {
  it('averages the ranks of ties', () => {
    expect([...ranks([10, 20, 10, 30, 10])]).toEqual([2, 4, 2, 5, 2])
  })

  it('is 1 for any rising and −1 for any falling relation', () => {
    expect(spearman([1, 2, 3, 9], [0.1, 5, 6, 1e9])).toBe(1)
    expect(spearman([1, 2, 3, 9], [4, 3, -2, -9])).toBe(-1)
  })

  it('agrees with values worked out by hand, with ties and without', () => {
    // 1 − 6·Σd²/(n(n² − 1)) with Σd² = 4 over five values.
    expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.8, 12)
    // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, squares 4.5 and 5.
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12)
  })

  it('is not a number where nothing can be ranked', () => {
    expect(spearman([], [])).toBeNaN()
    expect(spearman([1], [2])).toBeNaN()
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN()
    expect(() => spearman([1], [1, 2])).toThrow('series of 1 and 2 values have different lengths')
  })
})

describe('parseSimilarityPairs', () => {
  const pairs = [
    { first: 'tiger', second: 'cat', score: 7.35 },
    { first: 'love', second: 'sex', score: -1 },
  ]

  it.each([
    ['tabs', 'tiger\tcat\t7.35\nlove\tsex\t-1\n'],
    ['spaces', 'tiger cat 7.35\n  love   sex -1'],
    ['commas', 'tiger,cat,7.35\r\nlove, sex, -1\r\n'],
    ['a header with spaces in it', 'Word 1,Word 2,Human (mean)\ntiger,cat,7.35\nlove,sex,-1'],
    ['comments and empty lines', '# pairs\n\n# word1 word2\ntiger cat 7.35\n\nlove sex -1'],
    ['further columns', 'tiger\tcat\t7.35\t8\t9\nlove\tsex\t-1\t0'],
    ['a comment and a header', '# from somewhere\nword1\tword2\tscore\ntiger\tcat\t7.35\nlove\tsex\t-1'],
  ])('reads %s', (_, text) => {
    expect(parseSimilarityPairs(text, 'pairs.txt')).toEqual(pairs)
  })

  it.each([
    [
      'a score that is no number',
      'a b 1\nc d x\n',
      /^pairs\.txt, line 2: expected two words and a number, found "c d x"$/,
    ],
    ['no score', 'a b 1\n\nc d\n', /line 3/],
    ['a second header', 'word1 word2 score\nword1 word2 score\n', /line 2/],
    ['no number', 'a b 1\nc d NaN\n', /line 2/],
    ['nothing', '# only this\n', /^pairs\.txt: holds no pairs/],
    ['a header alone', 'word1 word2 score\n', /holds no pairs/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseSimilarityPairs(text, 'pairs.txt')).toThrow(FileError)
    expect(() => parseSimilarityPairs(text, 'pairs.txt')).toThrow(message)
  })
})

describe('evaluateSimilarity', () => {
  const words = new WordList(['east', 'northeast', 'north', 'west', 'West'])
  const embeddings = new Embeddings(words, 2, Float32Array.of(1, 0, 1, 1, 0, 1, -1, 0, 0, -1))
  const rate = (text: string) => evaluateSimilarity(embeddings, parseSimilarityPairs(text, 'pairs'))

  it('ranks pairs by cosine, over those that have vectors', () => {
    const result = rate('east northeast 8\neast north 5\neast west 1\neast south 9\n')
    expect(result).toEqual({ rho: 1, found: 3, total: 4, coverage: 0.75 })
    expect(rate('east northeast 1\neast north 5\neast west 8\n').rho).toBe(-1)
  })

  it('looks words up as they stand, then in lower case', () => {
    // 'West' is north's opposite and 'west' is east's.
    expect(rate('North West 1\nEAST west 1\nEast North 2\n')).toMatchObject({ found: 3 })
    expect(rate('east West 9\neast WEST 1\n').rho).toBe(1)
  })

  it('has no ρ where fewer than two pairs are found', () => {
    expect(rate('east south 1\neast north 2')).toEqual({ rho: Number.NaN, found: 1, total: 2, coverage: 0.5 })
  })
})
