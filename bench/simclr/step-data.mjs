// Batches of drawn pictures, and the parameters that training would start from.
import {
  configurationFor,
  drawings,
  initialise,
  measureLevel,
  PictureBatches,
  picturesInMemory,
  trainingGraphs,
} from '@infonce/simclr'
import { saveSteps } from '../lib/step-files.mjs'

/** Pictures that batches are drawn from. */
const PICTURES = 1024
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
  const drawn = drawings({ pictures: PICTURES })
  const pictures = picturesInMemory({ pictures: Array.from(drawn), size: drawn.size })
  const given = configurationFor(pictures, settings)
  const learningRate = RATE * given.learningRate
  const configuration = { ...given, learningRate, level: await measureLevel(pictures) }
  const milliseconds = await saveSteps(folder, {
    configuration,
    graphs: trainingGraphs(configuration),
    initialise: (values) => initialise(configuration, values),
    source: new PictureBatches(pictures, configuration),
  })
  return { configuration, milliseconds }
}
