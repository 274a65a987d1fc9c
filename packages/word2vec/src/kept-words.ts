// The words that subsampling kept, as far as they are needed, each with the number of its sentence.
import type { Random } from '@infonce/core'
import type { FrequencySubsampler } from '@infonce/samplers'

/** A stretch of kept words that grows at its end and is dropped from its beginning. */
export class KeptWords {
  tokens: Int32Array<ArrayBuffer> = new Int32Array(1 << 16)
  sentences: Int32Array<ArrayBuffer> = new Int32Array(1 << 16)
  length = 0

  /** Adds those of `ids[start … end)`, all of one sentence, that the subsampler keeps. */
  append(
    subsampler: FrequencySubsampler,
    random: Random,
    ids: Int32Array,
    start: number,
    end: number,
    sentence: number,
  ): void {
    this.reserve(end - start)
    const length = subsampler.filter(random, ids, this.tokens, start, end, this.length)
    this.sentences.fill(sentence, this.length, length)
    this.length = length
  }

  dropBefore(index: number): void {
    this.tokens.copyWithin(0, index, this.length)
    this.sentences.copyWithin(0, index, this.length)
    this.length -= index
  }

  restore(tokens: readonly number[], sentences: readonly number[]): void {
    this.length = 0
    this.reserve(tokens.length)
    this.tokens.set(tokens)
    this.sentences.set(sentences)
    this.length = tokens.length
  }

  /** The word at an index; 0, which a mask leaves out, before the first and after the last. */
  at(index: number): number {
    return index >= 0 && index < this.length ? this.tokens[index]! : 0
  }

  /** Sets `out[own + d]` to 1 for each other word of the sentence at a distance d of `reach` at most from an index. */
  markWindow(index: number, reach: number, out: Uint8Array, own: number): void {
    const { sentences } = this
    const sentence = sentences[index]
    const first = Math.max(0, index - reach)
    const last = Math.min(this.length - 1, index + reach)
    for (let i = index - 1; i >= first && sentences[i] === sentence; i--) out[own + i - index] = 1
    for (let i = index + 1; i <= last && sentences[i] === sentence; i++) out[own + i - index] = 1
  }

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.tokens.length) return
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const array = new Int32Array(2 * needed)
      array.set(old.subarray(0, this.length))
      return array
    }
    this.tokens = wider(this.tokens)
    this.sentences = wider(this.sentences)
  }
}
