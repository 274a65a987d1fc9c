// What the series of different files become, to be of one form.
import { SeriesError } from '../errors.js'
import { mixChannels } from './mix-channels.js'
import { resampledLength, resampleInTurns } from './resample.js'
import type { Series } from './series.js'

export interface Conversion {
  /** Whether channels become one. */
  readonly mixes: boolean
  /** Hz; undefined: as it is. */
  readonly rate: number | undefined
}

/** The series converted, while the event loop turns. One without a rate is not resampled. Throws the signal's reason. */
export async function convertSeries(
  series: Series,
  { mixes, rate }: Conversion,
  signal?: AbortSignal,
): Promise<Series> {
  const mixed = mixes ? mixChannels(series) : series
  return rate === undefined || mixed.rate === null
    ? mixed
    : resampleInTurns({ ...mixed, rate: mixed.rate }, rate, signal)
}

/** Samples a channel that a series will have. Throws a `ValueError` where it cannot be resampled. */
export function convertedLength({ length, rate: own }: Pick<Series, 'length' | 'rate'>, { rate }: Conversion): number {
  return rate === undefined || own === null ? length : resampledLength(length, own, rate)
}

type Known = Pick<Series, 'channels' | 'rate'> & { readonly name: string }

/** The rate and the number of channels of all series. Throws a `SeriesError` that names two that differ. */
export function commonForm(
  path: string,
  series: readonly Known[],
  { mixes, rate }: Conversion,
): { rate: number | null; channels: number } {
  const first = series[0]!
  const otherRate = series.find((other) => other.rate !== first.rate)
  if (rate === undefined && otherRate)
    throw new SeriesError(
      path,
      `its files have different rates: ${first.name} ${first.rate} Hz, ${otherRate.name} ${otherRate.rate} Hz; give a rate, to which all are resampled`,
    )
  const otherChannels = series.find((other) => other.channels !== first.channels)
  if (!mixes && otherChannels)
    throw new SeriesError(
      path,
      `its files have different numbers of channels: ${first.name} ${first.channels}, ${otherChannels.name} ${otherChannels.channels}; mix them to one channel, or leave some out`,
    )
  return { rate: rate ?? first.rate, channels: mixes ? 1 : first.channels }
}
