// How features change from frame to frame.
import type { Features } from '@infonce/evaluation'

/** Frames before and after a frame that its change is read from. */
const REACH = 2

/** How often a rate of change is taken: 1 for deltas, 2 for the deltas of deltas as well. */
export type DeltaOrders = 0 | 1 | 2

/**
 * Features of frames with their rates of change behind them, and, for `orders` = 2, the rates of change of those:
 * `[rows, (1 + orders)·columns]`, as they are for 0. The rate of change is the slope of the line through a frame, the
 * two before and the two after (S. Young et al.: The HTK Book, equation 5.16): Σ_t t·(x[+t] − x[−t]) / (2·Σ_t t²),
 * t = 1, 2. Beyond either end the end's frame is repeated.
 */
export function withDeltas(features: Features, orders: DeltaOrders): Features {
  const { rows, columns } = features
  const width = columns * (1 + orders)
  const out = new Float32Array(rows * width)
  let part = features
  for (let order = 0; order <= orders; order++) {
    if (order > 0) part = slopes(part)
    for (let row = 0; row < rows; row++)
      out.set(part.data.subarray(row * columns, (row + 1) * columns), row * width + order * columns)
  }
  return { rows, columns: width, data: out }
}

function slopes({ rows, columns, data }: Features): Features {
  const out = new Float32Array(data.length)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let sum = 0
      let squares = 0
      for (let t = 1; t <= REACH; t++) {
        const after = data[Math.min(rows - 1, row + t) * columns + column]!
        const before = data[Math.max(0, row - t) * columns + column]!
        sum += t * (after - before)
        squares += 2 * t * t
      }
      out[row * columns + column] = sum / squares
    }
  return { rows, columns, data: out }
}
