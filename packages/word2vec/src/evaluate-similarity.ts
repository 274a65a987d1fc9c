// Word similarity: how well cosines rank pairs of words that people have rated (WordSim-353 and its like).
import type { Embeddings } from './embeddings.js'
import { FileError } from './errors.js'
import { spearman } from './rank-correlation.js'

/** Two words and how alike people found them, on any scale. */
export interface SimilarityPair {
  readonly first: string
  readonly second: string
  readonly score: number
}

/** What {@link evaluateSimilarity} found. */
export interface SimilarityResult {
  /** Spearman's ρ over the pairs found; NaN where it is not defined (fewer than two pairs, or all alike). */
  readonly rho: number
  /** Pairs of which both words have vectors, and pairs in all. */
  readonly found: number
  readonly total: number
  /** found / total. */
  readonly coverage: number
}

/**
 * Reads pairs of the form `word1 word2 score`, separated by tabs, else commas, else spaces; further columns are
 * left alone. Empty lines and lines that open with `#` are comments; the first line that is neither may be a
 * header. `source` is what messages call the text.
 * @throws FileError with the line that has no such form, and where there is no pair.
 */
export function parseSimilarityPairs(text: string, source: string): SimilarityPair[] {
  const pairs: SimilarityPair[] = []
  let header = true
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const separator = line.includes('\t') ? '\t' : line.includes(',') ? ',' : /\s+/
    const [first, second, rating] = line.split(separator).map((field) => field.trim())
    const score = rating ? Number(rating) : Number.NaN
    if (first && second && Number.isFinite(score)) pairs.push({ first, second, score })
    else if (!header)
      throw new FileError(
        `${source}, line ${index + 1}: expected two words and a number, found ${JSON.stringify(line.slice(0, 80))}`,
      )
    header = false
  }
  if (pairs.length === 0) throw new FileError(`${source}: holds no pairs: expected lines of two words and a number`)
  return pairs
}

/**
 * Spearman's ρ between people's scores and the cosines of the vectors, over the pairs of which both words have
 * one. A word is looked up as it stands, then in lower case.
 */
export function evaluateSimilarity(embeddings: Embeddings, pairs: readonly SimilarityPair[]): SimilarityResult {
  const { words } = embeddings
  const scores: number[] = []
  const cosines: number[] = []
  for (const { first, second, score } of pairs) {
    const a = words.findFolded(first)
    const b = words.findFolded(second)
    if (a === undefined || b === undefined) continue
    scores.push(score)
    cosines.push(embeddings.similarity(words.words[a]!, words.words[b]!))
  }
  const found = scores.length
  return {
    rho: spearman(scores, cosines),
    found,
    total: pairs.length,
    coverage: pairs.length ? found / pairs.length : 0,
  }
}
