// Series as plain data, from which a worker can open them: files, samples, or the seeded voices.
import * as data from '@infonce/runtime/internals'
import { partByLength } from './check-series.js'
import type { ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { OpenSeriesOptions } from './data/open-series.js'
import { type SeriesInMemoryOptions, type SeriesSet, selectSeries, seriesInMemory } from './data/series.js'
import { openFiles } from './open-files.js'
import { type VoicesOptions, voices } from './voices/voices.js'

/** Where series come from. */
export type SeriesOrigin =
  | data.FilesOrigin<OpenSeriesOptions>
  | { readonly kind: 'memory'; readonly options: SeriesInMemoryOptions }
  | { readonly kind: 'voices'; readonly options?: VoicesOptions }

/** Where series come from, and which of them are meant. */
export interface SeriesDescription extends data.LabelSelection {
  readonly origin: SeriesOrigin
  /**
   * What is done about a series that is too short for a frame, once it is known what a frame sees: `'throw'`, the
   * default, or `'skip'`.
   */
  readonly onShort?: 'throw' | 'skip'
}

/**
 * A set that a description was opened to, with what is left out: of files, and series that are too short, where the
 * description asked for the rest.
 */
export interface DescribedSeries extends SeriesSet, data.OpenedData {}

const openers: data.Openers<SeriesOrigin, DescribedSeries> = {
  files: ({ path, options }, watched) => openFiles(path, { ...options, ...watched }),
  memory: async ({ options }) => ({ ...seriesInMemory(options), skipped: [] }),
  voices: async ({ options }, watched) => {
    const series = await data.madeInTurns(voices(options), watched)
    return { ...seriesInMemory({ series, rate: series[0]!.rate }), skipped: [] }
  },
}

/**
 * Opens the series of a description, however short.
 * @throws what `openSeries` and `voices` throw; ValueError when the selection leaves none, or names a label or a value
 *   that none of the series has
 */
export async function openDescribed(
  description: SeriesDescription,
  options: data.OpenDescribedOptions = {},
): Promise<DescribedSeries> {
  const { origin, ...selection } = description
  const { skipped, found, ...all } = await data.openOrigin(openers, origin, options)
  return { ...selectByLabels(all, selection), skipped, ...(found && { found }) }
}

/**
 * The series of a set that have one of the values of each label of `only`, less those that have one of `without`.
 * @throws ValueError when none is left, or for a label or a value that none of the series has
 */
export function selectByLabels(set: SeriesSet, selection: data.LabelSelection): SeriesSet {
  const selects = data.labelSelection(set.series, selection, 'series')
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
  options: data.OpenDescribedOptions = {},
): Promise<DescribedSeries> {
  const { skipped, found, ...all } = await openDescribed(description, options)
  const ofFiles = found && { found }
  if (description.onShort !== 'skip') return { ...all, skipped, ...ofFiles }
  const { set, short } = partByLength(all, configurationFor(all, configuration))
  return { ...set, skipped: [...skipped, ...short], ...ofFiles }
}
