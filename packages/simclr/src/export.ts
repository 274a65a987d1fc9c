// Writes a model's files and reads a model back. Node only.
import { join } from 'node:path'
import { type ExternalDataMode, type Storage, type StorageReport, toModel } from '@infonce/onnx'
import {
  makeFolder,
  RunFolderError,
  readSafetensors,
  saveSafetensors,
  writeFileAtomic,
  writeModelFile,
} from '@infonce/runtime'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { encoderGraph, modelNames, trainingGraphs } from './graphs.js'
import { PACKAGE_NAME } from './package-version.js'
import { SimClr } from './simclr.js'
import { weightsFor } from './weights-for.js'

export const ENCODER_FILE = 'encoder.onnx'
export const PARAMETERS_FILE = 'parameters.safetensors'
/** Names of the files of a model but for data beside the one with weights, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [ENCODER_FILE, 'loss.onnx', 'gradient.onnx', 'step.onnx', PARAMETERS_FILE]

/** Options of {@link exportModel}. They are of `encoder.onnx`; the parameters stay in float32. */
export interface ExportModelOptions {
  /** How weights are stored. Default `'float32'`. */
  readonly storage?: Storage
  /** Whether they lie in a file beside it. Default `'auto'`: only past 2 GiB. */
  readonly externalData?: ExternalDataMode
}

/** What {@link exportModel} wrote. */
export interface ExportedModel {
  /** Paths, in the order in which they were written. */
  readonly files: readonly string[]
  /** Of weights that are not stored as they are. */
  readonly storage?: StorageReport
}

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
  const written = [...files]
  const graphs = trainingGraphs(configuration)
  for (const [name, graph] of [
    ['loss.onnx', graphs.loss()],
    ['gradient.onnx', graphs.gradient()],
    ['step.onnx', graphs.step()],
  ] as const) {
    await writeFileAtomic(join(folder, name), toModel(graph))
    written.push(join(folder, name))
  }
  const path = join(folder, PARAMETERS_FILE)
  await saveSafetensors(path, parameters, { package: PACKAGE_NAME, configuration: JSON.stringify(configuration) })
  return { files: [...written, path], ...(storage && { storage }) }
}

/**
 * Reads the model that {@link exportModel} wrote into a folder.
 * @throws RunFolderError when the parameters are of another package or do not fit their configuration; CheckpointError
 *   or FileError when the file is missing or corrupt
 */
export async function loadModel(folder: string): Promise<SimClr> {
  const path = join(folder, PARAMETERS_FILE)
  const { tensors, metadata } = await readSafetensors(path)
  if (metadata.package !== PACKAGE_NAME)
    throw new RunFolderError(`${path} is not a model of pictures, but of '${metadata.package ?? 'an unknown package'}'`)
  const configuration = readConfiguration(path, metadata.configuration)
  for (const [name, shape] of modelNames(configuration)) {
    const found = tensors[name]?.dims.join(', ')
    const expected = shape.join(', ')
    if (found !== expected)
      throw new RunFolderError(
        `${path}: ${name}: expected [${expected}], as its configuration has it, found ${found === undefined ? 'none' : `[${found}]`}`,
      )
  }
  return new SimClr(configuration, tensors)
}

function readConfiguration(path: string, text: string | undefined): Configuration {
  try {
    return parseConfiguration(JSON.parse(text ?? '') as ConfigurationInput)
  } catch (cause) {
    throw new RunFolderError(
      `${path} does not say how its model was trained: its metadata are damaged; export it again`,
      { cause },
    )
  }
}
