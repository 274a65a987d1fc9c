// What brings a set of series to a root mean square of 1.
import { EventLoopTurns } from '@infonce/runtime/internals'
import { type Configuration, MOST_GAIN } from './configuration.js'
import type { SeriesSet } from './data/series.js'
import { SeriesError } from './errors.js'

/**
 * 1/√(mean square) over all samples of a set.
 * @throws SeriesError when all samples are 0, or nearly so; the signal's reason when it is given
 */
export async function measureGain(set: SeriesSet, signal?: AbortSignal): Promise<number> {
  const turns = new EventLoopTurns()
  let [squares, count] = [0, 0]
  for (const index of set.series.keys()) {
    signal?.throwIfAborted()
    const values = await set.read(index)
    for (const value of values) squares += value * value
    count += values.length
    if (turns.due) await turns.take()
  }
  if (squares === 0) throw new SeriesError(set.series[0]!.name, 'and all other series are silent: every sample is 0')
  const gain = 1 / Math.sqrt(squares / count)
  if (gain <= MOST_GAIN) return gain
  throw new SeriesError(
    set.series[0]!.name,
    `and all other series are too quiet: their root mean square is ${1 / gain}`,
  )
}

/** The gain that is part of a model for these series. Throws as {@link measureGain} does. */
export const gainOfSet = async (
  set: SeriesSet,
  { level }: Pick<Configuration, 'level'>,
  signal?: AbortSignal,
): Promise<number> => (level === 'set' ? measureGain(set, signal) : 1)
