// The settings of a CPC run, checked at the door.
import {
  ConfigurationError,
  type ConfigurationProblem,
  fieldsOf,
  listOf,
  numberWhere,
  ofOneLength,
  oneOf,
  parseSettings,
  truth,
  whole,
} from '@infonce/runtime'
import * as z from 'zod'
import { scopes } from './scopes.js'

/** How frames become contexts: a gated recurrent unit, as in the paper, or causal convolutions. */
export const contextKinds = ['gru', 'convolution'] as const
/** What is done between a layer's convolution and its ReLU: nothing, or layer normalization of each frame's channels. */
export const normalizations = ['none', 'channel'] as const
/** What is brought to one level: all series by one gain, or each by its own. */
export const levels = ['set', 'series'] as const
/** Where the negatives of a frame come from. */
export const negativeScopes = ['sequence', 'batch', 'speaker', 'mixed'] as const

/** Settings of a run, complete. */
export interface Configuration {
  /** Channels of a series: 1 for mono sound. Default: 1. */
  readonly channels: number
  /** Samples a second, for series that have a rate; `null` for others. Default: 8000. */
  readonly rate: number | null
  /**
   * Whether all series are brought to a root mean square of 1 by one gain, which is then part of the model (`set`), or
   * each channel of each series to mean 0 and deviation 1 before the model sees it (`series`), which leaves out how loud
   * a recording is, and where a sensor has its zero: then whoever runs `encoder.onnx` elsewhere, or encodes a stream,
   * does so first. Default: `'set'`; `configurationFor` takes `'series'` for series without a rate.
   */
  readonly level: (typeof levels)[number]
  /**
   * What samples are multiplied by before the encoder. Default: `null`, which training replaces by what gives its series
   * a root mean square of 1, or by 1 where each series is scaled by itself; graphs that are made without training take
   * `null` for 1.
   */
  readonly gain: number | null
  /** Channels of the encoder's layers; the last is the length of a frame z. Default: 32, 64, 128, 128. */
  readonly widths: readonly number[]
  /** Entries that each layer's convolution sees. Default: 10, 8, 4, 4. */
  readonly kernels: readonly number[]
  /** Strides of the layers. Default: 5, 4, 2, 2, so that a frame comes every 80 samples. */
  readonly strides: readonly number[]
  /** Default: `'channel'`. */
  readonly normalization: (typeof normalizations)[number]
  /** Default: `'gru'`. */
  readonly context: (typeof contextKinds)[number]
  /** Length of a context c. Default: 128. */
  readonly contextWidth: number
  /** For the context `convolution`: how many frames each of its layers sees. Default: 3. */
  readonly contextKernel: number
  /** For the context `convolution`: its layers; each looks twice as far back as the one before. Default: 4. */
  readonly contextLayers: number
  /** Steps K ahead that are predicted. Default: 8. */
  readonly steps: number
  /** Negatives of each prediction, at most: where the windows have fewer frames, all of them. Default: 96. */
  readonly negatives: number
  /**
   * Where negatives come from: other frames of the same window (`sequence`), of all windows of the batch (`batch`), of
   * windows of the same speaker (`speaker`), or half of them `batch` and half `speaker` (`mixed`, where a frame may be
   * drawn twice). Default: `'batch'`.
   */
  readonly scope: (typeof negativeScopes)[number]
  /** Whether the series that an anchor is of gives negatives, in scopes beside `sequence`. Default: `true`. */
  readonly ownSequence: boolean
  /** The label that names speakers, for the scopes that ask for it. Default: `'speaker'`. */
  readonly speakerLabel: string
  /** Windows of one speaker that stand together in a batch, in those scopes. Default: 8. */
  readonly speakerWindows: number
  /** What scores are divided by. Default: 1. */
  readonly temperature: number
  /** Frames of a window. Default: 40. */
  readonly frames: number
  /** Windows N of a step. Default: 32. */
  readonly batch: number
  /** Passes over the series: as many windows as lie side by side in each, one at least. Default: 20. */
  readonly epochs: number
  /** Adam's learning rate after the warm-up; it falls along half a cosine to a hundredth. Default: 1e-3. */
  readonly learningRate: number
  /** Share of training over which the learning rate rises from 0. Default: 0.05. */
  readonly warmUp: number
  /** Seed of all randomness. Default: 1. */
  readonly seed: number
}

/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = { readonly [K in keyof Configuration]?: Configuration[K] | undefined }

/** The largest gain: samples that need a larger one are no sound. */
export const MOST_GAIN = 1e12

const wholes = () => listOf(whole(1, 65536))
const schema = ofOneLength(
  fieldsOf({
    channels: whole(1, 65536).default(1),
    rate: numberWhere('a number of Hz above 0, or null', (value) => value > 0)
      .nullable()
      .default(8000),
    level: oneOf(levels).default('set'),
    gain: numberWhere('a number above 0, up to 1e12, or null', (value) => value > 0 && value <= MOST_GAIN)
      .nullable()
      .default(null),
    widths: wholes().default([32, 64, 128, 128]),
    kernels: wholes().default([10, 8, 4, 4]),
    strides: wholes().default([5, 4, 2, 2]),
    normalization: oneOf(normalizations).default('channel'),
    context: oneOf(contextKinds).default('gru'),
    contextWidth: whole(1, 65536).default(128),
    contextKernel: whole(2, 1000).default(3),
    contextLayers: whole(1, 20).default(4),
    steps: whole(1, 1000).default(8),
    negatives: whole(1, 65536).default(96),
    scope: oneOf(negativeScopes).default('batch'),
    ownSequence: truth().default(true),
    speakerLabel: z.string('a text').min(1, 'a text').default('speaker'),
    speakerWindows: whole(1, 65536).default(8),
    temperature: numberWhere('a number from 1e-6 to 1e6', (value) => value >= 1e-6 && value <= 1e6).default(1),
    frames: whole(2, 100000).default(40),
    batch: whole(1, 65536).default(32),
    epochs: whole(1, 1000000).default(20),
    learningRate: numberWhere('a number above 0, up to 1000', (value) => value > 0 && value <= 1000).default(1e-3),
    warmUp: numberWhere('a share from 0 and below 1', (value) => value >= 0 && value < 1).default(0.05),
    seed: whole(0).default(1),
  }),
  'widths',
  'kernels',
  'strides',
)

/**
 * Fills in defaults and checks every field, and those that depend on each other.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export function parseConfiguration(input: ConfigurationInput = {}): Configuration {
  const configuration: Configuration = parseSettings(schema, input)
  const { steps, frames, scope, ownSequence, batch, speakerWindows } = configuration
  const problems: ConfigurationProblem[] = []
  const require = (holds: boolean, field: keyof Configuration, expected: string): void => {
    if (!holds) problems.push({ field, expected, found: configuration[field] })
  }
  require(steps < frames, 'steps', `fewer than the ${frames} frames of a window`)
  const { bySpeaker, alone } = scopes[scope]
  if (bySpeaker) require(batch % speakerWindows === 0, 'speakerWindows', `a divisor of the batch of ${batch}`)
  if (bySpeaker && !ownSequence)
    require(speakerWindows > 1, 'speakerWindows', '2 or more, as own sequences give no negatives')
  if (!ownSequence) require(!alone, 'ownSequence', `true: the scope '${scope}' has no other sequences`)
  if (!ownSequence && !alone) require(batch > 1, 'batch', '2 or more, as own sequences give no negatives')
  require(scope !== 'mixed' || configuration.negatives > 1, 'negatives', '2 or more, half of them of the same speaker')
  if (problems.length > 0) throw new ConfigurationError(problems)
  return configuration
}
