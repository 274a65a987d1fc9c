// The options of `infonce simclr train` that are settings of a run.
import {
  type Configuration,
  type ConfigurationInput,
  methods,
  networks,
  normalizations,
  objectives,
  optimizers,
  parseConfiguration,
  residualForms,
  scalings,
  stems,
} from '@infonce/simclr'
import { type DependentSettings, refuseIdle } from '../../dependent-settings.js'
import { parseNumber } from '../../numbers.js'
import { readNumbers, readText, readTruth, SettingOptions, type TypedSettings } from '../../setting-options.js'

const readNumberOrNone = (text: string): unknown => (text === 'none' ? null : parseNumber(text))

/** What is done to views; a sheet of pairs has these alone. */
const augmentation = {
  crop: { argument: '<from,to>', description: "share of an image's area that a crop keeps", read: readNumbers },
  flip: { argument: '<share>', description: 'of views that are flipped left to right' },
  jitter: { argument: '<x>', description: 'strength of color jitter, 0 to 1' },
  jitterProbability: { argument: '<share>', description: 'of views whose colors are jittered' },
  grayscale: { argument: '<share>', description: 'of views that become gray' },
  blur: { argument: '<share>', description: 'of views that are blurred' },
  blurWidth: { argument: '<from,to>', description: 'how far, a deviation in pixels', read: readNumbers },
} as const
const seed = { seed: { argument: '<n>', description: 'seed of all random numbers' } } as const

const parse = (input: object): Configuration => parseConfiguration(input as ConfigurationInput)

/** Settings of a run; size, channels and level are those of the images. */
export const settings: SettingOptions<Configuration> = new SettingOptions<Configuration>(
  {
    method: { argument: '<name>', description: methods.join(', '), read: readText },
    objective: { argument: '<name>', description: objectives.join(', '), read: readText },
    label: { argument: '<name>', description: 'label for supcon and for nearest neighbors', read: readText },
    network: { argument: '<name>', description: networks.join(', '), read: readText },
    depth: { argument: '<n>', description: `layers of resnet: ${Object.keys(residualForms).join(', ')}` },
    widthFactor: { argument: '<x>', description: 'what its widths are multiplied by' },
    widths: {
      argument: '<n,…>',
      description: 'channels of each stage or layer',
      read: readNumbers,
      byDefault: 'by depth and factor',
    },
    stem: { argument: '<name>', description: `how resnet begins: ${stems.join(', ')}`, read: readText },
    normalization: { argument: '<name>', description: normalizations.join(', '), read: readText },
    groups: { argument: '<n>', description: 'group: groups of channels' },
    headLayers: { argument: '<n>', description: 'layers of the projection head' },
    headWidth: { argument: '<n>', description: 'width of its hidden layers' },
    embedding: { argument: '<n>', description: 'length of an embedding z' },
    views: { argument: '<n>', description: 'views of each image in a step' },
    temperature: { argument: '<x>', description: 'what similarities are divided by' },
    queue: { argument: '<n>', description: 'moco: keys in the queue' },
    keyMomentum: { argument: '<share>', description: 'moco: what the key encoder keeps of itself' },
    batchKeys: { argument: '<true|false>', description: 'moco: keys of the batch are negatives too', read: readTruth },
    ...augmentation,
    batch: { argument: '<n>', description: 'images of a step' },
    chunk: { argument: '<n>', description: 'of those at once, which saves memory', read: readNumberOrNone },
    epochs: { argument: '<n>', description: 'passes over the images' },
    optimizer: { argument: '<name>', description: optimizers.join(', '), read: readText },
    learningRate: { argument: '<x>', description: 'learning rate at its highest, before scaling' },
    scaling: { argument: '<name>', description: `of it by batch / 256: ${scalings.join(', ')}`, read: readText },
    momentum: { argument: '<share>', description: 'sgd, lars: momentum' },
    weightDecay: { argument: '<x>', description: 'weight decay' },
    warmUp: { argument: '<share>', description: 'share of training over which the rate rises' },
    ...seed,
  },
  parse,
)

/** Settings of what is done to views. */
export const viewSettings: SettingOptions<Configuration> = new SettingOptions<Configuration>(
  { ...augmentation, ...seed },
  parse,
)

const dependent: readonly DependentSettings<Configuration>[] = [
  { fields: ['depth', 'stem'], on: 'network', values: ['resnet'] },
  { fields: ['widthFactor'], on: 'widths', values: [null] },
  { fields: ['groups'], on: 'normalization', values: ['group'] },
  { fields: ['queue', 'keyMomentum', 'batchKeys'], on: 'method', values: ['moco'] },
  { fields: ['momentum'], on: 'optimizer', values: ['sgd', 'lars'] },
  { fields: ['headWidth'], on: 'headLayers', values: [2, 3] },
]

/**
 * The settings that were typed.
 * @throws UsageError that names the options as they are typed
 */
export function settingsOf(typed: TypedSettings<Configuration>): ConfigurationInput {
  refuseIdle(typed, settings.configurationOf(typed), dependent)
  return settings.inputOf(typed) as ConfigurationInput
}
