// Analogy files and their evaluation, against one question at a time.
import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { parseAnalogyQuestions } from './analogy-questions.js'
import { plainProducts } from './dot-products.js'
import { Embeddings } from './embeddings.js'
import { FileError } from './errors.js'
import { evaluateAnalogies } from './evaluate-analogies.js'
import { WordList } from './word-list.js'

const size = 1200
const dim = 5
const random = Random.fromSeed(77)
const embeddings = new Embeddings(
  new WordList(Array.from({ length: size }, (_, i) => `w${i}`)),
  dim,
  Float32Array.from({ length: size * dim }, () => random.normal()),
)
const word = () => `w${random.below(size)}`
const answer = (a: string, b: string, c: string) => embeddings.analogy(a, b, c, { count: 1 })[0]!.word

describe('parseAnalogyQuestions', () => {
  it('reads sections', () => {
    const text =
      '// a comment\n: capital-common-countries\r\nAthens Greece Baghdad Iraq\r\n\n: gram1-adverb\nslow slowly  free\tfreely\n: none\n'
    expect(parseAnalogyQuestions(text, 'q')).toEqual([
      { name: 'capital-common-countries', questions: [['Athens', 'Greece', 'Baghdad', 'Iraq']] },
      { name: 'gram1-adverb', questions: [['slow', 'slowly', 'free', 'freely']] },
      { name: 'none', questions: [] },
    ])
  })

  it("puts questions without a section into 'all'", () => {
    expect(parseAnalogyQuestions('a b c d', 'q')).toEqual([{ name: 'all', questions: [['a', 'b', 'c', 'd']] }])
  })

  it.each([
    ['three words', ': s\na b c d\na b c\n', /^q\.txt, line 3: expected four words or ': section', found "a b c"$/],
    ['five words', 'a b c d e', /line 1/],
    ['a section without a name', ': \na b c d', /line 1: expected a section's name/],
    ['no question', ': s\n', /^q\.txt: holds no questions/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseAnalogyQuestions(text, 'q.txt')).toThrow(FileError)
    expect(() => parseAnalogyQuestions(text, 'q.txt')).toThrow(message)
  })
})

describe('evaluateAnalogies', () => {
  it('answers as one question at a time does', async () => {
    const questions = Array.from({ length: 60 }, (_, i) => {
      const [a, b, c] = [word(), word(), word()]
      const right = answer(a, b, c)
      return [a, b, c, i % 3 === 0 ? word() : right] as const
    })
    const correct = questions.filter(([a, b, c, d]) => answer(a, b, c) === d).length
    expect(correct).toBeGreaterThanOrEqual(40)
    const { total } = await evaluateAnalogies(embeddings, [{ name: 's', questions }])
    expect(total).toEqual({ correct, asked: 60, skipped: 0, accuracy: correct / 60 })
  })

  it('never answers with a word of the question', async () => {
    // 3CosAdd of a : a, c is c itself, and of a : b, b close to b: only the exclusion makes these others.
    const questions = [
      ['w1', 'w1', 'w2', answer('w1', 'w1', 'w2')],
      ['w1', 'w1', 'w2', 'w2'],
      ['w3', 'w4', 'w4', 'w4'],
    ] as const
    const { total } = await evaluateAnalogies(embeddings, [{ name: 's', questions }])
    expect(total.correct).toBe(1)
  })

  it('keeps sections apart, skips unknown words and looks up lower case', async () => {
    const right = (a: string, b: string, c: string) => [a, b, c, answer(a.toLowerCase(), b, c)] as const
    const result = await evaluateAnalogies(embeddings, [
      {
        name: 'capitals',
        questions: [right('W1', 'w2', 'w3'), ['w1', 'w2', 'w3', 'nowhere'], ['w4', 'x', 'w5', 'w6']],
      },
      { name: 'gram1', questions: [right('w7', 'w8', 'w9'), ['w7', 'w8', 'w9', 'w8']] },
      { name: 'unknown', questions: [['x', 'y', 'z', 'w1']] },
    ])
    expect(result.sections).toEqual([
      { name: 'capitals', correct: 1, asked: 1, skipped: 2, accuracy: 1 },
      { name: 'gram1', correct: 1, asked: 2, skipped: 0, accuracy: 0.5 },
      { name: 'unknown', correct: 0, asked: 0, skipped: 1, accuracy: Number.NaN },
    ])
    expect(result.semantic).toEqual({ correct: 1, asked: 1, skipped: 3, accuracy: 1 })
    expect(result.syntactic).toEqual({ correct: 1, asked: 2, skipped: 0, accuracy: 0.5 })
    expect(result.total).toEqual({ correct: 2, asked: 3, skipped: 3, accuracy: 2 / 3 })
  })

  it('looks up and answers among the first words only, where told so', async () => {
    const restricted = embeddings.analogy('w1', 'w2', 'w3', { count: 1, restrictVocabulary: 100 })[0]!.word
    expect(restricted).not.toBe(answer('w1', 'w2', 'w3'))
    const questions = [
      ['w1', 'w2', 'w3', restricted],
      ['w1', 'w2', 'w3', 'w100'],
      ['w1', 'w2', 'w3', 'w99'],
    ] as const
    const { total } = await evaluateAnalogies(embeddings, [{ name: 's', questions }], { restrictVocabulary: 100 })
    expect(total).toMatchObject({ correct: restricted === 'w99' ? 2 : 1, asked: 2, skipped: 1 })
    for (const restrictVocabulary of [0, 1.5, Number.NaN])
      await expect(evaluateAnalogies(embeddings, [], { restrictVocabulary })).rejects.toThrow(ValueError)
  })

  it('tells of its progress, stops when told to, and asks nothing of nothing', async () => {
    const sections = [{ name: 's', questions: [['w1', 'w2', 'w3', 'w4']] as const }]
    const seen: number[][] = []
    await evaluateAnalogies(embeddings, sections, { onProgress: (...progress) => seen.push(progress) })
    expect(seen).toEqual([
      [512, 1200],
      [1024, 1200],
      [1200, 1200],
    ])
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(evaluateAnalogies(embeddings, sections, { signal })).rejects.toThrow('enough')
    expect((await evaluateAnalogies(embeddings, [])).total.accuracy).toBeNaN()
  })

  it('takes products from elsewhere', async () => {
    const plain = plainProducts(embeddings.unitVectors, dim)
    let calls = 0
    const products = async (...call: Parameters<typeof plain>) => {
      calls++
      return (await plain(...call)).map((product) => -product)
    }
    const questions = [['w1', 'w2', 'w3', answer('w1', 'w2', 'w3')] as const]
    const { total } = await evaluateAnalogies(embeddings, [{ name: 's', questions }], { products })
    expect(calls).toBe(3)
    expect(total.correct).toBe(0)
  })
})

describe('plainProducts', () => {
  it('multiplies odd and even numbers of rows alike', async () => {
    const table = Float32Array.from({ length: 7 * 3 }, () => random.normal())
    const products = plainProducts(table, 3)
    for (const [count, start, end] of [
      [3, 0, 7],
      [4, 2, 6],
      [1, 6, 7],
      [2, 0, 1],
      [0, 0, 3],
    ] as const) {
      const queries = Float32Array.from({ length: count * 3 }, () => random.normal())
      const found = await products(queries, count, start, end)
      expect(found.length).toBe(count * (end - start))
      for (let q = 0; q < count; q++)
        for (let row = start; row < end; row++) {
          let sum = 0
          for (let d = 0; d < 3; d++) sum += queries[q * 3 + d]! * table[row * 3 + d]!
          expect(found[q * (end - start) + row - start]).toBeCloseTo(sum, 5)
        }
    }
  })
})
