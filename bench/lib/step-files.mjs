// Batches and starting parameters of a training in files, so that every program makes the same steps.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hostTensor, readSafetensors, saveSafetensors } from '@infonce/runtime'

/** Different batches, which are taken in turn. */
export const BATCHES = 16

/** @param {string} folder */
const parametersFile = (folder) => join(folder, 'parameters.safetensors')
/** @param {string} folder @param {number} step from 0 */
const batchFile = (folder, step) => join(folder, `batch-${step}.safetensors`)
/** @param {string} folder */
const configurationFile = (folder) => join(folder, 'configuration.json')

/**
 * Writes settings, the parameters that training starts from, and the first batches.
 * @param {string} folder
 * @param {object} training
 * @param {object} training.configuration
 * @param {Pick<import('@infonce/nn').TrainingGraphs, 'definition'>} training.graphs
 * @param {(values: Record<string, import('@infonce/runtime').HostTensor>) => void} training.initialize
 * @param {import('@infonce/runtime').BatchSource} training.source
 * @returns {Promise<number>} milliseconds that the preparation of a batch took
 */
export async function saveSteps(folder, { configuration, graphs, initialize, source }) {
  await writeFile(configurationFile(folder), JSON.stringify(configuration))
  /** @type {Record<string, import('@infonce/runtime').HostTensor>} */
  const parameters = {}
  for (const { attributes } of graphs.definition.parameters) {
    const { name, shape } = /** @type {{ name: string, shape: number[] }} */ (attributes)
    parameters[name] = hostTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)))
  }
  initialize(parameters)
  await saveSafetensors(parametersFile(folder), parameters, {})
  let milliseconds = 0
  for (let step = 0; step < BATCHES; step++) {
    const begin = performance.now()
    const taken = await source.take()
    milliseconds += (performance.now() - begin) / BATCHES
    if (!taken) throw new Error(`there are no more than ${step} batches`)
    await saveSafetensors(batchFile(folder, step), taken.feeds, {})
  }
  return milliseconds
}

/** @param {string} folder */
export async function readConfiguration(folder) {
  return JSON.parse(await readFile(configurationFile(folder), 'utf8'))
}

/**
 * Reads parameters and batches.
 * @param {string} folder
 */
export async function readSteps(folder) {
  const tensorsOf = async (/** @type {string} */ file) => (await readSafetensors(file)).tensors
  return {
    parameters: await tensorsOf(parametersFile(folder)),
    batches: await Promise.all(Array.from({ length: BATCHES }, (_, step) => tensorsOf(batchFile(folder, step)))),
  }
}
