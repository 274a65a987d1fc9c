// The settings of a skip-gram run.
import { parseSettings, type Settings, type SettingsInput } from '@infonce/runtime'
import type { Configuration } from './configuration.generated.js'

export type { Configuration } from './configuration.generated.js'
/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = SettingsInput<Configuration>

/** The objectives that skip-gram can be trained with. */
export const losses = ['nce', 'negative-sampling', 'sampled-softmax', 'infonce', 'softmax'] as const

const withNoise = { loss: ['nce', 'negative-sampling', 'sampled-softmax', 'infonce'] }

/** Every setting of a run, as data. */
export const settings: Settings<Configuration> = {
  fields: {
    dim: { type: 'integer', min: 1, max: 65536, default: 100, about: "length D of a word's vector" },
    window: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 5,
      about: 'words on either side of the anchor that may be positives',
      more: 'Each anchor draws its own width from 1 to this.',
    },
    negatives: {
      type: 'integer',
      min: 1,
      max: 10000,
      default: 5,
      about: 'negatives k for each positive',
      byDefault: '5, or one fewer than there are words',
      when: withNoise,
    },
    sample: {
      type: 'number',
      min: 0,
      default: 1e-3,
      about: 'threshold t of frequency subsampling; 0 keeps every word',
    },
    minCount: { type: 'integer', min: 1, default: 5, about: 'words that occur less often are left out' },
    epochs: { type: 'integer', min: 1, max: 100000, default: 5, about: 'passes over the corpus' },
    learningRate: {
      type: 'number',
      above: 0,
      max: 1000,
      default: 0.025,
      about: 'learning rate at the start; it falls in a straight line to a ten-thousandth of it',
    },
    loss: { type: 'choice', of: losses, default: 'negative-sampling', about: 'the objective' },
    logPartition: {
      type: 'choice',
      of: ['fixed', 'shared', 'per-context'],
      default: 'fixed',
      about: 'what is done about ln Z, which starts at ln V',
      more: 'It is fixed, or one is learned for all words, or one for each anchor word.',
      when: { loss: ['nce'] },
    },
    noisePower: {
      type: 'number',
      min: 0,
      max: 10,
      default: 0.75,
      about: 'α of the noise distribution: counts to the power of α',
      when: withNoise,
    },
    seed: { type: 'integer', min: 0, default: 1, about: 'seed of all random numbers' },
  },
}

/**
 * Fills in defaults and checks every field.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export const parseConfiguration = (input: ConfigurationInput = {}): Configuration => parseSettings(settings, input)
