// The settings of a run, checked at the door.
import {
  ConfigurationError,
  type ConfigurationProblem,
  fieldsOf,
  listOf,
  numberWhere,
  oneOf,
  parseSettings,
  truth,
  whole,
} from '@infonce/runtime'
import * as z from 'zod'
import { depthNames } from './network/residual-forms.js'
import { normalizedWidths, stageCount } from './network/widths.js'

/** How images are contrasted: the views of a batch, a momentum encoder with a queue of keys, or by labels. */
export const methods = ['simclr', 'moco', 'supcon'] as const
/**
 * What is made of the contrasts: `infonce`, for two views NT-Xent; `decoupled`, the same with no positive in the
 * denominator (Yeh et al. 2022); `logistic`, each candidate apart, NT-Logistic.
 */
export const objectives = ['infonce', 'decoupled', 'logistic'] as const
/** A residual network, or four plain convolutions. */
export const networks = ['resnet', 'convolutional'] as const
/**
 * How a residual network begins: `cifar` with a 3 × 3 convolution, `strided` with the same by steps of 2, which makes all
 * that follows four times cheaper, `imagenet` with 7 × 7 by steps of 2 and a maximum of 3 × 3.
 */
export const stems = ['cifar', 'strided', 'imagenet'] as const
/** What is normalized: each channel over the batch, groups of channels of an image, or the whole image. */
export const normalizations = ['batch', 'group', 'layer'] as const
/** What moves parameters. */
export const optimizers = ['sgd', 'lars', 'adamw'] as const
/** How the learning rate grows with the batch: not, by its size over 256, or by the root of that. */
export const scalings = ['none', 'linear', 'root'] as const

/** Settings of a run, complete. */
export interface Configuration {
  /** Side of an image in pixels. Default: 32; `configurationFor` takes that of the images. */
  readonly size: number
  /** 3 for red, green, blue; 1 for gray. Default: 3; `configurationFor` takes that of the images. */
  readonly channels: 1 | 3
  /**
   * Mean and deviation of each channel, of pixels 0 … 1: the encoder takes images from 0 to 1 and brings them to mean 0
   * and deviation 1. Default: `null`, which training replaces by what it measures; graphs that are made without training
   * take 0.5 and 0.25.
   */
  readonly level: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | null
  /** Default: `'resnet'`. */
  readonly network: (typeof networks)[number]
  /** Default: `'cifar'`. */
  readonly stem: (typeof stems)[number]
  /** Layers of the residual network, see {@link residualForms}. Default: 10. */
  readonly depth: number
  /** What the widths of its layers are multiplied by. Default: 0.5. */
  readonly widthFactor: number
  /** Channels of its stages, in the place of those that depth and width factor give. Default: `null`. */
  readonly widths: readonly number[] | null
  /** Default: `'batch'`. */
  readonly normalization: (typeof normalizations)[number]
  /** For `group`: how many groups of channels. Default: 8. */
  readonly groups: number
  /** Layers of the projection head. Default: 2. */
  readonly headLayers: number
  /** Width of its hidden layers. Default: 256. */
  readonly headWidth: number
  /** Length of an embedding z. Default: 128. */
  readonly embedding: number
  /** Default: `'simclr'`. */
  readonly method: (typeof methods)[number]
  /** Default: `'infonce'`. */
  readonly objective: (typeof objectives)[number]
  /**
   * Views V of each image in a step. With more than two, all other views of an image are positives, and the loss is
   * the mean over them (Khosla et al. 2020, eq. 2, each image its own label). Default: 2.
   */
  readonly views: number
  /** What similarities are divided by. Default: 0.5. */
  readonly temperature: number
  /** For `moco`: keys K in the queue. Default: 4096. */
  readonly queue: number
  /** For `moco`: how much the momentum encoder keeps of itself in a step. Default: 0.99. */
  readonly keyMomentum: number
  /** For `moco`: whether the keys of the other images of the batch are negatives, beside the queue. Default: `true`. */
  readonly batchKeys: boolean
  /** For `supcon`: the label whose equals are positives. Default: `'class'`. */
  readonly label: string
  /** Share of an image's area that a random crop keeps, from and to. Default: 0.2 and 1. */
  readonly crop: readonly [number, number]
  /** Probability that a view is flipped left to right. Default: 0.5. */
  readonly flip: number
  /** Strength of color jitter s: brightness, contrast and saturation by 0.8·s, hue by 0.2·s. Default: 0.5. */
  readonly jitter: number
  /** Probability of color jitter. Default: 0.8. */
  readonly jitterProbability: number
  /** Probability that a view is gray. Default: 0.2. */
  readonly grayscale: number
  /** Probability that a view is blurred. Default: 0. */
  readonly blur: number
  /** Standard deviation of the blur, in pixels, from and to. Default: 0.1 and 2. */
  readonly blurWidth: readonly [number, number]
  /** Images N of a step. Default: 256. */
  readonly batch: number
  /**
   * Images that the network sees at once, a divisor of the batch: a step then needs memory for these alone, and a
   * third more time (gradient cache, Gao et al. 2021). Default: `null`, the whole batch.
   */
  readonly chunk: number | null
  /** Passes over the images. Default: 50. */
  readonly epochs: number
  /** Default: `'sgd'`. */
  readonly optimizer: (typeof optimizers)[number]
  /** Learning rate after the warm-up, before scaling; it falls along half a cosine to 0. Default: 0.24. */
  readonly learningRate: number
  /** Default: `'linear'`. */
  readonly scaling: (typeof scalings)[number]
  /** Of SGD and LARS. Default: 0.9. */
  readonly momentum: number
  /** Default: 1e-4. */
  readonly weightDecay: number
  /** Share of training over which the learning rate rises from 0. Default: 0.05. */
  readonly warmUp: number
  /** Seed of all randomness. Default: 1. */
  readonly seed: number
}

