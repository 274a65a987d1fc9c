// Our trainer of CPC on the batches of a folder.
import { parseConfiguration, trainingGraphs } from '@infonce/cpc'
import { readConfiguration } from '../lib/step-files.mjs'
import { openStepTrainer } from '../lib/step-trainer.mjs'

/**
 * @param {string} folder that `prepareSteps` filled
 * @param {number} threads
 */
export async function openTrainer(folder, threads) {
  const configuration = parseConfiguration(await readConfiguration(folder))
  const { learningRate } = configuration
  return openStepTrainer(folder, { graphs: trainingGraphs(configuration), threads, learningRate })
}
