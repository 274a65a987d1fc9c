// Texts that say the same again and again, unshuffled, each with a measure of what can be learned from it.
import { Random } from '@infonce/core'

/** @typedef {import('@infonce/word2vec').Embeddings} Embeddings */

/**
 * @typedef {object} RepetitiveText
 * @property {string} name
 * @property {string} about
 * @property {string} measure what `quality` is, in words
 * @property {Partial<import('./settings.mjs').Settings>} settings those that differ from the command's defaults
 * @property {() => string[]} lines
 * @property {(embeddings: Embeddings) => number} quality from 0 to 1
 */

/** @param {number} length @param {(index: number) => string} item */
const words = (length, item) => Array.from({ length }, (_, index) => item(index)).join(' ')

/** @param {number} count @param {(index: number) => string[]} group */
const groups = (count, group) => Array.from({ length: count }, (_, index) => group(index)).flat()

/**
 * The share of right words among the `count` nearest of each word of the list.
 * @param {Embeddings} embeddings
 * @param {readonly string[]} asked
 * @param {number} count
 * @param {(word: string, neighbor: string) => boolean} right
 */
function precision(embeddings, asked, count, right) {
  const found = asked.flatMap((word) =>
    embeddings.neighbors(word, { count }).map((neighbor) => right(word, neighbor.word)),
  )
  return found.filter(Boolean).length / found.length
}

/**
 * The share of right words among the nearest of words called `<group>_<number>`: those of the same group.
 * @param {number} count
 * @param {(word: string) => boolean} [asked]
 * @returns {(embeddings: Embeddings) => number}
 */
const ofOwnGroup = (count, asked = (word) => word.includes('_')) => {
  const group = (/** @type {string} */ word) => word.slice(0, word.indexOf('_') + 1)
  return (embeddings) =>
    precision(embeddings, embeddings.words.words.filter(asked), count, (word, near) => group(word) === group(near))
}

const LETTERS = 'acgt'

/** @type {readonly RepetitiveText[]} */
export const repetitiveTexts = [
  {
    name: 'bursts',
    about: '200 sentences of 8 words of their own, each 100 times in a row',
    measure: 'nearest 7 of a word that are of its sentence',
    settings: {},
    lines: () => groups(200, (i) => new Array(100).fill(words(8, (j) => `s${i}_${j}`))),
    quality: ofOwnGroup(7),
  },
  {
    name: 'documents',
    about: '200 documents of 150 words, each of one of 20 topics and 20 times in a row',
    measure: "nearest 10 of a topic's word that are of its topic",
    settings: {},
    lines() {
      const random = Random.fromSeed(1)
      return groups(200, () => {
        const topic = random.below(20)
        const word = () => (random.below(3) === 0 ? `common${random.below(50)}` : `t${topic}_${random.below(60)}`)
        return new Array(20).fill(words(150, word))
      })
    },
    quality: ofOwnGroup(10),
  },
  {
    name: 'log',
    about: 'a log: 300 bursts of 300 lines, each of one of 60 templates with a field',
    measure: "nearest 5 of a template's word that are of its template",
    settings: {},
    lines() {
      const random = Random.fromSeed(2)
      const templates = Array.from({ length: 60 }, (_, i) =>
        Array.from({ length: 10 }, (_, j) => (j % 5 < 3 ? `m${i}_${j}` : `common${random.below(30)}`)),
      )
      return groups(300, () => {
        const template = templates[random.below(60)] ?? []
        return Array.from({ length: 300 }, () => `${template.join(' ')} value${random.below(40)}`)
      })
    },
    quality: ofOwnGroup(5),
  },
  {
    name: 'sorted words',
    about: '200,000 words of a text with frequencies by Zipf, sorted, 20 a line',
    measure: 'nearest 10 of a word that are within 20 places of it in the order',
    settings: {},
    lines() {
      const random = Random.fromSeed(3)
      const ranks = Array.from({ length: 200_000 }, () => Math.floor(3000 ** random.uniform()))
      const name = (/** @type {number} */ rank) => `w${String((rank * 1237) % 3001).padStart(4, '0')}`
      const sorted = ranks.map(name).sort()
      return Array.from({ length: sorted.length / 20 }, (_, i) => sorted.slice(20 * i, 20 * (i + 1)).join(' '))
    },
    quality(embeddings) {
      const order = [...embeddings.words.words].sort()
      const place = new Map(order.map((word, i) => [word, i]))
      const distance = (/** @type {string} */ a, /** @type {string} */ b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)
      return precision(embeddings, order, 10, (word, near) => Math.abs(distance(word, near)) <= 20)
    },
  },
  {
    name: '3-mers',
    about: 'the 3-mers of a random string of 100,000 letters of 4, at rate 0.2',
    measure: 'nearest 6 of a 3-mer that share its first or its last two letters',
    settings: { learningRate: 0.2 },
    lines() {
      const random = Random.fromSeed(4)
      const text = Array.from({ length: 100_000 }, () => LETTERS[random.below(4)]).join('')
      return Array.from({ length: 999 }, (_, i) => words(100, (j) => text.slice(100 * i + j, 100 * i + j + 3)))
    },
    quality: (embeddings) =>
      precision(
        embeddings,
        embeddings.words.words,
        6,
        (a, b) => a.slice(0, 2) === b.slice(0, 2) || a.slice(1) === b.slice(1),
      ),
  },
  {
    name: 'one sentence',
    about:
      'one sentence of 24,000 words, half of one topic, half of another, each of 500 words by Zipf, at rate 0.05, 40 epochs',
    measure: 'nearest 10 of a word that are of its topic',
    settings: { learningRate: 0.05, epochs: 40 },
    lines() {
      const random = Random.fromSeed(5)
      return [words(24_000, (i) => `t${Math.floor(i / 12_000)}_${Math.floor(500 ** random.uniform())}`)]
    },
    quality: ofOwnGroup(10),
  },
  {
    name: 'topics, rate 0.5',
    about: '20,000 sentences of 10 words, each of one of 20 topics, in random order, at rate 0.5',
    measure: "nearest 10 of a topic's word that are of its topic",
    settings: { learningRate: 0.5 },
    lines() {
      const random = Random.fromSeed(6)
      return Array.from({ length: 20_000 }, () => {
        const topic = random.below(20)
        return words(10, () => (random.below(3) === 0 ? `common${random.below(50)}` : `t${topic}_${random.below(60)}`))
      })
    },
    quality: ofOwnGroup(10),
  },
]
