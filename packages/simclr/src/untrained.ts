// A model before training: what representations are worth that nothing was learned for.
import { untrained } from '@infonce/runtime/internals'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { simclr } from './definition.js'
import type { SimClr } from './simclr.js'

/**
 * The model that training with a configuration starts from. Give the level: nothing is measured. Running statistics of
 * batch normalization stand at mean 0 and variance 1.
 * @throws ConfigurationError for impossible settings
 */
export const untrainedModel = (input: ConfigurationInput): SimClr =>
  untrained(simclr, { configuration: parseConfiguration(input) })
