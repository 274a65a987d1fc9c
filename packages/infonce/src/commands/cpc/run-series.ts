// Which series a command asks a model about: those of --data, or those of its run.
import {
  type Configuration,
  cpc,
  type DescribedSeries,
  openDescribedFor,
  type SeriesDescription,
  SeriesError,
} from '@infonce/cpc'
import { describeRun } from '@infonce/runtime'
import type { Progress } from '../../progress.js'
import { dataOfRun, type RunData, tellLeftOut } from '../../run-data.js'
import { countedWork } from '../../work-status.js'
import { filesDescription, seriesFields, type TypedSeries } from './series-options.js'

/** The series of a run. */
export const runSeries: RunData<SeriesDescription> = {
  unit: 'series',
  ofRun: async (folder) => (await describeRun(cpc, folder)).series,
  fields: seriesFields,
  words: {
    onlyWith: 'with --data: give --data too',
    give: 'give some with --data',
    places: '--data and --labels-csv',
    giveNewPlace: 'give its new place with --data',
  },
  Refusal: SeriesError,
}

/** The series that were typed; those of the run in the folder where --data was not. Throws what {@link dataOfRun} throws. */
export const seriesFor = async (folder: string, typed: TypedSeries): Promise<SeriesDescription> =>
  typed.data === undefined ? dataOfRun(runSeries, folder, typed) : filesDescription(typed.data, typed)

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
  tellLeftOut(set, progress)
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
