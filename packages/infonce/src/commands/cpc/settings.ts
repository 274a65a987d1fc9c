// The options of `infonce cpc train` that are settings of a run.
import {
  type Configuration,
  type ConfigurationInput,
  contextKinds,
  levels,
  negativeScopes,
  normalizations,
  parseConfiguration,
} from '@infonce/cpc'
import { type DependentSettings, refuseIdle } from '../../dependent-settings.js'
import { readNumbers, readText, readTruth, SettingOptions, type TypedSettings } from '../../setting-options.js'

const layers = { argument: '<n,…>', read: readNumbers, byDefault: 'by the rate' }

export const settings: SettingOptions<Configuration> = new SettingOptions<Configuration>(
  {
    steps: { argument: '<n>', description: 'frames ahead that are predicted' },
    negatives: { argument: '<n>', description: 'negatives of each prediction' },
    scope: { argument: '<name>', description: `where they come from: ${negativeScopes.join(', ')}`, read: readText },
    ownSequence: { argument: '<true|false>', description: "also from the anchor's own window", read: readTruth },
    speakerLabel: { argument: '<label>', description: 'what names speakers, for those scopes', read: readText },
    speakerWindows: { argument: '<n>', description: 'windows of a speaker together in a batch' },
    widths: { ...layers, description: "channels of the encoder's layers" },
    kernels: { ...layers, description: 'entries that each layer sees' },
    strides: { ...layers, description: 'strides of the layers' },
    normalization: { argument: '<name>', description: `of each layer: ${normalizations.join(', ')}`, read: readText },
    context: { argument: '<name>', description: `what looks back: ${contextKinds.join(', ')}`, read: readText },
    contextWidth: { argument: '<n>', description: 'length of a context c' },
    contextKernel: { argument: '<n>', description: 'convolution: frames that each layer sees' },
    contextLayers: { argument: '<n>', description: 'convolution: layers' },
    level: { argument: '<name>', description: `what is brought to one level: ${levels.join(', ')}`, read: readText },
    gain: { argument: '<x>', description: 'what samples are multiplied by', byDefault: 'measured, to a level of 1' },
    frames: { argument: '<n>', description: 'frames of a window' },
    batch: { argument: '<n>', description: 'windows of a step' },
    epochs: { argument: '<n>', description: 'passes over the series' },
    learningRate: { argument: '<x>', description: 'learning rate at its highest' },
    warmUp: { argument: '<share>', description: 'share of training over which it rises' },
    temperature: { argument: '<x>', description: 'what scores are divided by' },
    seed: { argument: '<n>', description: 'seed of all random numbers' },
  },
  (input) => parseConfiguration(input as ConfigurationInput),
)

const dependent: readonly DependentSettings<Configuration>[] = [
  { fields: ['contextKernel', 'contextLayers'], on: 'context', values: ['convolution'] },
  { fields: ['speakerLabel', 'speakerWindows'], on: 'scope', values: ['speaker', 'mixed'] },
]

/**
 * The settings that were typed; those of layers, channels and rate are completed when the series are known.
 * @throws UsageError that names the options as they are typed
 */
export function settingsOf(typed: TypedSettings<Configuration>): ConfigurationInput {
  refuseIdle(typed, settings.configurationOf(typed), dependent)
  return settings.inputOf(typed) as ConfigurationInput
}
