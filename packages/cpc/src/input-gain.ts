// What brings samples to a root mean square of 1.
import { EventLoopTurns } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { SeriesSet } from './data/series.js'
import { SeriesError } from './errors.js'

/**
 * 1/√(mean square) over all samples of a set.
 * @throws SeriesError when all samples are 0; the signal's reason when it is given
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
  return 1 / Math.sqrt(squares / count)
}

/** What brings one series to a root mean square of 1; 1 where all its samples are 0. */
export function levelGain(samples: Float32Array): number {
  let squares = 0
  for (const value of samples) squares += value * value
  return squares === 0 ? 1 : 1 / Math.sqrt(squares / samples.length)
}

/** What samples of a series are multiplied by before the model sees them. */
export const gainOfSeries: Readonly<Record<Configuration['level'], (samples: Float32Array) => number>> = {
  set: () => 1,
  series: levelGain,
}

/** The gain that is part of a model for these series. Throws as {@link measureGain} does. */
export const gainOfSet = async (
  set: SeriesSet,
  { level }: Pick<Configuration, 'level'>,
  signal?: AbortSignal,
): Promise<number> => (level === 'set' ? measureGain(set, signal) : 1)
