// Batches of drawn images, and the parameters that training would start from.
import {
  configurationFor,
  drawings,
  ImageBatches,
  imagesInMemory,
  initialize,
  measureLevel,
  trainingGraphs,
} from '@infonce/simclr'
import { saveSteps } from '../lib/step-files.mjs'

/** Images that batches are drawn from. */
const IMAGES = 1024
/**
 * The share of the learning rate that steps are made with, as in the warm-up: with all of it the rounding of float32,
 * by which some ReLU opens or stays shut, grows tenfold and more from step to step, and losses would not agree for long.
 */
const RATE = 0.01

/**
 * @param {string} folder for the files
 * @param {import('@infonce/simclr').ConfigurationInput} settings
 * @returns {Promise<{ configuration: import('@infonce/simclr').Configuration, milliseconds: number }>} the settings, and
 *   what the preparation of a batch took
 */
export async function prepareSteps(folder, settings) {
  const drawn = drawings({ images: IMAGES })
  const images = imagesInMemory({ images: Array.from(drawn), size: drawn.size })
  const given = configurationFor(images, settings)
  const learningRate = RATE * given.learningRate
  const configuration = { ...given, learningRate, level: await measureLevel(images) }
  const milliseconds = await saveSteps(folder, {
    configuration,
    graphs: trainingGraphs(configuration),
    initialize: (values) => initialize(configuration, values),
    source: new ImageBatches(images, configuration),
  })
  return { configuration, milliseconds }
}
