// The settings of a run.
import { parseSettings, type Settings, type SettingsInput } from '@infonce/runtime'
import type { Configuration } from './configuration.generated.js'
import { depthNames } from './network/residual-forms.js'
import { normalizedWidths, stageCount } from './network/widths.js'

export type { Configuration } from './configuration.generated.js'
/** Settings of a run; what is left out takes its default. */
export type ConfigurationInput = SettingsInput<Configuration>

const size = { type: 'integer', min: 1, max: 65536 } as const
const probability = { type: 'number', noun: 'probability', min: 0, max: 1 } as const
const share = { type: 'number', noun: 'share', min: 0, below: 1 } as const
const resnet = { network: ['resnet'] }
const moco = { method: ['moco'] }

/** Every setting of a run, as data. */
export const settings: Settings<Configuration> = {
  fields: {
    size: {
      type: 'integer',
      min: 4,
      max: 4096,
      default: 32,
      about: 'side of an image in pixels',
      byDefault: 'that of the images',
      option: false,
    },
    channels: {
      type: 'choice',
      of: [1, 3],
      default: 3,
      about: '3 for red, green, blue; 1 for gray',
      byDefault: 'that of the images',
      option: false,
    },
    level: {
      type: 'object',
      fields: {
        mean: { type: 'list', of: { type: 'number' } },
        deviation: { type: 'list', of: { type: 'number', above: 0, max: 1e6 } },
      },
      nullable: true,
      default: null,
      about: 'mean and deviation of each channel, of pixels 0 … 1',
      more: 'The encoder takes images from 0 to 1 and brings them to mean 0 and deviation 1. Training replaces `null` by what it measures; graphs that are made without training take 0.5 and 0.25.',
      byDefault: 'measured',
      option: false,
    },
    method: {
      type: 'choice',
      of: ['simclr', 'moco', 'supcon'],
      default: 'simclr',
      about: 'what is contrasted',
      more: 'The views of a batch (`simclr`), a momentum encoder with a queue of keys (`moco`), or images by their labels (`supcon`).',
    },
    objective: {
      type: 'choice',
      of: ['infonce', 'decoupled', 'logistic'],
      default: 'infonce',
      about: 'what is made of the contrasts',
      more: '`infonce` is NT-Xent for two views; `decoupled` has no positive in the denominator (Yeh et al. 2022); `logistic` takes each candidate by itself (NT-Logistic).',
    },
    label: {
      type: 'string',
      default: 'class',
      about: 'label for supcon and for nearest neighbors',
      more: 'With `supcon`, images with equal labels are positives of each other.',
      option: { argument: '<name>' },
    },
    network: {
      type: 'choice',
      of: ['resnet', 'convolutional'],
      default: 'resnet',
      about: 'the network',
      more: 'A residual network, or four plain convolutions.',
    },
    depth: {
      type: 'choice',
      of: depthNames,
      default: 10,
      about: 'layers of the residual network',
      more: 'See `residualForms`.',
      when: resnet,
    },
    widthFactor: {
      type: 'number',
      above: 0,
      max: 16,
      default: 0.5,
      about: 'what the widths of its layers are multiplied by',
      when: { widths: [null] },
    },
    widths: {
      type: 'list',
      of: size,
      nullable: true,
      default: null,
      about: 'channels of each stage or layer',
      more: 'In the place of those that depth and width factor give.',
      byDefault: 'by depth and factor',
    },
    stem: {
      type: 'choice',
      of: ['cifar', 'strided', 'imagenet'],
      default: 'cifar',
      about: 'how the residual network begins',
      more: '`cifar` begins with a 3 × 3 convolution, `strided` with the same by steps of 2, which makes all that follows four times cheaper, `imagenet` with 7 × 7 by steps of 2 and a maximum of 3 × 3.',
      when: resnet,
    },
    normalization: {
      type: 'choice',
      of: ['batch', 'group', 'layer'],
      default: 'batch',
      about: 'what is normalized',
      more: 'Each channel over the batch, groups of channels of an image, or the whole image.',
    },
    groups: {
      type: 'integer',
      min: 1,
      max: 4096,
      default: 8,
      about: 'groups of channels',
      when: { normalization: ['group'] },
    },
    headLayers: { type: 'integer', min: 1, max: 3, default: 2, about: 'layers of the projection head' },
    headWidth: { ...size, default: 256, about: 'width of its hidden layers', when: { headLayers: [2, 3] } },
    embedding: { type: 'integer', min: 2, max: 65536, default: 128, about: 'length of an embedding z' },
    views: {
      type: 'integer',
      min: 2,
      max: 64,
      default: 2,
      about: 'views V of each image in a step',
      more: 'With more than two, all other views of an image are positives, and the loss is the mean over them (Khosla et al. 2020, eq. 2, each image its own label).',
    },
    temperature: { type: 'number', min: 0.001, max: 1000, default: 0.5, about: 'what similarities are divided by' },
    queue: { type: 'integer', min: 1, max: 1_000_000, default: 4096, about: 'keys K in the queue', when: moco },
    keyMomentum: {
      ...share,
      default: 0.99,
      about: 'share that the momentum encoder keeps of itself in a step',
      when: moco,
    },
    batchKeys: {
      type: 'boolean',
      default: true,
      about: 'whether keys of other images of the batch are negatives, too',
      when: moco,
    },
    crop: {
      type: 'range',
      noun: 'shares',
      max: 1,
      default: [0.2, 1],
      about: "share of an image's area that a random crop keeps, from and to",
    },
    flip: { ...probability, default: 0.5, about: 'probability that a view is flipped left to right' },
    jitter: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.5,
      about: 'strength s of color jitter',
      more: 'Brightness, contrast and saturation change by 0.8·s, hue by 0.2·s.',
    },
    jitterProbability: { ...probability, default: 0.8, about: 'probability of color jitter' },
    grayscale: { ...probability, default: 0.2, about: 'probability that a view is gray' },
    blur: { ...probability, default: 0, about: 'probability that a view is blurred' },
    blurWidth: {
      type: 'range',
      noun: 'numbers of pixels',
      max: 1000,
      default: [0.1, 2],
      about: 'standard deviation of the blur in pixels, from and to',
    },
    batch: { type: 'integer', min: 2, max: 65536, default: 256, about: 'images N of a step' },
    chunk: {
      type: 'integer',
      min: 2,
      max: 65536,
      nullable: true,
      default: null,
      about: 'images that the network sees at once, a divisor of the batch',
      more: 'A step then needs memory for these alone, and a third more time (gradient cache, Gao et al. 2021).',
      byDefault: 'the whole batch',
    },
    epochs: { type: 'integer', min: 1, max: 1_000_000, default: 50, about: 'passes over the images' },
    optimizer: { type: 'choice', of: ['sgd', 'lars', 'adamw'], default: 'sgd', about: 'what moves parameters' },
    learningRate: {
      type: 'number',
      above: 0,
      max: 1000,
      default: 0.24,
      about: 'learning rate after the warm-up, before scaling; it falls along half a cosine to 0',
    },
    scaling: {
      type: 'choice',
      of: ['none', 'linear', 'root'],
      default: 'linear',
      about: 'how the learning rate grows with the batch',
      more: 'Not, by its size over 256, or by the root of that.',
    },
    momentum: { ...share, default: 0.9, about: 'momentum', when: { optimizer: ['sgd', 'lars'] } },
    weightDecay: { type: 'number', min: 0, max: 100, default: 1e-4, about: 'weight decay' },
    warmUp: { ...share, default: 0.05, about: 'share of training over which the learning rate rises from 0' },
    seed: { type: 'integer', min: 0, default: 1, about: 'seed of all random numbers' },
  },
  check(configuration, require) {
    const { batch, chunk, channels, groups, level, method, normalization, objective, queue, views } = configuration
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
  },
}

/**
 * Fills in defaults and checks every field, and those that depend on each other.
 * @throws ConfigurationError that names each wrong field, what was expected and what was found
 */
export const parseConfiguration = (input: ConfigurationInput = {}): Configuration => parseSettings(settings, input)
