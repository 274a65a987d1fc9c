// Trains on series that are described: what a worker does.
import { openDescribedFor, type SeriesDescription } from './series-description.js'
import { type CpcEvent, type SkippedEvent, type TrainCpcOptions, trainCpc } from './train.js'

/** Opens the series of a description and trains on them. */
export async function* trainDescribed(
  options: Omit<TrainCpcOptions, 'series'> & { readonly series: SeriesDescription },
): AsyncGenerator<CpcEvent | SkippedEvent, void> {
  const { series: description, configuration, signal } = options
  const series = await openDescribedFor(description, configuration, { ...(signal && { signal }) })
  for (const { name, reason } of series.skipped) yield { type: 'skipped', name, reason }
  yield* trainCpc({ ...options, series })
}
