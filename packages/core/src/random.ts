// Seeded, splittable randomness: the one source of random numbers in infonce.
import { ValueError } from './errors.js'
import { portableLog } from './portable-math.js'

/** State of a {@link Random}: eight unsigned 32-bit integers, the key and then the position. */
export type RandomState = readonly number[]

const mix = (hash: number, value: number): number => {
  let h = Math.imul(hash ^ value, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * A pseudo-random generator whose draws depend on nothing but its seed and the labels it was split by: the same, bit
 * for bit, in Node and in every browser, whatever engine they have.
 *
 * The stream is sfc32 (C. Doty-Humphrey, PractRand). `split` derives an independent stream from this
 * one's key, not from its position, so drawing from a parent never changes a child.
 */
export class Random {
  /** The four words of sfc32: a, b, c and its counter; typed, which engines handle several times faster. */
  private readonly words: Int32Array

  private constructor(
    private readonly key: readonly number[],
    words: readonly number[],
  ) {
    this.words = Int32Array.from(words, (word) => word | 0)
  }

  /** A generator for a whole number of up to 53 bits. Throws a `ValueError` for any other seed. */
  static fromSeed(seed: number): Random {
    if (!Number.isSafeInteger(seed)) throw new ValueError(`seed must be a whole number below 2^53, found ${seed}`)
    const words = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]
    return Random.fromKey([1, 2, 3, 4].map((lane) => mix(mix(lane, words[0]!), words[1]!)))
  }

  private static fromKey(key: readonly number[]): Random {
    const random = new Random(key, [key[0]!, key[1]!, key[2]!, key[3]! | 1])
    for (let i = 0; i < 16; i++) random.uint32()
    return random
  }

  /** A generator that goes on exactly where the one that gave this {@link state} stood. */
  static restore(state: RandomState): Random {
    if (state.length !== 8 || state.some((word) => !Number.isInteger(word) || word < 0 || word > 0xffffffff))
      throw new ValueError('a random state is eight unsigned 32-bit integers')
    return new Random(state.slice(0, 4), state.slice(4))
  }

  /** Key and position, for a checkpoint. */
  state(): RandomState {
    return [...this.key, ...Array.from(this.words, (word) => word >>> 0)]
  }

  /**
   * An independent generator for a purpose, named by words and numbers: `split('noise', epoch)`.
   * Throws a `ValueError` without a label, which would be this generator once more.
   */
  split(...labels: readonly [string | number, ...(string | number)[]]): Random {
    if (labels.length === 0) throw new ValueError("split needs a label, such as split('noise')")
    let key = [...this.key]
    const absorb = (value: number) => {
      key = key.map((word, lane) => mix(word + lane, value))
    }
    for (const label of labels) {
      const text = typeof label === 'number' ? `#${label}` : label
      absorb(text.length)
      for (let i = 0; i < text.length; i++) absorb(text.charCodeAt(i))
    }
    return Random.fromKey(key)
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const { words } = this
    const [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!]
    const t = (((a + b) | 0) + counter) | 0
    words[0] = b ^ (b >>> 9)
    words[1] = (c + (c << 3)) | 0
    words[2] = (((c << 21) | (c >>> 11)) + t) | 0
    words[3] = counter + 1
    return t >>> 0
  }

  /**
   * Fills `out[start … end)` (the whole array by default) with what as many calls of {@link uint32} would give, in an
   * Int32Array with those from 2^31 up as negative numbers. Several times faster than the calls.
   * @throws ValueError for a range that does not lie in the array
   */
  fill(out: Int32Array | Uint32Array, start = 0, end: number = out.length): void {
    checkRange('fill', out, start, end)
    const { words } = this
    // One by one: taken out of a list, they would be kept as objects all through the loop.
    let a = words[0]!
    let b = words[1]!
    let c = words[2]!
    let counter = words[3]!
    for (let i = start; i < end; i++) {
      const t = (((a + b) | 0) + counter) | 0
      counter = (counter + 1) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + t) | 0
      out[i] = t
    }
    words[0] = a
    words[1] = b
    words[2] = c
    words[3] = counter
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992
  }

  /** A whole number in [0, limit), each as likely as the next (rejection). */
  below(limit: number): number {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32)
      throw new ValueError(`limit must be a whole number from 1 to 2^32, found ${limit}`)
    const ceiling = 2 ** 32 - (2 ** 32 % limit)
    for (;;) {
      const draw = this.uint32()
      if (draw < ceiling) return draw % limit
    }
  }

  /**
   * Fills `out[start … end)` (the whole array by default) with what as many calls of {@link below} would give. Several
   * times faster than the calls.
   * @throws ValueError for a limit that is no whole number from 1 to 2^31, or a range that does not lie in the array
   */
  fillBelow(limit: number, out: Int32Array | Uint32Array, start = 0, end: number = out.length): void {
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 31)
      throw new ValueError(`limit must be a whole number from 1 to 2^31, found ${limit}`)
    checkRange('fillBelow', out, start, end)
    const ceiling = 2 ** 32 - (2 ** 32 % limit)
    // A little less than 1/limit: a quotient is then right or one too small, never too large. Faster than division.
    const inverse = (1 - 2 ** -52) / limit
    const { words } = this
    let a = words[0]!
    let b = words[1]!
    let c = words[2]!
    let counter = words[3]!
    let i = start
    while (i < end) {
      const t = (((a + b) | 0) + counter) | 0
      counter = (counter + 1) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + t) | 0
      const draw = t >>> 0
      if (draw >= ceiling) continue
      const rest = draw - Math.floor(draw * inverse) * limit
      out[i++] = rest >= limit ? rest - limit : rest
    }
    words[0] = a
    words[1] = b
    words[2] = c
    words[3] = counter
  }

  /** A draw from the standard normal distribution (Marsaglia's polar method). */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * portableLog(square)) / square)
    }
  }

  /** Shuffles an array in place, every order as likely as the next (Fisher–Yates), and returns it. */
  shuffle<T extends { length: number; [index: number]: unknown }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const held = values[i]
      values[i] = values[j]
      values[j] = held
    }
    return values
  }
}

function checkRange(method: string, out: ArrayLike<number>, start: number, end: number): void {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > out.length)
    throw new ValueError(`${method}: the range ${start} … ${end} does not lie in an array of ${out.length}`)
}
