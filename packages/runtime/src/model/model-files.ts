// Writes a model's files and reads a model back. Node only.
import { join } from 'node:path'
import type { Graph } from '@infonce/core'
import type { TrainingGraphs } from '@infonce/nn'
import { type ExternalDataMode, type Storage, type StorageReport, toModel } from '@infonce/onnx'
import { writeFileAtomic } from '../atomic-file.js'
import { PARAMETERS_FILE } from '../checkpoint-folder.js'
import { RunFolderError } from '../errors.js'
import { makeFolder } from '../make-folder.js'
import { writeModelFile } from '../model-file.js'
import { readSafetensors, saveSafetensors } from '../safetensors.js'
import { parseSettings } from '../settings/settings.js'
import type { AnyModelDefinition, ModelTypes } from './definition.js'
import type { FolderDefinition } from './folder-definition.js'
import { shapesOf } from './shapes.js'
import { weightsFor } from './weights-for.js'

/** Names of the graphs of training, in the order in which they are written. */
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
  /** What that changes in the model's own terms, where it says so. */
  readonly rounding?: Readonly<Record<string, number>>
}

/**
 * Writes a model into a folder, each file whole or not at all: its encoders with the weights inside, `loss.onnx`,
 * `gradient.onnx`, `step.onnx`, and last the parameters.
 * @throws FileError when a file cannot be written; ValueError when weights do not fit float16, or not one file where
 *   `externalData` is false
 */
export async function exportModel<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  model: T['model'],
  folder: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  const { facts, rounding } = definition
  const { parameters, configuration } = model
  await makeFolder(folder)
  const rounded = options.storage === 'float16' ? rounding?.(model) : undefined
  const said = Object.fromEntries(Object.entries(rounded ?? {}).map(([name, value]) => [name, String(value)]))
  const files: string[] = []
  let storage: StorageReport | undefined
  for (const [name, graph] of Object.entries(definition.encoders(model))) {
    const weights = weightsFor(graph, model)
    const written = await writeModelFile(
      join(folder, name),
      { ...graph, metadata: { ...graph.metadata, ...said } },
      { ...options, weights },
    )
    files.push(...written.files)
    storage ??= written.storage
  }
  for (const [name, graph] of trainingGraphs(definition, model)) {
    await writeFileAtomic(join(folder, name), toModel(graph))
    files.push(join(folder, name))
  }
  files.push(...((await facts?.write(folder, model)) ?? []))
  const path = join(folder, PARAMETERS_FILE)
  await saveSafetensors(path, parameters, {
    package: definition.package,
    configuration: JSON.stringify(configuration),
    ...facts?.metadata(model),
  })
  return { files: [...files, path], ...(storage && { storage }), ...(rounded && { rounding: rounded }) }
}

/**
 * Reads the model that {@link exportModel} wrote into a folder.
 * @throws RunFolderError when the parameters are of another package or do not fit their configuration; CheckpointError
 *   or FileError when a file is missing or corrupt
 */
export async function loadModel<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<T['model']> {
  const path = join(folder, PARAMETERS_FILE)
  const { tensors, metadata } = await readSafetensors(path)
  if (metadata.package !== definition.package)
    throw new RunFolderError(
      `${path} is not of a ${definition.name} model, but of '${metadata.package ?? 'an unknown package'}'`,
    )
  let configuration: T['configuration']
  try {
    configuration = parseSettings(definition.settings, JSON.parse(metadata.configuration ?? ''))
  } catch (cause) {
    throw new RunFolderError(
      `${path} does not say how its model was trained: its metadata are damaged; export it again`,
      { cause },
    )
  }
  const prepared: T['prepared'] = (await definition.facts?.read(folder, configuration, metadata)) ?? { configuration }
  for (const [name, shape] of shapesOf(definition, prepared)) {
    const found = tensors[name]?.dims.join(', ')
    const expected = shape.join(', ')
    if (found !== expected)
      throw new RunFolderError(
        `${path}: ${name}: expected [${expected}], as its configuration has it, found ${found === undefined ? 'none' : `[${found}]`}`,
      )
  }
  return definition.model(prepared, tensors)
}

/** The graphs of a step by the names of their files; none of a model that is fitted without. */
function trainingGraphs<T extends ModelTypes>(
  definition: AnyModelDefinition<T>,
  prepared: T['prepared'],
): (readonly [name: string, graph: Graph])[] {
  if (definition.fit) return []
  const graphs = (definition.exportedGraphs ?? definition.graphs)(prepared) as TrainingGraphs
  const made = [graphs.loss(), graphs.gradient(), graphs.step()]
  return TRAINING_FILES.map((name, i) => [name, made[i]!])
}
