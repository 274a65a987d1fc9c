// Which series a command asks a model about: those of --data, or those of its run.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type Configuration,
  cpc,
  type DescribedSeries,
  openDescribedFor,
  type SeriesDescription,
  SeriesError,
} from '@infonce/cpc'
import { describeRun, RunFolderError } from '@infonce/runtime'
import { foundLines } from '../../files-found.js'
import { selectionOf } from '../../label-values.js'
import type { Progress } from '../../progress.js'
import { SkippedFiles } from '../../skipped-files.js'
import { UsageError } from '../../usage-error.js'
import { countedWork } from '../../work-status.js'
import { filesDescription, type TypedSeries, typedSeriesFlags } from './series-options.js'

/**
 * The series that were typed; those of the run in the folder, with its selection or the one that was typed, where
 * --data was not.
 * @throws UsageError; RunFolderError where the folder holds no run; SeriesError where its series are not there any more
 */
export async function seriesFor(folder: string, typed: TypedSeries): Promise<SeriesDescription> {
  if (typed.data !== undefined) return filesDescription(typed.data, typed)
  const { only, without, ...others } = typed
  const idle = typedSeriesFlags(others)
  if (idle.length > 0)
    throw new UsageError(`${idle.join(', ')}: has an effect only with --data: give --data too, or leave it out`)
  const run = await describeRun(cpc, folder).catch((cause) => {
    if (!(cause instanceof RunFolderError)) throw cause
    throw new RunFolderError(`${folder} does not record which series it was trained on: give some with --data`, {
      cause,
    })
  })
  const series = await movedTo(run.series, folder, {})
  if (!only && !without) return series
  const { only: _, without: __, ...all } = series
  return { ...all, ...selectionOf(typed) }
}

/** The series of a run, where they are now. */
export async function movedTo(
  series: SeriesDescription,
  folder: string,
  { data, labelsCsv }: Pick<TypedSeries, 'data' | 'labelsCsv'>,
): Promise<SeriesDescription> {
  const { origin } = series
  if (origin.kind !== 'files') {
    if (data === undefined && labelsCsv === undefined) return series
    throw new UsageError(
      `the run in ${folder} was started on series that are not from files: leave out --data and --labels-csv`,
    )
  }
  const path = data === undefined ? origin.path : resolve(data)
  if (data === undefined && !(await exists(path)))
    throw new SeriesError(
      path,
      `the run in ${folder} was started on it, and it does not exist any more: give its new place with --data`,
    )
  const options = labelsCsv === undefined ? origin.options : { ...origin.options, labels: { csv: resolve(labelsCsv) } }
  return { ...series, origin: { ...origin, path, ...(options && { options }) } }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * Opens series for a model, and tells which are left out.
 * @throws what `openDescribedFor` throws; SeriesError where they are of another rate or other channels than the model's
 */
export async function openFor(
  description: SeriesDescription,
  configuration: Configuration,
  progress: Pick<Progress, 'update' | 'note'>,
): Promise<DescribedSeries> {
  progress.update({ label: 'reading the series', facts: [] })
  const set = await openDescribedFor(description, configuration, {
    onProgress: countedWork(progress, 'reading the series', 'series'),
  })
  if (set.found) for (const line of foundLines(set.found)) progress.note(line)
  const skipped = new SkippedFiles((line) => progress.note(line))
  for (const file of set.skipped) skipped.add(file)
  skipped.end()
  const where = description.origin.kind === 'files' ? description.origin.path : description.origin.kind
  const { rate, channels } = configuration
  if (set.rate !== rate)
    throw new SeriesError(
      where,
      `has ${rateText(set.rate)}, and the model was trained on ${rateText(rate)}${rate !== null && set.rate !== null ? `: give --rate ${rate}` : ''}`,
    )
  if (set.channels !== channels)
    throw new SeriesError(
      where,
      `has ${channelText(set.channels)}, and the model was trained on ${channelText(channels)}${channels === 1 ? ': give --channels mix' : ''}`,
    )
  return set
}

const rateText = (rate: number | null): string => (rate === null ? 'series without a rate' : `series of ${rate} Hz`)
const channelText = (channels: number): string => `series of ${channels} channel${channels === 1 ? '' : 's'}`
