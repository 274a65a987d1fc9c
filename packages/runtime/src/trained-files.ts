// The files that every trained model writes beside its encoder, and how its numbers are read back. Node only.
import { join } from 'node:path'
import type { Shape } from '@infonce/core'
import type { TrainingGraphs } from '@infonce/nn'
import { type ExternalDataMode, type Storage, type StorageReport, toModel } from '@infonce/onnx'
import { writeFileAtomic } from './atomic-file.js'
import { PARAMETERS_FILE } from './checkpoint-folder.js'
import { RunFolderError } from './errors.js'
import type { HostTensor } from './host-tensor.js'
import { readSafetensors, saveSafetensors } from './safetensors.js'

/** Names of the graphs of training, in the order in which {@link writeTrainingGraphs} writes them. */
export const TRAINING_FILES: readonly string[] = ['loss.onnx', 'gradient.onnx', 'step.onnx']

/** How a model is exported. It is said of the files with weights inside; the parameters stay in float32. */
export interface ExportModelOptions {
  /** How weights are stored. Default `'float32'`. */
  readonly storage?: Storage
  /** Whether they lie in a file beside it. Default `'auto'`: only past 2 GiB. */
  readonly externalData?: ExternalDataMode
}

/** What was exported. */
export interface ExportedModel {
  /** Paths, in the order in which they were written. */
  readonly files: readonly string[]
  /** Of weights that are not stored as they are. */
  readonly storage?: StorageReport
}

/**
 * Writes `loss.onnx`, `gradient.onnx` and `step.onnx` into a folder, and gives their paths.
 * @throws FileError when one cannot be written
 */
export async function writeTrainingGraphs(folder: string, graphs: TrainingGraphs): Promise<string[]> {
  const made = [graphs.loss(), graphs.gradient(), graphs.step()]
  const paths = TRAINING_FILES.map((name) => join(folder, name))
  for (const [i, path] of paths.entries()) await writeFileAtomic(path, toModel(made[i]!))
  return paths
}

/**
 * Writes a model's numbers and settings, and gives the path.
 * @throws FileError when the file cannot be written
 */
export async function writeParameters(
  folder: string,
  { name, configuration, parameters }: NumbersFile,
): Promise<string> {
  const path = join(folder, PARAMETERS_FILE)
  await saveSafetensors(path, parameters, { package: name, configuration: JSON.stringify(configuration) })
  return path
}

/** What a file of numbers holds. */
export interface NumbersFile {
  /** The package that trained the model. */
  readonly name: string
  readonly configuration: unknown
  readonly parameters: Readonly<Record<string, HostTensor>>
}

/** How {@link readParameters} knows that numbers are those of a model. */
export interface NumbersForm<Configuration> {
  /** The package that trained the model, and what is of it, in words: `'a CPC model'`. */
  readonly name: string
  readonly model: string
  readonly parseConfiguration: (input: unknown) => Configuration
  /** What numbers a configuration has. */
  readonly shapesOf: (configuration: Configuration) => Iterable<readonly [name: string, shape: Shape]>
}

/**
 * Reads what {@link writeParameters} wrote.
 * @throws RunFolderError when the numbers are of another package or do not fit their configuration; CheckpointError or
 *   FileError when the file is missing or corrupt
 */
export async function readParameters<Configuration>(
  folder: string,
  form: NumbersForm<Configuration>,
): Promise<{ configuration: Configuration; parameters: Record<string, HostTensor> }> {
  const path = join(folder, PARAMETERS_FILE)
  const { tensors, metadata } = await readSafetensors(path)
  if (metadata.package !== form.name)
    throw new RunFolderError(`${path} is not of ${form.model}, but of '${metadata.package ?? 'an unknown package'}'`)
  let configuration: Configuration
  try {
    configuration = form.parseConfiguration(JSON.parse(metadata.configuration ?? ''))
  } catch (cause) {
    throw new RunFolderError(
      `${path} does not say how its model was trained: its metadata are damaged; export it again`,
      { cause },
    )
  }
  for (const [name, shape] of form.shapesOf(configuration)) {
    const found = tensors[name]?.dims.join(', ')
    const expected = shape.join(', ')
    if (found !== expected)
      throw new RunFolderError(
        `${path}: ${name}: expected [${expected}], as its configuration has it, found ${found === undefined ? 'none' : `[${found}]`}`,
      )
  }
  return { configuration, parameters: tensors }
}
