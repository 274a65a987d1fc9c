// Draws that leave out given ids: drawn again, or masked.
import { type NegativeSampler, portableLog, type Random, ValueError } from '@infonce/core'
import { checkDraws, checkId, checkRange } from './checks.js'
import { IdMarks } from './id-marks.js'
import { type RedrawOptions, tryLimit } from './unique.js'

/**
 * Another sampler's law without some ids, such as the positives of an anchor: an excluded id is drawn again, so that
 * q(c) / (1 − Σ q(excluded)) is the law of the others. Which ids are excluded may change from draw to draw
 * ({@link exclude}).
 */
export class ExcludingSampler implements NegativeSampler {
  readonly name: string
  readonly classes: number
  private readonly maxTries: number
  private readonly excluded: IdMarks
  /** 1 − Σ q over the excluded ids. */
  private left = 1

  /** Excludes nothing before {@link exclude} is called. @throws ValueError for impossible options */
  constructor(
    private readonly sampler: NegativeSampler,
    options: RedrawOptions = {},
  ) {
    this.name = `${sampler.name} with exclusions`
    this.classes = sampler.classes
    this.maxTries = tryLimit(this.name, options)
    this.excluded = new IdMarks(sampler.classes)
  }

  /**
   * Excludes `ids[start … end)` (all by default) from now on, and no others. An id may stand there twice.
   * @throws ValueError, with the exclusions as they were, for an id that is no class
   */
  exclude(ids: ArrayLike<number>, start = 0, end: number = ids.length): void {
    for (let i = start; i < end; i++) checkId(this.name, ids[i]!, this.classes)
    this.excluded.clear()
    let sum = 0
    for (let i = start; i < end; i++) if (this.excluded.add(ids[i]!)) sum += this.sampler.probability(ids[i]!)
    this.left = 1 - sum
  }

  /**
   * Writes 1 to `out[i]` where `ids[i]` is not excluded, and 0 where it is: weights of candidates that were drawn without
   * exclusion. `out` and `ids` have one length.
   */
  mask(ids: Int32Array, out: Float32Array | Uint8Array): void {
    if (ids.length !== out.length)
      throw new ValueError(`${this.name}: a mask of ${out.length} does not fit ${ids.length} ids`)
    for (let i = 0; i < ids.length; i++) out[i] = this.excluded.has(ids[i]!) ? 0 : 1
  }

  /** @throws ValueError where what is not excluded is so rare that the limit of tries is passed */
  sample(random: Random, out: Int32Array, start = 0, end: number = out.length): number {
    checkRange(this.name, out, start, end)
    const { excluded } = this
    let tries = 0
    let at = start
    while (at < end) {
      if (tries > this.maxTries * (end - start))
        throw new ValueError(
          `${this.name}: ${tries} tries gave ${at - start} of ${end - start} ids: nearly all are excluded; exclude fewer`,
        )
      tries += this.sampler.sample(random, out, at, end)
      let kept = at
      for (let i = at; i < end; i++) if (!excluded.has(out[i]!)) out[kept++] = out[i]!
      at = kept
    }
    return end - start
  }

  probability(id: number): number {
    const q = this.sampler.probability(id)
    return q === 0 || this.excluded.has(id) ? 0 : q / this.left
  }

  logProbability(id: number): number {
    return portableLog(this.probability(id))
  }

  logProbabilities(): Float64Array {
    const logs = this.sampler.logProbabilities()
    const logLeft = portableLog(this.left)
    for (let id = 0; id < logs.length; id++)
      logs[id] = this.excluded.has(id) ? Number.NEGATIVE_INFINITY : logs[id]! - logLeft
    return logs
  }

  expectedCount(id: number, draws: number): number {
    checkDraws(this.name, draws)
    return draws * this.probability(id)
  }
}
