// Writes a model's files and reads a model back. Node only.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { toModel } from '@infonce/onnx'
import { readSafetensors, saveSafetensors, writeFileAtomic } from '@infonce/runtime'
import { planBlocks } from './block-plan.js'
import { type Configuration, parseConfiguration } from './configuration.js'
import { RunFolderError } from './errors.js'
import { encoderGraph, trainingGraphs } from './graphs.js'
import { PACKAGE_NAME } from './package-version.js'
import { ANCHOR_TABLE } from './skip-gram.js'
import { loadVocabulary, saveVocabulary } from './text-files.js'
import { Word2vec } from './word2vec.js'

export const VOCABULARY_FILE = 'vocabulary.txt'
export const PARAMETERS_FILE = 'parameters.safetensors'
/** Names of the files of a model, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [
  'encoder.onnx',
  'loss.onnx',
  'gradient.onnx',
  'step.onnx',
  VOCABULARY_FILE,
  PARAMETERS_FILE,
]

/**
 * Writes a model into a folder, each file whole or not at all, and returns their paths: the four graphs
 * (`encoder.onnx`, `loss.onnx`, `gradient.onnx`, `step.onnx`), the vocabulary, and last the parameters.
 * @throws FileError when a file cannot be written; ValueError when the vectors do not fit one ONNX file
 */
export async function exportModel(model: Word2vec, folder: string): Promise<string[]> {
  const { configuration, vocabulary, parameters } = model
  const graphs = trainingGraphs(vocabulary.size, configuration, planBlocks(vocabulary, configuration))
  const table = `parameter/${ANCHOR_TABLE}`
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  const write = async (name: string, content: () => Uint8Array): Promise<void> => {
    await writeFileAtomic(join(folder, name), content())
    files.push(join(folder, name))
  }
  const weights = { [table]: parameters[table]!.data as Float32Array }
  await write('encoder.onnx', () => toModel(encoderGraph(vocabulary.size, configuration), { weights }))
  await write('loss.onnx', () => toModel(graphs.loss()))
  await write('gradient.onnx', () => toModel(graphs.gradient()))
  await write('step.onnx', () => toModel(graphs.step()))
  await saveVocabulary(join(folder, VOCABULARY_FILE), vocabulary)
  await saveSafetensors(join(folder, PARAMETERS_FILE), parameters, {
    package: PACKAGE_NAME,
    configuration: JSON.stringify(configuration),
    corpusTokens: String(vocabulary.corpusTokens),
  })
  return [...files, join(folder, VOCABULARY_FILE), join(folder, PARAMETERS_FILE)]
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
