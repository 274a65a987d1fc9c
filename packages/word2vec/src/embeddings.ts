// Word vectors to be asked: nearest neighbors and analogies by cosine.
import { ShapeError, ValueError } from '@infonce/core'
import type { WordList } from './word-list.js'

/** A word of an answer, with its cosine to what was asked. */
export interface Neighbor {
  readonly word: string
  readonly id: number
  /** Cosine similarity, −1 … 1. */
  readonly similarity: number
}

/** Options of {@link Embeddings.neighbors} and {@link Embeddings.analogy}. */
export interface NeighborOptions {
  /** How many to give. Default 10. */
  readonly count?: number
  /** Search only the first so many words. Default: all. */
  readonly restrictVocabulary?: number
}

/** A table of word vectors [V, dim] with its words. Search is exact. */
export class Embeddings {
  private unit: Float32Array | undefined

  /**
   * `vectors` holds the rows of `words` one after the other and is not copied; unit vectors are computed from it
   * at the first question, so it should not change after that.
   * @throws ShapeError where `vectors` does not hold `words.size` rows of `dim` numbers.
   */
  constructor(
    readonly words: WordList,
    readonly dim: number,
    readonly vectors: Float32Array,
  ) {
    if (!Number.isInteger(dim) || dim < 1) throw new ShapeError(`dim must be a whole number from 1 up, found ${dim}`)
    if (vectors.length !== words.size * dim)
      throw new ShapeError(
        `${words.size} words of ${dim} numbers need ${words.size * dim} numbers, found ${vectors.length}`,
      )
  }

  /** The vector of a word [dim], a view. Throws an `UnknownWordError` for a word that has none. */
  vector(word: string): Float32Array {
    const id = this.words.idOf(word)
    return this.vectors.subarray(id * this.dim, (id + 1) * this.dim)
  }

  /** All vectors scaled to length 1 [V, dim]; a zero vector stays zero, its cosine to anything is 0. */
  get unitVectors(): Float32Array {
    if (!this.unit) this.unit = normalized(this.vectors, this.dim)
    return this.unit
  }

  /** Cosine of two words. Throws an `UnknownWordError` for a word that has no vector. */
  similarity(a: string, b: string): number {
    const [i, j] = [this.words.idOf(a), this.words.idOf(b)]
    return dot(this.unitVectors, i * this.dim, this.unitVectors, j * this.dim, this.dim)
  }

  /**
   * The words nearest by cosine to a word (itself left out) or to a vector [dim], nearest first, ties by id.
   * @throws UnknownWordError for a word that has no vector; ShapeError for a vector of another length; ValueError
   * for a vector that is zero or not finite, and for options that are not whole numbers from 1 up.
   */
  neighbors(query: string | Float32Array, options: NeighborOptions = {}): Neighbor[] {
    if (typeof query !== 'string') return this.nearest(query, [], options)
    const id = this.words.idOf(query)
    return this.nearest(this.vectors.subarray(id * this.dim, (id + 1) * this.dim), [id], options)
  }

  /**
   * Words that are to `c` as `b` is to `a` (man : woman, king : ?), by 3CosAdd: those nearest to b − a + c, each
   * at length 1, with the three themselves left out (Mikolov et al. 2013).
   * @throws UnknownWordError for a word that has no vector; ValueError where b − a + c is zero.
   */
  analogy(a: string, b: string, c: string, options: NeighborOptions = {}): Neighbor[] {
    const [i, j, k] = [a, b, c].map((word) => this.words.idOf(word)) as [number, number, number]
    const { dim, unitVectors: unit } = this
    const query = new Float32Array(dim)
    for (let d = 0; d < dim; d++) query[d] = unit[j * dim + d]! - unit[i * dim + d]! + unit[k * dim + d]!
    return this.nearest(query, [i, j, k], options)
  }

  private nearest(query: Float32Array, exclude: readonly number[], options: NeighborOptions): Neighbor[] {
    const { count = 10, restrictVocabulary = this.words.size } = options
    for (const [name, value] of Object.entries({ count, restrictVocabulary }))
      if (!Number.isInteger(value) || value < 1)
        throw new ValueError(`${name} must be a whole number from 1 up, found ${value}`)
    const { dim, unitVectors: unit } = this
    if (query.length !== dim) throw new ShapeError(`the query must have ${dim} numbers, found ${query.length}`)
    const target = normalized(query, dim)
    if (!target.some((value) => value !== 0) || !target.every(Number.isFinite))
      throw new ValueError('the query vector is zero or not finite, so it has no neighbors')

    const best: { id: number; similarity: number }[] = []
    const rows = Math.min(restrictVocabulary, this.words.size)
    for (let id = 0; id < rows; id++) {
      const similarity = dot(unit, id * dim, target, 0, dim)
      if ((best.length === count && similarity <= best[count - 1]!.similarity) || exclude.includes(id)) continue
      let place = best.length
      while (place > 0 && best[place - 1]!.similarity < similarity) place--
      best.splice(place, 0, { id, similarity })
      if (best.length > count) best.pop()
    }
    return best.map(({ id, similarity }) => ({ word: this.words.words[id]!, id, similarity }))
  }
}

function dot(a: Float32Array, i: number, b: Float32Array, j: number, length: number): number {
  let even = 0
  let odd = 0
  let d = 0
  for (; d + 1 < length; d += 2) {
    even += a[i + d]! * b[j + d]!
    odd += a[i + d + 1]! * b[j + d + 1]!
  }
  if (d < length) even += a[i + d]! * b[j + d]!
  return even + odd
}

/** Rows of `dim` numbers scaled to length 1, zero rows left as they are. */
function normalized(vectors: Float32Array, dim: number): Float32Array {
  const unit = new Float32Array(vectors.length)
  for (let at = 0; at < vectors.length; at += dim) {
    // The squares are summed in float64, where those of the smallest and largest float32 numbers are in range.
    const length = Math.sqrt(dot(vectors, at, vectors, at, dim))
    if (length === 0) continue
    for (let d = at; d < at + dim; d++) unit[d] = vectors[d]! / length
  }
  return unit
}
