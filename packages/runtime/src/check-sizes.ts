// The sizes that a trainer is given for named dimensions.
import { dimensionTerms, type Graph, isInput, ShapeError, ValueError } from '@infonce/core'

/**
 * The sizes by name, all that the inputs of a graph need among them.
 * @throws ValueError for a size that is no whole number from 0; ShapeError for a dimension without a size
 */
export function checkSizes(graph: Graph, given: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  for (const [name, size] of Object.entries(given))
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ValueError(`the size of dimension '${name}' must be a whole number from 0, found ${size}`)
  const sizes = new Map(Object.entries(given))
  for (const { attributes } of graph.inputs.filter(isInput)) {
    const names = attributes.shape.flatMap((dimension) => dimensionTerms(dimension).flatMap((term) => term.names))
    const missing = names.find((name) => !sizes.has(name))
    if (missing !== undefined)
      throw new ShapeError(
        `dimension '${missing}' of '${attributes.name}' [${attributes.shape.join(', ')}] has no size: give it in sizes`,
      )
  }
  return sizes
}
