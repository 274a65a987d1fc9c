// The options of `infonce word2vec train` that are settings of a run.
import {
  type Configuration,
  type ConfigurationInput,
  idleSettings,
  logPartitions,
  losses,
  parseConfiguration,
} from '@infonce/word2vec'
import { flagOf, readText, SettingOptions, type TypedSettings } from '../../setting-options.js'
import { UsageError } from '../../usage-error.js'

export const settings: SettingOptions<Configuration> = new SettingOptions<Configuration>(
  {
    dim: { argument: '<n>', description: 'length of the vectors' },
    window: { argument: '<n>', description: 'words on either side that count as context' },
    negatives: {
      argument: '<n>',
      description: 'negatives for each positive',
      byDefault: '5, or what the vocabulary has room for',
    },
    sample: { argument: '<t>', description: 'threshold of frequency subsampling, 0 for none' },
    minCount: { argument: '<n>', description: 'leave out words that occur less often' },
    epochs: { argument: '<n>', description: 'passes over the corpus' },
    learningRate: { argument: '<x>', description: 'learning rate at the start; it falls to near 0' },
    loss: { argument: '<name>', description: losses.join(', '), read: readText },
    logPartition: { argument: '<how>', description: `ln Z of --loss nce: ${logPartitions.join(', ')}`, read: readText },
    noisePower: { argument: '<x>', description: 'negatives are drawn by their counts to this power' },
    seed: { argument: '<n>', description: 'seed of all random numbers' },
  },
  (input) => parseConfiguration(input as Partial<Configuration>),
)

/**
 * The settings that were typed, which all can be: those that were not are for training to fill in.
 * @throws UsageError that names the options as they are typed
 */
export function settingsOf(typed: TypedSettings<Configuration>): ConfigurationInput {
  const configuration = settings.configurationOf(typed)
  const idle = idleSettings(configuration.loss).find((field) => typed[field] !== undefined)
  if (idle !== undefined)
    throw new UsageError(`${flagOf(idle)} does nothing with --loss ${configuration.loss}: leave it out`)
  return settings.inputOf(typed) as ConfigurationInput
}
