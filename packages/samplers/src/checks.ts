// The argument checks that the samplers share.
import { ValueError } from '@infonce/core'

/** Throws unless `classes` is a whole number from 1 to 2^31 − 1, the range of an Int32Array's ids. */
export function checkClasses(sampler: string, classes: number): void {
  if (!Number.isInteger(classes) || classes < 1 || classes > 0x7fffffff)
    throw new ValueError(`${sampler}: classes must be a whole number from 1 to 2147483647, found ${classes}`)
}

/** Throws unless every count is a finite number from 0 up, and one of them at least is above 0. */
export function checkCounts(sampler: string, counts: ArrayLike<number>): void {
  checkClasses(sampler, counts.length)
  let positive = false
  for (let id = 0; id < counts.length; id++) {
    const count = counts[id]!
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY))
      throw new ValueError(`${sampler}: counts[${id}] must be a finite number from 0 up, found ${count}`)
    if (count > 0) positive = true
  }
  if (!positive)
    throw new ValueError(
      `${sampler}: all ${counts.length} counts are 0, so nothing can be drawn: give at least one above 0`,
    )
}

/** Throws unless `id` is one of the classes. */
export function checkId(sampler: string, id: number, classes: number): void {
  if (!Number.isInteger(id) || id < 0 || id >= classes)
    throw new ValueError(`${sampler}: id must be a whole number from 0 to ${classes - 1}, found ${id}`)
}

/** Throws unless `start … end` is a range inside `out`. */
export function checkRange(sampler: string, out: Int32Array, start: number, end: number): void {
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > out.length)
    throw new ValueError(`${sampler}: the range ${start} … ${end} does not lie in an array of ${out.length}`)
}

/** Throws unless `draws` is a finite number from 0 up. */
export function checkDraws(sampler: string, draws: number): void {
  if (!(draws >= 0 && draws < Number.POSITIVE_INFINITY))
    throw new ValueError(`${sampler}: draws must be a finite number from 0 up, found ${draws}`)
}
