// Series as plain data, from which a worker can open them: files, samples, or the seeded voices.
import type { BadFile, FilesFound, LabelSelection } from '@infonce/runtime'
import { EventLoopTurns, labelSelection } from '@infonce/runtime/internals'
import { partByLength } from './check-series.js'
import type { ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { OpenSeriesOptions } from './data/open-series.js'
import { type SeriesInMemoryOptions, type SeriesSet, selectSeries, seriesInMemory } from './data/series.js'
import { openFiles } from './open-files.js'
import { type VoiceRecording, type VoicesOptions, voices } from './voices/voices.js'

/** Where series come from. */
export type SeriesOrigin =
  | {
      /** Node only. */
      readonly kind: 'files'
      /** A folder, or one file. */
      readonly path: string
      readonly options?: Omit<OpenSeriesOptions, 'signal' | 'onProgress'>
    }
  | { readonly kind: 'memory'; readonly options: SeriesInMemoryOptions }
  | { readonly kind: 'voices'; readonly options?: VoicesOptions }

/** Where series come from, and which of them are meant. */
export interface SeriesDescription extends LabelSelection {
  readonly origin: SeriesOrigin
  /**
   * What is done about a series that is too short for a frame, once it is known what a frame sees: `'throw'`, the
   * default, or `'skip'`.
   */
  readonly onShort?: 'throw' | 'skip'
}

/** A set that a description was opened to. */
export interface DescribedSeries extends SeriesSet {
  /** Files that could not be used, and series that are too short, where the description asked for the rest. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out, of series in files. */
  readonly found?: FilesFound
}

/** How {@link openDescribed} is watched and stopped. */
export interface OpenDescribedOptions {
  /** Called as files are looked at, or voices made. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

const origins: {
  readonly [K in SeriesOrigin['kind']]: (
    origin: Extract<SeriesOrigin, { kind: K }>,
    options: OpenDescribedOptions,
  ) => Promise<DescribedSeries>
} = {
  files: ({ path, options }, { onProgress, signal }) =>
    openFiles(path, { ...options, ...(onProgress && { onProgress }), ...(signal && { signal }) }),
  memory: async ({ options }) => ({ ...seriesInMemory(options), skipped: [] }),
  voices: async ({ options }, { onProgress, signal }) => {
    const recordings: VoiceRecording[] = []
    const made = voices(options)
    const turns = new EventLoopTurns()
    for (const recording of made) {
      if (turns.due) {
        onProgress?.(recordings.length, made.count)
        await turns.take()
      }
      signal?.throwIfAborted()
      recordings.push(recording)
    }
    onProgress?.(made.count, made.count)
    return { ...seriesInMemory({ series: recordings, rate: recordings[0]!.rate }), skipped: [] }
  },
}

/**
 * Opens the series of a description, however short.
 * @throws what `openSeries` and `voices` throw; ValueError when the selection leaves none, or names a label or a value
 *   that none of the series has
 */
export async function openDescribed(
  description: SeriesDescription,
  options: OpenDescribedOptions = {},
): Promise<DescribedSeries> {
  const { origin, ...selection } = description
  const open = origins[origin.kind] as (origin: SeriesOrigin, options: OpenDescribedOptions) => Promise<DescribedSeries>
  const { skipped, found, ...all } = await open(origin, options)
  return { ...selectByLabels(all, selection), skipped, ...(found && { found }) }
}

/**
 * The series of a set that have one of the values of each label of `only`, less those that have one of `without`.
 * @throws ValueError when none is left, or for a label or a value that none of the series has
 */
export function selectByLabels(set: SeriesSet, selection: LabelSelection): SeriesSet {
  const selects = labelSelection(set.series, selection, 'series')
  return selects ? selectSeries(set, selects) : set
}

/**
 * Opens the series of a description for a model of this configuration: those that are too short for it go to `skipped`
 * where the description says so.
 * @throws what {@link openDescribed} and `configurationFor` throw; SeriesError when all are too short
 */
export async function openDescribedFor(
  description: SeriesDescription,
  configuration: ConfigurationInput | undefined,
  options: OpenDescribedOptions = {},
): Promise<DescribedSeries> {
  const { skipped, found, ...all } = await openDescribed(description, options)
  const ofFiles = found && { found }
  if (description.onShort !== 'skip') return { ...all, skipped, ...ofFiles }
  const { set, short } = partByLength(all, configurationFor(all, configuration))
  return { ...set, skipped: [...skipped, ...short], ...ofFiles }
}
