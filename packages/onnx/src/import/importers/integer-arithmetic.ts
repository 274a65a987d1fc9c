// Arithmetic of integers that are known while a file is read; `undefined` says that a size would have to be known.
import { type Dimension, subtractDimensions } from '@infonce/core'
import { divideDimensions, signOfDimension } from '../divide-dimension.js'

/** An entry from one entry of each operand. */
export type Combine = (a: Dimension, b: Dimension) => Dimension | undefined

/** Division as in C, towards zero; of sizes with names where it leaves nothing over. */
export const quotient: Combine = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? undefined : Math.trunc(a / b)
  return divideDimensions(a, b)
}

/** The remainder, with the sign of the divisor. */
export const remainder: Combine = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return b === 0 ? undefined : a - b * Math.floor(a / b)
  return divideDimensions(a, b) === undefined ? undefined : 0
}

export const larger: Combine = (a, b) => {
  const sign = compareDimensions(a, b)
  return sign === undefined ? undefined : sign >= 0 ? a : b
}

export const smaller: Combine = (a, b) => {
  const sign = compareDimensions(a, b)
  return sign === undefined ? undefined : sign <= 0 ? a : b
}

/** The sign of a − b, named dimensions being 1 at least; `undefined` where it depends on their sizes. */
export function compareDimensions(a: Dimension, b: Dimension): number | undefined {
  // Infinities stand for bounds beyond every size.
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : Math.sign(a - b)
  if (typeof a === 'number' && !Number.isFinite(a)) return Math.sign(a)
  if (typeof b === 'number' && !Number.isFinite(b)) return -Math.sign(b)
  return signOfDimension(subtractDimensions(a, b))
}
