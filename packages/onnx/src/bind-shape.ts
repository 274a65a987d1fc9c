// Named dimensions whose sizes are known when the file is written.
import { type Dimension, dimensionSize, dimensionTerms, type Shape } from '@infonce/core'

/** The size of a dimension all of whose names are bound; any other dimension as it is. */
export function bindDimension(dimension: Dimension, sizes: ReadonlyMap<string, number>): Dimension {
  if (typeof dimension === 'number' || sizes.size === 0) return dimension
  const bound = dimensionTerms(dimension).every(({ names }) => names.every((name) => sizes.has(name)))
  return bound ? dimensionSize(dimension, sizes) : dimension
}

/** A shape with its bound dimensions as numbers. */
export function bindShape(shape: Shape, sizes: ReadonlyMap<string, number>): Shape {
  return shape.map((dimension) => bindDimension(dimension, sizes))
}
