// Texts that say the same again and again, unshuffled: a step holds few words, each many times.
import { Random } from '@infonce/core'
import { trainModel } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import { textCorpus } from './corpus.js'
import { word2vec } from './definition.js'
import type { Word2vec } from './word2vec.js'

async function trained(lines: readonly string[], configuration: ConfigurationInput): Promise<Word2vec> {
  let model: Word2vec | undefined
  const options = { corpus: textCorpus(lines), threads: 1 }
  for await (const event of trainModel(word2vec, { ...options, configuration: { dim: 24, ...configuration } }))
    if (event.type === 'end') model = event.model
  return model!
}

/** The share of right words among the `count` nearest of each word that is asked. */
function precision({ embeddings }: Word2vec, count: number, right: (word: string, near: string) => boolean): number {
  const found = embeddings.words.words
    .filter((word) => !word.startsWith('common'))
    .flatMap((word) => embeddings.neighbors(word, { count }).map((near) => right(word, near.word)))
  return found.filter(Boolean).length / found.length
}

/** The largest entry of the vectors by size. NaN where one is. */
const largest = ({ embeddings }: Word2vec): number => Math.max(...Array.from(embeddings.vectors, Math.abs))

const group = (word: string): string => word.slice(0, word.indexOf('_') + 1)
const sameGroup = (a: string, b: string): boolean => group(a) === group(b)
const words = (count: number, word: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => word(place)).join(' ')

describe('training on repetitive text', () => {
  const bursts = Array.from({ length: 160 }, (_, i) => new Array(80).fill(words(8, (j) => `s${i}_${j}`))).flat()

  it('learns each of many bursts of a sentence', async () => {
    expect(precision(await trained(bursts, {}), 7, sameGroup)).toBeGreaterThan(0.85)
  })

  it('learns documents that come many times in a row', async () => {
    const random = Random.fromSeed(1)
    const lines = Array.from({ length: 60 }, () => {
      const topic = random.below(8)
      const word = (): string => (random.below(3) === 0 ? `common${random.below(50)}` : `t${topic}_${random.below(60)}`)
      return new Array(20).fill(words(100, word))
    }).flat()
    expect(precision(await trained(lines, {}), 10, sameGroup)).toBeGreaterThan(0.95)
  })

  it('learns the templates of a log in bursts', async () => {
    const random = Random.fromSeed(2)
    const templates = Array.from({ length: 60 }, (_, i) =>
      words(10, (j) => (j % 5 < 3 ? `m${i}_${j}` : `common${random.below(30)}`)),
    )
    const lines = Array.from({ length: 120 }, () => {
      const template = templates[random.below(60)]!
      return Array.from({ length: 100 }, () => `${template} common-value${random.below(40)}`)
    }).flat()
    expect(precision(await trained(lines, {}), 5, sameGroup)).toBeGreaterThan(0.95)
  })

  it('stays small on words in alphabetical order', async () => {
    const random = Random.fromSeed(3)
    const sorted = Array.from({ length: 100_000 }, () => `w${Math.floor(3000 ** random.uniform())}`).sort()
    const lines = Array.from({ length: sorted.length / 20 }, (_, i) => sorted.slice(20 * i, 20 * i + 20).join(' '))
    expect(largest(await trained(lines, {}))).toBeLessThan(10)
  })

  it('learns 3-mers of four letters at a rate of 0.2', async () => {
    const random = Random.fromSeed(4)
    const text = Array.from({ length: 40_000 }, () => 'acgt'[random.below(4)]).join('')
    const lines = Array.from({ length: 399 }, (_, i) => words(100, (j) => text.slice(100 * i + j, 100 * i + j + 3)))
    // gensim 4.4 reaches 0.69 and 0.70 on this text with these settings, with two seeds.
    const overlap = (a: string, b: string): boolean => a.slice(0, 2) === b.slice(0, 2) || a.slice(1) === b.slice(1)
    expect(precision(await trained(lines, { learningRate: 0.2 }), 6, overlap)).toBeGreaterThan(0.7)
  })

  it('learns two topics of one long sentence at a rate of 0.05, in many epochs', async () => {
    const random = Random.fromSeed(5)
    const line = words(24_000, (i) => `t${Math.floor(i / 12_000)}_${Math.floor(500 ** random.uniform())}`)
    const model = await trained([line], { learningRate: 0.05, epochs: 40 })
    expect(precision(model, 10, sameGroup)).toBeGreaterThan(0.98)
    expect(largest(model)).toBeLessThan(10)
  })

  it('learns at a rate of 0.5', async () => {
    const random = Random.fromSeed(6)
    const lines = Array.from({ length: 3000 }, () => {
      const topic = random.below(10)
      return words(10, () => (random.below(3) === 0 ? `common${random.below(50)}` : `t${topic}_${random.below(30)}`))
    })
    expect(precision(await trained(lines, { learningRate: 0.5 }), 10, sameGroup)).toBeGreaterThan(0.95)
  })
})
