// One vector for a series, from its frames.
import { ValueError } from '@infonce/core'
import type { Frames } from './frames.js'

/** Makes a vector, whose length does not depend on the number of frames. */
export type Pooling = (frames: Frames) => Float32Array

/** Means, and deviations of a whole population, of the columns of rows. */
function statistics(rows: Float32Array, count: number): { means: Float32Array; deviations: Float32Array } {
  const width = rows.length / count
  const [sums, squares] = [new Float64Array(width), new Float64Array(width)]
  for (let i = 0; i < rows.length; i++) sums[i % width]! += rows[i]! / count
  for (let i = 0; i < rows.length; i++) squares[i % width]! += (rows[i]! - sums[i % width]!) ** 2 / count
  return { means: Float32Array.from(sums), deviations: Float32Array.from(squares, Math.sqrt) }
}

function both(rows: Float32Array, count: number): Float32Array {
  const { means, deviations } = statistics(rows, count)
  return Float32Array.of(...means, ...deviations)
}

const kinds: Readonly<Record<PoolingName, Pooling>> = {
  'mean-c': ({ c, count }) => statistics(c, count).means,
  'last-c': ({ c, count }) => c.slice((c.length / count) * (count - 1)),
  'mean-z': ({ z, count }) => statistics(z, count).means,
  'statistics-c': ({ c, count }) => both(c, count),
  'statistics-z': ({ z, count }) => both(z, count),
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
  if (frames.count === 0) throw new ValueError('there are no frames to make a vector of')
  return kinds[pooling](frames)
}
