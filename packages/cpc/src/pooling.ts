// One vector for a series, from its frames.
import { ValueError } from '@infonce/core'
import { frameStatistics } from './features/frame-statistics.js'
import type { Frames } from './frames.js'

/** Makes a vector, whose length does not depend on the number of frames. */
export type Pooling = (frames: Frames) => Float32Array

/** Means and then deviations of the columns of rows. */
const statistics = (data: Float32Array, rows: number): Float32Array =>
  frameStatistics({ rows, columns: data.length / rows, data })

const means = (data: Float32Array, rows: number): Float32Array => statistics(data, rows).slice(0, data.length / rows)

const kinds: Readonly<Record<PoolingName, Pooling>> = {
  'mean-c': ({ c, count }) => means(c, count),
  'last-c': ({ c, count }) => c.slice((c.length / count) * (count - 1)),
  'mean-z': ({ z, count }) => means(z, count),
  'statistics-c': ({ c, count }) => statistics(c, count),
  'statistics-z': ({ z, count }) => statistics(z, count),
}

/** Names of the ways to make one vector of a series. */
export const poolingNames = ['mean-c', 'last-c', 'mean-z', 'statistics-c', 'statistics-z'] as const
/**
 * How one vector is made of frames z and contexts c: their mean, the last context, or means followed by deviations
 * (`statistics`).
 */
export type PoolingName = (typeof poolingNames)[number]

/**
 * One vector for the frames of a series.
 * @throws ValueError when there are no frames
 */
export function pool(frames: Frames, pooling: PoolingName): Float32Array {
  if (frames.count === 0) throw new ValueError('there are no frames to pool')
  return kinds[pooling](frames)
}
