// Writes a model's files and reads a model back. Node only.
import { join } from 'node:path'
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
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { encoderGraph, modelNames, trainingGraphs } from './graphs.js'
import { PACKAGE_NAME } from './package-version.js'
import { SimClr } from './simclr.js'
import { weightsFor } from './weights-for.js'

export const ENCODER_FILE = 'encoder.onnx'
/** Names of the files of a model but for data beside the one with weights, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [ENCODER_FILE, ...TRAINING_FILES, PARAMETERS_FILE]

/**
 * Writes a model into a folder, each file whole or not at all: `encoder.onnx` with the weights inside, `loss.onnx`,
 * `gradient.onnx`, `step.onnx`, and last the parameters.
 * @throws FileError when a file cannot be written; ValueError when weights do not fit float16, or not one file where
 *   `externalData` is false
 */
export async function exportModel(
  model: SimClr,
  folder: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  const { configuration, parameters } = model
  await makeFolder(folder)
  const encoder = encoderGraph(configuration)
  const weights = weightsFor(encoder, model)
  const { files, storage } = await writeModelFile(join(folder, ENCODER_FILE), encoder, { ...options, weights })
  const training = await writeTrainingGraphs(folder, trainingGraphs(configuration))
  const numbers = await writeParameters(folder, { name: PACKAGE_NAME, configuration, parameters })
  return { files: [...files, ...training, numbers], ...(storage && { storage }) }
}

/**
 * Reads the model that {@link exportModel} wrote into a folder.
 * @throws RunFolderError when the parameters are of another package or do not fit their configuration; CheckpointError
 *   or FileError when the file is missing or corrupt
 */
export async function loadModel(folder: string): Promise<SimClr> {
  const { configuration, parameters } = await readParameters(folder, {
    name: PACKAGE_NAME,
    model: 'a model of images',
    parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
    shapesOf: modelNames,
  })
  return new SimClr(configuration, parameters)
}
