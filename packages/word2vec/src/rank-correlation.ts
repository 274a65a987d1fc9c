// Spearman's rank correlation.
import { ShapeError } from '@infonce/core'

/** Ranks from 1 up, equal values sharing the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(values.length)
  for (let first = 0; first < order.length; ) {
    let next = first + 1
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++
    for (let i = first; i < next; i++) result[order[i]!] = (first + 1 + next) / 2
    first = next
  }
  return result
}

/**
 * Spearman's ρ of two equally long series: Pearson's correlation of their ranks, ties averaged. NaN where it is
 * not defined: for fewer than two values, or where a series is constant. Throws a `ShapeError` for unequal lengths.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new ShapeError(`series of ${a.length} and ${b.length} values have different lengths`)
  const x = ranks(a)
  const y = ranks(b)
  const mean = (a.length + 1) / 2
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mean) * (y[i]! - mean)
    xx += (x[i]! - mean) ** 2
    yy += (y[i]! - mean) ** 2
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN
}
