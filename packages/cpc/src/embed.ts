// Series to one vector each: what probes and users of embeddings want.
import { type Features, stackRows } from '@infonce/evaluation'
import { EventLoopTurns } from '@infonce/runtime/internals'
import { checkSeries } from './check-series.js'
import type { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { type PoolingName, pool } from './pooling.js'
import { type EncoderOptions, SeriesEncoder } from './series-encoder.js'

/** Options of {@link embedSeries}. */
export interface EmbedOptions extends EncoderOptions {
  /** One or more ways to make a vector of a series. */
  readonly poolings: readonly PoolingName[]
  /** Called as series are encoded. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/**
 * A row for each series of a set, for each pooling.
 * @throws SeriesError for series that the model cannot encode; the signal's reason when given
 */
export async function embedSeries(
  model: Cpc,
  set: SeriesSet,
  { poolings, onProgress, signal, ...options }: EmbedOptions,
): Promise<Record<PoolingName, Features>> {
  checkSeries(set, model.configuration, 'series')
  const encoder = await SeriesEncoder.open(model, options)
  const rows = poolings.map((): Float32Array[] => [])
  const turns = new EventLoopTurns()
  try {
    for (const [index, { name }] of set.series.entries()) {
      signal?.throwIfAborted()
      const frames = await encoder.encode(await set.read(index), name)
      for (const [i, pooling] of poolings.entries()) rows[i]!.push(pool(frames, pooling))
      onProgress?.(index + 1, set.series.length)
      if (turns.due) await turns.take()
    }
  } finally {
    await encoder.close()
  }
  return Object.fromEntries(poolings.map((pooling, i) => [pooling, stackRows(rows[i]!)])) as Record<
    PoolingName,
    Features
  >
}
