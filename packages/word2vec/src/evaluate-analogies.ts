// Analogies: how often 3CosAdd answers a file of questions (Mikolov et al. 2013).
import { ValueError } from '@infonce/core'
import type { AnalogySection } from './analogy-questions.js'
import { type Products, plainProducts } from './dot-products.js'
import type { Embeddings } from './embeddings.js'

/** How many of some questions were answered. */
export interface AnalogyScore {
  readonly correct: number
  /** Questions of which all four words have vectors. */
  readonly asked: number
  /** Questions that were left out because a word has none. */
  readonly skipped: number
  /** correct / asked; NaN where nothing was asked. */
  readonly accuracy: number
}

/** What {@link evaluateAnalogies} found. */
export interface AnalogyResult {
  readonly total: AnalogyScore
  /** Sections whose names do not begin with `gram`. */
  readonly semantic: AnalogyScore
  /** Sections whose names begin with `gram`. */
  readonly syntactic: AnalogyScore
  readonly sections: readonly (AnalogyScore & { readonly name: string })[]
}

/** Options of {@link evaluateAnalogies}. */
export interface EvaluateAnalogiesOptions {
  /**
   * Only the first so many words are looked up and considered as answers. Default 300,000, as gensim has it; the
   * word2vec program is usually run with 30,000, which makes the questions easier.
   */
  readonly restrictVocabulary?: number
  /**
   * Computes products with the unit vectors (`embeddings.unitVectors`) where something faster than plain
   * JavaScript is at hand.
   */
  readonly products?: Products
  readonly signal?: AbortSignal
  /** Called as the vocabulary is gone through, with words done and words in all. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Words of the vocabulary that are compared with all questions at a time. */
const BLOCK = 512

/**
 * Answers each question `a : b, c : ?` with the word d, other than a, b and c, of the highest
 * cos(d, b) − cos(d, a) + cos(d, c), and counts how often that is the word expected.
 *
 * A word of a question is looked up as it stands, then in lower case; a question with a word that is not there is
 * skipped and counted. The products of all distinct words of the questions with the vocabulary are computed once
 * (905 words in questions-words.txt, rather than 19,544 questions), and questions combine three rows of them.
 * @throws ValueError where `restrictVocabulary` is not a whole number from 1 up.
 */
export async function evaluateAnalogies(
  embeddings: Embeddings,
  sections: readonly AnalogySection[],
  options: EvaluateAnalogiesOptions = {},
): Promise<AnalogyResult> {
  const { restrictVocabulary = 300_000, signal, onProgress } = options
  if (!Number.isInteger(restrictVocabulary) || restrictVocabulary < 1)
    throw new ValueError(`restrictVocabulary must be a whole number from 1 up, found ${restrictVocabulary}`)
  const { words, dim, unitVectors } = embeddings
  const vocabulary = Math.min(restrictVocabulary, words.size)

  const asked: { section: number; ids: readonly number[] }[] = []
  for (const [section, { questions }] of sections.entries())
    for (const question of questions) {
      const ids = question.map((word) => words.findFolded(word) ?? vocabulary)
      if (ids.every((id) => id < vocabulary)) asked.push({ section, ids })
    }

  // Rows of the words that questions are made of, and where each word's row lies.
  const used = [...new Set(asked.flatMap(({ ids }) => ids.slice(0, 3)))]
  const rowOf = new Map(used.map((id, row) => [id, row]))
  const queries = new Float32Array(used.length * dim)
  for (const [row, id] of used.entries()) queries.set(unitVectors.subarray(id * dim, (id + 1) * dim), row * dim)

  const products = options.products ?? plainProducts(unitVectors, dim)
  const search = new AnalogySearch(
    asked.map(({ ids }) => [rowOf.get(ids[0]!)!, rowOf.get(ids[1]!)!, rowOf.get(ids[2]!)!]),
    used,
  )
  for (let start = 0; start < vocabulary && asked.length > 0; start += BLOCK) {
    signal?.throwIfAborted()
    const end = Math.min(start + BLOCK, vocabulary)
    search.compare(await products(queries, used.length, start, end), start, end - start)
    onProgress?.(end, vocabulary)
    // Products in plain JavaScript never wait: let a terminal or a page have its turn.
    await new Promise((resolve) => setTimeout(resolve))
  }

  const counts = sections.map(() => ({ correct: 0, asked: 0 }))
  for (const [question, { section, ids }] of asked.entries()) {
    counts[section]!.asked++
    if (search.answers[question] === ids[3]) counts[section]!.correct++
  }
  const score = (include: (name: string) => boolean): AnalogyScore => {
    let correct = 0
    let answered = 0
    let total = 0
    for (const [section, { name, questions }] of sections.entries()) {
      if (!include(name)) continue
      correct += counts[section]!.correct
      answered += counts[section]!.asked
      total += questions.length
    }
    return scoreOf(correct, answered, total)
  }
  const syntactic = (name: string) => name.startsWith('gram')
  return {
    total: score(() => true),
    semantic: score((name) => !syntactic(name)),
    syntactic: score(syntactic),
    sections: sections.map(({ name, questions }, i) => ({
      name,
      ...scoreOf(counts[i]!.correct, counts[i]!.asked, questions.length),
    })),
  }
}

const scoreOf = (correct: number, asked: number, total: number): AnalogyScore => ({
  correct,
  asked,
  skipped: total - asked,
  accuracy: asked > 0 ? correct / asked : Number.NaN,
})

/** The best answer of each question so far, as the vocabulary goes by in blocks. */
class AnalogySearch {
  readonly answers: Int32Array
  private readonly best: Float64Array
  private readonly rows: Int32Array

  /** `questions` are rows of a, b and c in the products; `ids` tells which word a row belongs to. */
  constructor(
    questions: readonly (readonly [number, number, number])[],
    private readonly ids: readonly number[],
  ) {
    this.rows = Int32Array.from(questions.flat())
    this.answers = new Int32Array(questions.length).fill(-1)
    this.best = new Float64Array(questions.length).fill(Number.NEGATIVE_INFINITY)
  }

  /** Takes products [rows, width] with the words from `start` on. */
  compare(products: Float32Array, start: number, width: number): void {
    const { answers, best, rows, ids } = this
    for (let question = 0; question < answers.length; question++) {
      const ra = rows[3 * question]!
      const rb = rows[3 * question + 1]!
      const rc = rows[3 * question + 2]!
      const a = ra * width
      const b = rb * width
      const c = rc * width
      let highest = best[question]!
      let answer = answers[question]!
      for (let j = 0; j < width; j++) {
        const score = products[b + j]! - products[a + j]! + products[c + j]!
        if (score > highest) {
          const id = start + j
          if (id === ids[ra] || id === ids[rb] || id === ids[rc]) continue
          highest = score
          answer = id
        }
      }
      best[question] = highest
      answers[question] = answer
    }
  }
}
