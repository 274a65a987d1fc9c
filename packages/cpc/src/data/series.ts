// Recordings of one rate and number of channels: what trains, embeds and probes reads.
import { ValueError } from '@infonce/core'
import { type EntryNoun, entryOf, selectEntries } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { checkFinite } from './check-finite.js'

/** What is known of one recording without its samples. */
export interface SeriesInfo {
  readonly name: string
  /** Samples a channel, at the set's rate. */
  readonly length: number
  readonly labels: Readonly<Record<string, string>>
}

/** Recordings of one rate and number of channels, read on demand. */
export interface SeriesSet {
  readonly channels: number
  /** Hz; null for series that have none (CSV, NPY). */
  readonly rate: number | null
  readonly series: readonly SeriesInfo[]
  /**
   * The samples of series `index`, `[channels, length]` row-major. The array may be shared with other readers: it is
   * not to be written to.
   */
  read(index: number): Promise<Float32Array>
}

/** One recording with its samples. */
export interface Series {
  readonly channels: number
  /** Hz; null where the format has none. */
  readonly rate: number | null
  /** Samples a channel. */
  readonly length: number
  /** `[channels, length]` row-major. */
  readonly samples: Float32Array
}

/** One recording that is given to {@link seriesInMemory}. */
export interface NamedSamples {
  readonly name: string
  /** `[channels, length]` row-major. */
  readonly samples: Float32Array
  /** None by default. */
  readonly labels?: Readonly<Record<string, string>>
}

export interface SeriesInMemoryOptions {
  readonly series: readonly NamedSamples[]
  /** 1 by default. */
  readonly channels?: number
  /** Hz; null by default. */
  readonly rate?: number | null
}

/**
 * Recordings that are in memory already, in a browser or a test. The arrays are kept, not copied.
 * @throws ValueError where there are none, or the number of channels or the rate is impossible; SeriesError, with its
 * name as path, for a series that is empty, is no whole number of samples a channel, or has a sample that is not
 * finite.
 */
export function seriesInMemory({ series, channels = 1, rate = null }: SeriesInMemoryOptions): SeriesSet {
  if (!(Number.isSafeInteger(channels) && channels > 0))
    throw new ValueError(`channels must be a whole number from 1; found ${channels}`)
  if (rate !== null && !(Number.isFinite(rate) && rate > 0))
    throw new ValueError(`rate must be above 0 Hz, or null; found ${rate}`)
  if (series.length === 0) throw new ValueError('no series: give at least one')
  for (const { name, samples } of series) {
    if (samples.length === 0) throw new SeriesError(name, 'has no samples')
    if (samples.length % channels !== 0)
      throw new SeriesError(name, `${samples.length} samples do not divide into ${channels} channels of one length`)
    checkFinite(samples, channels, name)
  }
  return {
    channels,
    rate,
    series: series.map(({ name, samples, labels = {} }) => ({ name, length: samples.length / channels, labels })),
    read: async (index) => entryOf(series, index, NOUN).samples,
  }
}

/** What series are called in messages. */
export const NOUN: EntryNoun = { one: 'series', many: 'series' }

/**
 * The series for which `predicate` holds, in their order: `selectSeries(set, ({ labels }) => Number(labels.index) < 5)`.
 * @throws ValueError where it holds for none.
 */
export function selectSeries(set: SeriesSet, predicate: (info: SeriesInfo, index: number) => boolean): SeriesSet {
  const { entries: series, read } = selectEntries(set.series, (index) => set.read(index), predicate, NOUN)
  return { channels: set.channels, rate: set.rate, series, read }
}
