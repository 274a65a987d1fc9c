// What brings series to a root mean square of 1.
import { EventLoopTurns } from '@infonce/runtime'
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
