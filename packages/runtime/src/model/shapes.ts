// Names and shapes of the numbers of a model.
import { isInput, type Shape } from '@infonce/core'
import type { AnyModelDefinition, ModelTypes } from './definition.js'

/** Those that the definition says, or those of the parameters of its graphs. */
export function shapesOf<T extends ModelTypes>(
  definition: AnyModelDefinition<T>,
  prepared: T['prepared'],
): Iterable<readonly [name: string, shape: Shape]> {
  if (definition.fit || definition.shapes) return definition.shapes!(prepared)
  const parameters = definition.graphs(prepared).definition.parameters.filter(isInput)
  return parameters.map(({ attributes: { name, shape } }) => [name, shape] as const)
}