/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = { readonly [K in keyof Configuration]?: Configuration[K] | undefined }

const probability = (value: number) =>
  numberWhere('a probability from 0 to 1', (found) => found >= 0 && found <= 1).default(value)
const positive = (most: number) => numberWhere(`a number above 0, up to ${most}`, (found) => found > 0 && found <= most)
const pair = (what: string, holds: (low: number, high: number) => boolean, value: [number, number]) =>
  z
    .tuple([z.number(what), z.number(what)], what)
    .refine(([low, high]) => low <= high && holds(low, high), what)
    .default(value)

const schema = fieldsOf({
  size: whole(4, 4096).default(32),
  channels: numberWhere('1 or 3', (value) => value === 1 || value === 3).default(3),
  level: z
    .object({ mean: listOf(numberWhere('a number', () => true)), deviation: listOf(positive(1e6)) })
    .nullable()
    .default(null),
  network: oneOf(networks).default('resnet'),
  stem: oneOf(stems).default('cifar'),
  depth: numberWhere(`one of ${depthNames.join(', ')}`, (value) => depthNames.includes(value)).default(10),
  widthFactor: positive(16).default(0.5),
  widths: listOf(whole(1, 65536)).nullable().default(null),
  normalization: oneOf(normalizations).default('batch'),
  groups: whole(1, 4096).default(8),
  headLayers: whole(1, 3).default(2),
  headWidth: whole(1, 65536).default(256),
  embedding: whole(2, 65536).default(128),
  method: oneOf(methods).default('simclr'),
  objective: oneOf(objectives).default('infonce'),
  views: whole(2, 64).default(2),
  temperature: numberWhere('a number from 0.001 to 1000', (value) => value >= 1e-3 && value <= 1e3).default(0.5),
  queue: whole(1, 1_000_000).default(4096),
  keyMomentum: numberWhere('a number from 0 and below 1', (value) => value >= 0 && value < 1).default(0.99),
  batchKeys: truth().default(true),
  label: z.string('a text').min(1, 'a text').default('class'),
  crop: pair('two shares, from and to, above 0 and up to 1', (low, high) => low > 0 && high <= 1, [0.2, 1]),
  flip: probability(0.5),
  jitter: numberWhere('a number from 0 to 1', (value) => value >= 0 && value <= 1).default(0.5),
  jitterProbability: probability(0.8),
  grayscale: probability(0.2),
  blur: probability(0),
  blurWidth: pair('two numbers of pixels, from and to, above 0', (low, high) => low > 0 && high <= 1000, [0.1, 2]),
  batch: whole(2, 65536).default(256),
  chunk: whole(2, 65536).nullable().default(null),
  epochs: whole(1, 1_000_000).default(50),
  optimizer: oneOf(optimizers).default('sgd'),
  learningRate: positive(1000).default(0.24),
  scaling: oneOf(scalings).default('linear'),
  momentum: numberWhere('a number from 0 and below 1', (value) => value >= 0 && value < 1).default(0.9),
  weightDecay: numberWhere('a number from 0 to 100', (value) => value >= 0 && value <= 100).default(1e-4),
  warmUp: numberWhere('a share from 0 and below 1', (value) => value >= 0 && value < 1).default(0.05),
  seed: whole(0).default(1),
})

/**
 * Fills in defaults and checks every field, and those that depend on each other.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export function parseConfiguration(input: ConfigurationInput = {}): Configuration {
  const configuration = parseSettings(schema, input) as Configuration
  const { batch, chunk, channels, groups, level, method, normalization, objective, queue, views } = configuration
  const problems: ConfigurationProblem[] = []
  const require = (holds: boolean, field: keyof Configuration, expected: string): void => {
    if (!holds) problems.push({ field, expected, found: configuration[field] })
  }
  const complete = !level || (level.mean.length === channels && level.deviation.length === channels)
  require(complete, 'level', `a mean and a deviation for each of ${channels} channels`)
  require(chunk === null || batch % chunk === 0, 'chunk', `a divisor of the batch of ${batch}`)
  require(chunk === null || method !== 'moco', 'chunk', "null: the method 'moco' needs no large batches")
  const stages = stageCount(configuration)
  const fitting = configuration.widths === null || configuration.widths.length === stages
  require(fitting, 'widths', `one for each of the ${stages} stages of the network`)
  require(method !== 'moco' || queue >= batch, 'queue', `at least the ${batch} keys of a batch`)
  require(method !== 'moco' || views === 2, 'views', "2 for 'moco': a query and its key")
  require(method !== 'supcon' || objective !== 'decoupled', 'objective', "another than 'decoupled' for 'supcon'")
  require(views === 2 || objective !== 'decoupled', 'objective', "another than 'decoupled' for more than two views")
  const widths = [...new Set(normalizedWidths(configuration))]
  const divisible = normalization !== 'group' || widths.every((width) => width % groups === 0)
  require(divisible, 'groups', `a divisor of the channels of every layer, ${widths.join(', ')}`)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return configuration
}
