// One vector for a recording of any length.
import { ValueError } from '@infonce/core'
import type { Features } from '@infonce/evaluation'

/**
 * The mean and then the standard deviation (divided by the number of frames) of each column over the frames,
 * `[2·columns]`. One frame has deviations of 0. Throws a `ValueError` where there is no frame.
 */
export function frameStatistics({ rows, columns, data }: Features): Float32Array {
  if (rows === 0) throw new ValueError('there are no frames to take the mean of')
  const out = new Float32Array(2 * columns)
  for (let column = 0; column < columns; column++) {
    let sum = 0
    for (let i = column; i < data.length; i += columns) sum += data[i]!
    const mean = sum / rows
    let squares = 0
    for (let i = column; i < data.length; i += columns) squares += (data[i]! - mean) ** 2
    out[column] = mean
    out[columns + column] = Math.sqrt(squares / rows)
  }
  return out
}
