// A model before training: what representations are worth that nothing was learned for.
import { dimensionSize } from '@infonce/core'
import { initialValues } from '../held-values.js'
import type { ModelDefinition, ModelTypes } from './definition.js'
import { shapesOf } from './shapes.js'

/** The model that training starts from; state that it carries, such as running statistics, stands at its beginning. */
export function untrained<T extends ModelTypes>(definition: ModelDefinition<T>, prepared: T['prepared']): T['model'] {
  const state = new Map(definition.graphs(prepared).stateSlots.map(({ name, initial }) => [name, initial]))
  const slots = Array.from(shapesOf(definition, prepared), ([name, shape]) => ({
    name,
    dims: shape.map((size) => dimensionSize(size, new Map())),
    initial: state.get(name) ?? 0,
  }))
  const values = initialValues(slots)
  definition.initialize(prepared, values)
  return definition.model(prepared, values)
}
