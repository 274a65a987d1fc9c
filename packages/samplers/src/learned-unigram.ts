// Learned unigram noise: counts grow as targets go by.
import { checkOptions, type NegativeSampler, type Random, ValueError } from '@infonce/core'
import { checkId, checkRange } from './checks.js'
import { Distribution } from './distribution.js'
import { FrequencyTree } from './frequency-tree.js'
import { BLOCK, scratch } from './scratch.js'

/** What a {@link LearnedUnigramSampler} has learned, as an array that a checkpoint can hold. */
export interface LearnedUnigramState {
  /** How often each class was seen, plus 1, int32 [classes]. */
  readonly counts: Int32Array
}

/** Options of {@link LearnedUnigramSampler}. */
export interface LearnedUnigramOptions {
  /** Where to go on: the state of another. Default: every class was seen 0 times. */
  readonly state?: LearnedUnigramState
}

/**
 * q(c) = (n(c) + 1) / Σ(n + 1), where n counts the targets given to {@link update}: the unigram distribution without a
 * pass over the data before. The law of TensorFlow's learned unigram candidate sampler. A draw takes log₂ V steps.
 */
export class LearnedUnigramSampler extends Distribution implements NegativeSampler {
  private readonly counts: Int32Array
  private readonly tree: FrequencyTree

  /** @throws ValueError for impossible classes or options, and a state that is not of so many classes */
  constructor(classes: number, options: LearnedUnigramOptions = {}) {
    super('learned-unigram', classes)
    checkOptions(this.name, options, ['state'])
    this.counts = options.state ? checkState(options.state, classes) : new Int32Array(classes).fill(1)
    this.tree = new FrequencyTree(this.counts)
  }

  /**
   * Counts the targets `ids[start … end)` (all by default). The draws of a step come before its update in TensorFlow.
   * @throws ValueError, with nothing counted, for an id that is no class
   */
  update(ids: ArrayLike<number>, start = 0, end: number = ids.length): void {
    for (let i = start; i < end; i++) checkId(this.name, ids[i]!, this.classes)
    for (let i = start; i < end; i++) {
      const id = ids[i]!
      if (this.counts[id] === 0x7fffffff)
        throw new ValueError(`${this.name}: class ${id} was counted 2^31 times, more than an int32 holds`)
      this.counts[id]!++
      this.tree.increment(id)
    }
  }

  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    const { tree } = this
    const { total } = tree
    for (let at = start; at < end; at += BLOCK) {
      const draws = Math.min(BLOCK, end - at)
      random.fill(scratch, 0, 2 * draws)
      for (let i = 0; i < draws; i++) {
        const uniform = ((scratch[2 * i]! >>> 5) * 67108864 + (scratch[2 * i + 1]! >>> 6)) / 9007199254740992
        out[at + i] = tree.find(Math.min(Math.floor(uniform * total), total - 1))
      }
    }
    return end - start
  }

  /** A copy of what was learned. */
  state(): LearnedUnigramState {
    return { counts: this.counts.slice() }
  }

  protected probabilityOf(id: number): number {
    return this.counts[id]! / this.tree.total
  }
}

function checkState({ counts }: LearnedUnigramState, classes: number): Int32Array {
  if (!(counts instanceof Int32Array) || counts.length !== classes)
    throw new ValueError(
      `learned-unigram: state.counts must be an Int32Array of ${classes}, found ${counts?.constructor?.name ?? typeof counts} of ${counts?.length}`,
    )
  const wrong = counts.findIndex((count) => count < 1)
  if (wrong !== -1)
    throw new ValueError(`learned-unigram: state.counts[${wrong}] must be at least 1, found ${counts[wrong]}`)
  return counts.slice()
}
