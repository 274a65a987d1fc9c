// Which series give the windows of each step.
import type { Random } from '@infonce/core'
import type { Configuration } from './configuration.js'
import type { SeriesSet } from './data/series.js'
import { SeriesError } from './errors.js'
import { geometryOf, samplesOf } from './geometry.js'
import { scopes } from './scopes.js'

/**
 * A new random order of all series for each pass, a series as often as it has windows, once at least. Where the scope of
 * negatives asks for speakers, series of one speaker stand together in groups; a speaker's last group of a pass is filled
 * up with series of theirs from its beginning.
 */
export class WindowOrder {
  /** The series of each speaker, or all series as one. */
  private readonly pools: readonly (readonly number[])[]
  /** Windows of a group. */
  private readonly together: number
  private readonly groupsOfPass: number
  private cached: { readonly pass: number; readonly groups: readonly (readonly number[])[] } | undefined

  /** @throws SeriesError when series lack the speakers' label, or there are none */
  constructor(
    set: SeriesSet,
    private readonly configuration: Configuration,
    private readonly random: Random,
  ) {
    const { scope, speakerWindows, speakerLabel } = configuration
    const { bySpeaker } = scopes[scope]
    this.together = bySpeaker ? speakerWindows : 1
    const pools = new Map<string, number[]>()
    const window = samplesOf(geometryOf(configuration), configuration.frames)
    for (const [index, { name, labels, length }] of set.series.entries()) {
      const speaker = bySpeaker ? labels[speakerLabel] : ''
      if (speaker === undefined)
        throw new SeriesError(
          name,
          `has no label '${speakerLabel}', which the negatives of scope '${scope}' need: name it with speakerLabel, or take the scope 'batch'`,
        )
      const pool = pools.get(speaker) ?? []
      for (let i = 0; i < Math.max(1, Math.round(length / window)); i++) pool.push(index)
      pools.set(speaker, pool)
    }
    this.pools = [...pools.values()]
    this.groupsOfPass = this.pools.reduce((sum, pool) => sum + Math.ceil(pool.length / this.together), 0)
  }

  /** Steps of the whole training: as many as its windows fill, one at least. */
  get steps(): number {
    const { epochs, batch } = this.configuration
    return Math.max(1, Math.floor((epochs * this.groupsOfPass * this.together) / batch))
  }

  /** The series of the windows of a step, from 0. */
  batch(step: number): number[] {
    const groups = this.configuration.batch / this.together
    return Array.from({ length: groups }, (_, i) => this.group(step * groups + i)).flat()
  }

  /** The group of a place among those of all passes. */
  private group(place: number): readonly number[] {
    const pass = Math.floor(place / this.groupsOfPass)
    if (this.cached?.pass !== pass) this.cached = { pass, groups: this.shuffled(pass) }
    return this.cached.groups[place % this.groupsOfPass]!
  }

  private shuffled(pass: number): number[][] {
    const random = this.random.split(pass)
    const groups = this.pools.flatMap((pool) => {
      const order = random.shuffle([...pool])
      return Array.from({ length: Math.ceil(order.length / this.together) }, (_, g) =>
        Array.from({ length: this.together }, (_, i) => order[(g * this.together + i) % order.length]!),
      )
    })
    return random.shuffle(groups)
  }
}
