// Writes a model's files and reads a model back. Node only.
import { join } from 'node:path'
import { isInput } from '@infonce/core'
import type { StorageReport } from '@infonce/onnx'
import {
  type ExportedModel,
  type ExportModelOptions,
  makeFolder,
  PARAMETERS_FILE,
  readParameters,
  TRAINING_FILES,
  writeModelFile,
  writeParameters,
  writeTrainingGraphs,
} from '@infonce/runtime'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { Cpc } from './cpc.js'
import { encoderGraph, streamGraph, trainingGraphs } from './graphs.js'
import { PACKAGE_NAME } from './package-version.js'
import { weightsFor } from './weights-for.js'

export const ENCODER_FILE = 'encoder.onnx'
export const STREAM_FILE = 'stream.onnx'
/** Names of the files of a model but for data beside the two with weights, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [ENCODER_FILE, STREAM_FILE, ...TRAINING_FILES, PARAMETERS_FILE]

/**
 * Writes a model into a folder, each file whole or not at all: `encoder.onnx` and `stream.onnx` with the weights inside,
 * `loss.onnx`, `gradient.onnx`, `step.onnx`, and last the parameters.
 * @throws FileError when a file cannot be written; ValueError when weights do not fit float16, or not one file where
 *   `externalData` is false
 */
export async function exportModel(
  model: Cpc,
  folder: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  const { configuration, parameters } = model
  await makeFolder(folder)
  const files: string[] = []
  let storage: StorageReport | undefined
  for (const [name, graph] of [
    [ENCODER_FILE, encoderGraph(configuration)],
    [STREAM_FILE, streamGraph(configuration)],
  ] as const) {
    const written = await writeModelFile(join(folder, name), graph, { ...options, weights: weightsFor(graph, model) })
    files.push(...written.files)
    storage ??= written.storage
  }
  const training = await writeTrainingGraphs(folder, trainingGraphs(configuration))
  const numbers = await writeParameters(folder, { name: PACKAGE_NAME, configuration, parameters })
  return { files: [...files, ...training, numbers], ...(storage && { storage }) }
}

/**
 * Reads the model that {@link exportModel} wrote into a folder.
 * @throws RunFolderError when the parameters are of another package or do not fit their configuration; CheckpointError
 *   or FileError when the file is missing or corrupt
 */
export async function loadModel(folder: string): Promise<Cpc> {
  const { configuration, parameters } = await readParameters(folder, {
    name: PACKAGE_NAME,
    model: 'a CPC model',
    parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
    shapesOf: (configuration: Configuration) =>
      trainingGraphs(configuration)
        .definition.parameters.filter(isInput)
        .map(({ attributes: { name, shape } }) => [name, shape] as const),
  })
  return new Cpc(configuration, parameters)
}
