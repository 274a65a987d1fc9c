// The settings of a CPC run.
import { parseSettings, type Settings, type SettingsInput } from '@infonce/runtime'
import type { Configuration } from './configuration.generated.js'
import { scopes } from './scopes.js'

export type { Configuration } from './configuration.generated.js'
/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = SettingsInput<Configuration>

/** The largest gain: samples that need a larger one are no sound. */
export const MOST_GAIN = 1e12

const layers = { type: 'list', of: { type: 'integer', min: 1, max: 65536 }, byDefault: 'by the rate' } as const
const size = { type: 'integer', min: 1, max: 65536 } as const
const bySpeaker = { scope: ['speaker', 'mixed'] }
const convolution = { context: ['convolution'] }

/** Every setting of a run, as data. */
export const settings: Settings<Configuration> = {
  fields: {
    channels: { ...size, default: 1, about: 'channels of a series: 1 for mono sound', option: false },
    rate: {
      type: 'number',
      noun: 'number of Hz',
      above: 0,
      nullable: true,
      default: 8000,
      about: 'samples a second; `null` for series that have no rate',
      option: false,
    },
    steps: { type: 'integer', min: 1, max: 1000, default: 8, about: 'steps K ahead that are predicted' },
    negatives: {
      ...size,
      default: 96,
      about: 'negatives of each prediction, at most',
      more: 'Where the windows have fewer frames, all of them.',
    },
    scope: {
      type: 'choice',
      of: ['sequence', 'batch', 'speaker', 'mixed'],
      default: 'batch',
      about: 'where negatives come from',
      more: 'Other frames of the same window (`sequence`), of all windows of the batch (`batch`), of windows of the same speaker (`speaker`), or half of them `batch` and half `speaker` (`mixed`, where a frame may be drawn twice).',
    },
    ownSequence: {
      type: 'boolean',
      default: true,
      about: 'whether the series of an anchor gives negatives, too',
      more: 'In scopes other than `sequence`.',
    },
    speakerLabel: {
      type: 'string',
      default: 'speaker',
      about: 'the label that names speakers',
      when: bySpeaker,
      option: { argument: '<label>' },
    },
    speakerWindows: {
      ...size,
      default: 8,
      about: 'windows of one speaker that stand together in a batch',
      when: bySpeaker,
    },
    widths: {
      ...layers,
      default: [32, 64, 128, 128],
      about: "channels of the encoder's layers",
      more: 'The last is the length of a frame z.',
    },
    kernels: {
      ...layers,
      sameLengthAs: 'widths',
      default: [10, 8, 4, 4],
      about: "entries that each layer's convolution sees",
    },
    strides: {
      ...layers,
      sameLengthAs: 'widths',
      default: [5, 4, 2, 2],
      about: 'strides of the layers',
      more: 'Those of the default give a frame every 80 samples.',
    },
    normalization: {
      type: 'choice',
      of: ['none', 'channel'],
      default: 'channel',
      about: "what is done between a layer's convolution and its ReLU",
      more: 'Nothing, or layer normalization of the channels of each frame.',
    },
    context: {
      type: 'choice',
      of: ['gru', 'convolution'],
      default: 'gru',
      about: 'how frames become contexts',
      more: 'A gated recurrent unit, as in the paper, or causal convolutions.',
    },
    contextWidth: { ...size, default: 128, about: 'length of a context c' },
    contextKernel: {
      type: 'integer',
      min: 2,
      max: 1000,
      default: 3,
      about: 'frames that each layer of the context sees',
      when: convolution,
    },
    contextLayers: {
      type: 'integer',
      min: 1,
      max: 20,
      default: 4,
      about: 'layers of the context; each looks twice as far back as the one before',
      when: convolution,
    },
    level: {
      type: 'choice',
      of: ['set', 'series'],
      default: 'set',
      about: 'what is brought to one level: all series by one gain, or each by its own',
      more: 'With `set` all series are brought to a root mean square of 1 by one gain, which is then part of the model. With `series` each channel of each series is brought to mean 0 and deviation 1 before the model sees it, which leaves out how loud a recording is, and where a sensor has its zero: whoever runs `encoder.onnx` elsewhere, or encodes a stream, does so first. `configurationFor` takes `series` for series without a rate.',
      byDefault: 'set, or series without a rate',
    },
    gain: {
      type: 'number',
      above: 0,
      max: MOST_GAIN,
      nullable: true,
      default: null,
      about: 'what samples are multiplied by before the encoder',
      more: 'With `null`, training measures what gives its series a root mean square of 1, or takes 1 where each series is scaled by itself; graphs that are made without training take 1.',
      byDefault: 'measured, to a level of 1',
    },
    frames: { type: 'integer', min: 2, max: 100000, default: 40, about: 'frames of a window' },
    batch: { ...size, default: 32, about: 'windows N of a step' },
    epochs: {
      type: 'integer',
      min: 1,
      max: 1_000_000,
      default: 20,
      about: 'passes over the series',
      more: 'As many windows as lie side by side in each series, one at least.',
    },
    learningRate: {
      type: 'number',
      above: 0,
      max: 1000,
      default: 1e-3,
      about: "Adam's learning rate after the warm-up; it falls along half a cosine to a hundredth",
    },
    warmUp: {
      type: 'number',
      noun: 'share',
      min: 0,
      below: 1,
      default: 0.05,
      about: 'share of training over which the learning rate rises from 0',
    },
    temperature: { type: 'number', min: 1e-6, max: 1e6, default: 1, about: 'what scores are divided by' },
    seed: { type: 'integer', min: 0, default: 1, about: 'seed of all random numbers' },
  },
  check({ steps, frames, scope, ownSequence, batch, speakerWindows, negatives }, require) {
    const { bySpeaker, alone } = scopes[scope]
    require(steps < frames, 'steps', `fewer than the ${frames} frames of a window`)
    if (bySpeaker) require(batch % speakerWindows === 0, 'speakerWindows', `a divisor of the batch of ${batch}`)
    if (bySpeaker && !ownSequence)
      require(speakerWindows > 1, 'speakerWindows', '2 or more, as own sequences give no negatives')
    if (!ownSequence) require(!alone, 'ownSequence', `true: the scope '${scope}' has no other sequences`)
    if (!ownSequence && !alone) require(batch > 1, 'batch', '2 or more, as own sequences give no negatives')
    require(scope !== 'mixed' || negatives > 1, 'negatives', '2 or more, half of them of the same speaker')
  },
}

/**
 * Fills in defaults and checks every field, and those that depend on each other.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export const parseConfiguration = (input: ConfigurationInput = {}): Configuration => parseSettings(settings, input)
