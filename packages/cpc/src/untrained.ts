// A model before training: what representations are worth that nothing was learned for.
import { untrained } from '@infonce/runtime/internals'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { Cpc } from './cpc.js'
import { cpc } from './definition.js'

/**
 * The model that training with a configuration starts from. Give the gain: nothing is measured.
 * @throws ConfigurationError for impossible settings
 */
export const untrainedModel = (input: ConfigurationInput): Cpc =>
  untrained(cpc, { configuration: parseConfiguration(input) })
