// Our trainer of SimCLR on the batches of a folder.
import { scaleLearningRate } from '@infonce/nn'
import { parseConfiguration, trainingGraphs } from '@infonce/simclr'
import { readConfiguration } from '../lib/step-files.mjs'
import { openStepTrainer } from '../lib/step-trainer.mjs'

/**
 * @param {string} folder that `prepareSteps` filled
 * @param {number} threads
 */
export async function openTrainer(folder, threads) {
  const configuration = parseConfiguration(await readConfiguration(folder))
  const { learningRate, batch, scaling } = configuration
  const graphs = trainingGraphs(configuration)
  return openStepTrainer(folder, { graphs, threads, learningRate: scaleLearningRate(learningRate, batch, scaling) })
}
