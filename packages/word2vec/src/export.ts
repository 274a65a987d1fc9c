// Writes a model's files and reads a model back. Node only.
import { join } from 'node:path'
import { type ExternalDataMode, type Storage, type StorageReport, toModel } from '@infonce/onnx'
import { makeFolder, readSafetensors, saveSafetensors, writeFileAtomic, writeModelFile } from '@infonce/runtime'
import { planBlocks } from './block-plan.js'
import { type Configuration, parseConfiguration } from './configuration.js'
import { largestCosineChange } from './cosine-change.js'
import { RunFolderError } from './errors.js'
import { encoderGraph, trainingGraphs } from './graphs.js'
import { PACKAGE_NAME } from './package-version.js'
import { ANCHOR_TABLE } from './skip-gram.js'
import { loadVocabulary, saveVocabulary } from './text-files.js'
import { Word2vec } from './word2vec.js'

export const ENCODER_FILE = 'encoder.onnx'
export const VOCABULARY_FILE = 'vocabulary.txt'
export const PARAMETERS_FILE = 'parameters.safetensors'
/** Names of the files of a model but for data beside `encoder.onnx`, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [
  ENCODER_FILE,
  'loss.onnx',
  'gradient.onnx',
  'step.onnx',
  VOCABULARY_FILE,
  PARAMETERS_FILE,
]

/** Options of {@link exportModel}. They are of `encoder.onnx`; the parameters stay in float32. */
export interface ExportModelOptions {
  /** How its vectors are stored. Default `'float32'`. */
  readonly storage?: Storage
  /** Whether they lie in a file beside it. Default `'auto'`: only past 2 GiB. */
  readonly externalData?: ExternalDataMode
}

/** How the vectors in `encoder.onnx` differ from those of the model. */
export interface EncoderStorage {
  readonly dtype: StorageReport['dtype']
  /** The largest difference of two numbers. */
  readonly largestError: number
  /** The same as a share of the largest magnitude. */
  readonly relativeError: number
  /** The most by which the cosine similarity of two words can change. */
  readonly largestCosineChange: number
}

/** What {@link exportModel} wrote. */
export interface ExportedModel {
  /** Paths, in the order in which they were written. */
  readonly files: readonly string[]
  /** Of vectors that are not stored as they are. */
  readonly storage?: EncoderStorage
}

/**
 * Writes a model into a folder, each file whole or not at all: the four graphs (`encoder.onnx`, `loss.onnx`,
 * `gradient.onnx`, `step.onnx`), the vocabulary, and last the parameters. The vectors are inside `encoder.onnx` or in
 * a file beside it (see `writeModelFile`); what float16 changed stands in its metadata.
 * @throws FileError when a file cannot be written; ValueError when the vectors do not fit float16, or not one file
 *   where `externalData` is false
 */
export async function exportModel(
  model: Word2vec,
  folder: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  const { configuration, vocabulary, parameters } = model
  const graphs = trainingGraphs(vocabulary.size, configuration, planBlocks(vocabulary, configuration))
  await makeFolder(folder)
  const { files, storage } = await writeEncoder(model, join(folder, ENCODER_FILE), options)
  const written = [...files]
  const write = async (name: string, content: Uint8Array): Promise<void> => {
    await writeFileAtomic(join(folder, name), content)
    written.push(join(folder, name))
  }
  await write('loss.onnx', toModel(graphs.loss()))
  await write('gradient.onnx', toModel(graphs.gradient()))
  await write('step.onnx', toModel(graphs.step()))
  await saveVocabulary(join(folder, VOCABULARY_FILE), vocabulary)
  await saveSafetensors(join(folder, PARAMETERS_FILE), parameters, {
    package: PACKAGE_NAME,
    configuration: JSON.stringify(configuration),
    corpusTokens: String(vocabulary.corpusTokens),
  })
  written.push(join(folder, VOCABULARY_FILE), join(folder, PARAMETERS_FILE))
  return { files: written, ...(storage && { storage }) }
}

async function writeEncoder(model: Word2vec, path: string, options: ExportModelOptions): Promise<ExportedModel> {
  const { configuration, vocabulary, parameters } = model
  const name = `parameter/${ANCHOR_TABLE}`
  const table = parameters[name]!.data as Float32Array
  const graph = encoderGraph(vocabulary.size, configuration)
  const cosineChange = options.storage === 'float16' ? largestCosineChange(table, configuration.dim) : undefined
  const metadata = {
    ...graph.metadata,
    ...(cosineChange !== undefined && { largestCosineChange: String(cosineChange) }),
  }
  const written = await writeModelFile(path, { ...graph, metadata }, { ...options, weights: { [name]: table } })
  if (!written.storage || cosineChange === undefined) return { files: written.files }
  const { dtype, largestError, relativeError } = written.storage
  return { files: written.files, storage: { dtype, largestError, relativeError, largestCosineChange: cosineChange } }
}

/**
 * Reads the model that {@link exportModel} wrote into a folder.
 * @throws RunFolderError when the parameters are of another package or do not fit the vocabulary; CheckpointError or
 *   FileError when a file is missing or corrupt
 */
export async function loadModel(folder: string): Promise<Word2vec> {
  const path = join(folder, PARAMETERS_FILE)
  const { tensors, metadata } = await readSafetensors(path)
  if (metadata.package !== PACKAGE_NAME)
    throw new RunFolderError(`${path} is not of a word2vec model, but of '${metadata.package ?? 'an unknown package'}'`)
  const configuration = readConfiguration(path, metadata.configuration)
  const vocabulary = await loadVocabulary(join(folder, VOCABULARY_FILE), {
    corpusTokens: Number(metadata.corpusTokens),
  })
  const table = tensors[`parameter/${ANCHOR_TABLE}`]
  if (table?.dims.join() !== [vocabulary.size, configuration.dim].join())
    throw new RunFolderError(
      `${path} holds vectors [${table?.dims.join(', ')}], but ${VOCABULARY_FILE} has ${vocabulary.size} words of ${configuration.dim} numbers: they are of two runs`,
    )
  return new Word2vec(configuration, vocabulary, tensors)
}

function readConfiguration(path: string, text: string | undefined): Configuration {
  try {
    return parseConfiguration(JSON.parse(text ?? ''))
  } catch (cause) {
    throw new RunFolderError(
      `${path} does not say how its model was trained: its metadata are damaged; export it again`,
      {
        cause,
      },
    )
  }
}
