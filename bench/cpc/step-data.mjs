// Batches and starting parameters in files, so that every program trains with the same.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initialise, seriesInMemory, trainCpc, trainingGraphs, voices, WindowBatches } from '@infonce/cpc'
import { hostTensor, saveSafetensors } from '@infonce/runtime'

/** Different batches, which are taken in turn. */
export const BATCHES = 16

/** @param {string} folder */
export const parametersFile = (folder) => join(folder, 'parameters.safetensors')
/** @param {string} folder @param {number} step from 0 */
export const batchFile = (folder, step) => join(folder, `batch-${step % BATCHES}.safetensors`)
/** @param {string} folder */
export const configurationFile = (folder) => join(folder, 'configuration.json')

/**
 * Cuts batches out of made-up voices and draws the parameters that training would start from.
 * @param {string} folder for the files
 * @param {import('@infonce/cpc').ConfigurationInput} settings
 * @returns {Promise<{ configuration: import('@infonce/cpc').Configuration, milliseconds: number }>} the settings, and
 *   what the preparation of a batch took
 */
export async function prepareSteps(folder, settings) {
  const series = seriesInMemory({ series: Array.from(voices({ repetitions: 4 })), rate: 8000 })
  const configuration = await completed(series, { ...settings, epochs: 100 })
  await writeFile(configurationFile(folder), JSON.stringify(configuration))
  /** @type {Record<string, import('@infonce/runtime').HostTensor>} */
  const parameters = {}
  for (const { attributes } of trainingGraphs(configuration).definition.parameters) {
    const { name, shape } = /** @type {{ name: string, shape: number[] }} */ (attributes)
    parameters[name] = hostTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)))
  }
  initialise(configuration, parameters)
  await saveSafetensors(parametersFile(folder), parameters, {})
  const source = new WindowBatches(series, configuration)
  let milliseconds = 0
  for (let step = 0; step < BATCHES; step++) {
    const begin = performance.now()
    const taken = await source.take()
    milliseconds += (performance.now() - begin) / BATCHES
    if (!taken) throw new Error(`the voices give no more than ${step} batches`)
    await saveSafetensors(batchFile(folder, step), taken.feeds, {})
  }
  return { configuration, milliseconds }
}

/**
 * Settings as training completes them: with the gain that it measures.
 * @param {import('@infonce/cpc').SeriesSet} series
 * @param {import('@infonce/cpc').ConfigurationInput} configuration
 */
async function completed(series, configuration) {
  for await (const event of trainCpc({ series, configuration })) if (event.type === 'begin') return event.configuration
  throw new Error('training did not begin')
}
