// Batches cut out of made-up voices, and the parameters that training would start from.
import { cpc, initialize, seriesInMemory, trainingGraphs, voices, WindowBatches } from '@infonce/cpc'
import { trainModel } from '@infonce/runtime'
import { saveSteps } from '../lib/step-files.mjs'

/**
 * @param {string} folder for the files
 * @param {import('@infonce/cpc').ConfigurationInput} settings
 * @returns {Promise<{ configuration: import('@infonce/cpc').Configuration, milliseconds: number }>} the settings, and
 *   what the preparation of a batch took
 */
export async function prepareSteps(folder, settings) {
  const series = seriesInMemory({ series: Array.from(voices({ repetitions: 4 })), rate: 8000 })
  const configuration = await completed(series, { ...settings, epochs: 100 })
  const milliseconds = await saveSteps(folder, {
    configuration,
    graphs: trainingGraphs(configuration),
    initialize: (values) => initialize(configuration, values),
    source: new WindowBatches(series, configuration),
  })
  return { configuration, milliseconds }
}

/**
 * Settings as training completes them: with the gain that it measures.
 * @param {import('@infonce/cpc').SeriesSet} series
 * @param {import('@infonce/cpc').ConfigurationInput} configuration
 */
async function completed(series, configuration) {
  for await (const event of trainModel(cpc, { series, configuration }))
    if (event.type === 'begin') return event.configuration
  throw new Error('training did not begin')
}
