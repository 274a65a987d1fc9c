// Division of dimensions, and what can be said of the sign of one.
import {
  addDimensions,
  type Dimension,
  dimensionTerms,
  multiplyDimensions,
  subtractDimensions,
  type Term,
} from '@infonce/core'

/** a / b where b divides a for all sizes of the names; `undefined` where it does not. */
export function divideDimensions(a: Dimension, b: Dimension): Dimension | undefined {
  const [lead] = dimensionTerms(b)
  if (!lead) return undefined
  // Long division: terms stand in a monomial order, so that an exact quotient comes out leading term first.
  let rest = a
  let quotient: Dimension = 0
  while (rest !== 0) {
    const factor = divideTerms(dimensionTerms(rest)[0]!, lead)
    if (factor === undefined) return undefined
    quotient = addDimensions(quotient, factor)
    rest = subtractDimensions(rest, multiplyDimensions(factor, b))
  }
  return quotient
}

function divideTerms(a: Term, b: Term): Dimension | undefined {
  const names = [...a.names]
  for (const name of b.names) {
    const at = names.indexOf(name)
    if (at < 0) return undefined
    names.splice(at, 1)
  }
  const coefficient = a.coefficient / b.coefficient
  return Number.isInteger(coefficient) ? names.reduce(multiplyDimensions, coefficient as Dimension) : undefined
}

/** 1, 0 or −1 where the sign is the same whatever the sizes of the names, from 1 up; `undefined` elsewhere. */
export function signOfDimension(dimension: Dimension): number | undefined {
  if (typeof dimension === 'number') return Math.sign(dimension)
  const terms = dimensionTerms(dimension)
  if (terms.every(({ coefficient }) => coefficient > 0)) return 1
  return terms.every(({ coefficient }) => coefficient < 0) ? -1 : undefined
}
