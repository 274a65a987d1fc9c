// Expression to the files of a model: one, or the model and its weights beside it.
import { type Graph, ValueError } from '@infonce/core'
import { dataLocationProblem } from './data-location.js'
import { dataPieces, externalTensor, placeWeights } from './external-data.js'
import { byteLength, LARGEST_MODEL, modelPieces } from './model-pieces.js'
import type { StorageReport } from './storage-report.js'
import { buildModel, checkRoom, type ModelOptions, requireRoom } from './to-model.js'

/** When weights go into a file of their own: always, never, or only where one file would be past 2 GiB. */
export type ExternalDataMode = 'auto' | boolean

/** Options of {@link toModelFiles}. */
export interface ModelFilesOptions extends ModelOptions {
  /** Default `'auto'`. Weights of less than 1 KiB stay in the model in any case. */
  readonly externalData?: ExternalDataMode
}

/** The contents of a model's files. Pieces follow each other; weights are views of what was given where they can be. */
export interface ModelFiles {
  /** The data file; no pieces where there is none. Weights begin at multiples of 4 KiB, from 1 MiB up of 64 KiB. */
  readonly data: readonly Uint8Array[]
  /** What storing the weights changed; of float16 alone. */
  readonly storage?: StorageReport
  /**
   * The `.onnx` file. It refers to the data by this name, as a path relative to itself.
   * @throws ValueError for a name that leads out of the model's folder
   */
  model(dataName: string): Uint8Array[]
}

/**
 * A graph as the contents of one file, or of a model and the external data that it points to. Keep the weights as they
 * are until the pieces are written.
 * @throws what {@link toModel} throws; a ValueError when the model without its weights is past 2 GiB, or with them
 *   where `externalData` is false
 */
export function toModelFiles(graph: Graph, options: ModelFilesOptions = {}): ModelFiles {
  const { externalData = 'auto' } = options
  if (externalData !== 'auto' && typeof externalData !== 'boolean')
    throw new ValueError(`externalData must be true, false or 'auto'; found '${String(externalData)}'`)
  if (externalData === false) checkRoom(graph, options)
  const built = buildModel(graph, options)
  const whole = modelPieces(built.model, built.graph, built.weights)
  const external = externalData === true || (externalData === 'auto' && byteLength(whole) > LARGEST_MODEL)
  if (!external) requireRoom(graph.name, byteLength(whole))
  const { outside, inside } = placeWeights(external ? built.weights : [])
  return {
    data: dataPieces(outside),
    ...(built.storage && { storage: built.storage }),
    model: (dataName) => {
      if (outside.length === 0) return whole
      const problem = dataLocationProblem(dataName)
      if (problem !== undefined)
        throw new ValueError(
          `${graph.name}: ${JSON.stringify(dataName)} is not a valid name of a data file: ${problem}; give a path inside the folder of the model`,
        )
      const references = outside.map((weight) => ({ tensor: externalTensor(weight, dataName) }))
      const pieces = modelPieces(built.model, built.graph, [...inside, ...references])
      requireRoom(graph.name, byteLength(pieces))
      return pieces
    },
  }
}
