// The weights that a graph takes from a model.
import { type Graph, isInput } from '@infonce/core'
import type { SimClr } from './simclr.js'

/** Numbers of a model that are inputs of a graph, by their names. */
export const weightsFor = (graph: Graph, { parameters }: SimClr): Record<string, Float32Array> =>
  Object.fromEntries(
    graph.inputs
      .filter(isInput)
      .filter(({ attributes: { name } }) => Object.hasOwn(parameters, name))
      .map(({ attributes: { name } }) => [name, parameters[name]!.data as Float32Array]),
  )
