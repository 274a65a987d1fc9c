// The weights that a graph takes from a model.
import { type Graph, isInput } from '@infonce/core'
import type { TrainedModel } from './definition.js'

/** Numbers of a model that are inputs of a graph, by their names. */
export const weightsFor = (graph: Graph, { parameters }: TrainedModel): Record<string, Float32Array> =>
  Object.fromEntries(
    graph.inputs
      .filter(isInput)
      .filter(({ attributes: { name } }) => Object.hasOwn(parameters, name))
      .map(({ attributes: { name } }) => [name, parameters[name]!.data as Float32Array]),
  )
