// Trains on series that are described: what a worker does.
import { filesEvents } from '@infonce/runtime'
import { openDescribedFor, type SeriesDescription } from './series-description.js'
import { type CpcEvent, type OpeningEvent, type TrainCpcOptions, trainCpc } from './train.js'

/** Opens the series of a description and trains on them. */
export async function* trainDescribed(
  options: Omit<TrainCpcOptions, 'series'> & { readonly series: SeriesDescription },
): AsyncGenerator<CpcEvent | OpeningEvent, void> {
  const { series: description, configuration, signal } = options
  const series = await openDescribedFor(description, configuration, { ...(signal && { signal }) })
  yield* filesEvents(series.found)
  for (const { name, reason } of series.skipped) yield { type: 'skipped', name, reason }
  yield* trainCpc({ ...options, series })
}
