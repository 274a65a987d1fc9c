// The same network trained with labels: what the representation is worth when it is made for one question.
import { input, Random } from '@infonce/core'
import { encodeLabels, LabelError } from '@infonce/evaluation'
import { chooseProvider, type TrainModelOptions } from '@infonce/runtime'
import * as internals from '@infonce/runtime/internals'
import { augment } from './augmentation/augment.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { IMAGES } from './contrast.js'
import type { ImageSet } from './data/images.js'
import type { SimClrTypes } from './definition.js'
import { readEncoderNumbers } from './encoder-numbers.js'
import { ImageBatches } from './image-batches.js'
import { type EmbedOptions, embedImages } from './image-encoder.js'
import { labelValues } from './label-values.js'
import { TrainedLayers } from './network/layers.js'
import { encode } from './network/network.js'
import { optimizerOf, scheduleOf } from './optimizer-of.js'
import { settleConfiguration } from './settle-configuration.js'
import { SimClr } from './simclr.js'

/** A network that was trained with labels: an encoder as SimCLR's without a projection head, and a linear layer on h. */
export type Classifier = internals.Classifier<SimClr, ImageSet, Omit<EmbedOptions, 'encoding'>>

/** What {@link trainSupervised} is given. */
export interface TrainSupervisedOptions
  extends Pick<TrainModelOptions<SimClrTypes>, 'images' | 'provider' | 'threads' | 'signal' | 'lossEvery'> {
  /** The label that is learned; every image must have it. */
  readonly label: string
  /**
   * As of contrastive training, whose network, augmentation, batches, passes, optimizer and learning rate are used, with
   * one view of each image.
   */
  readonly configuration?: ConfigurationInput
}

/** What happens during supervised training. */
export type SupervisedEvent = internals.ClassifierEvent<Classifier>

/** The loss of one view of N images with their classes: cross-entropy of a linear layer on h. */
export function supervisedGraphs(configuration: Configuration, classes: number): internals.ClassifierGraphs {
  const { batch: N, channels, size } = configuration
  const layers = new TrainedLayers(configuration)
  const { views } = augment(input(IMAGES, 'float32', [N, channels, size, size]), configuration, 1)
  const h = encode(layers, views, configuration)
  return internals.classifierGraphs(h, classes, layers.parameters, {
    name: 'simclr.supervised',
    optimizer: optimizerOf(configuration),
    carried: layers.carried,
    metadata: { configuration: JSON.stringify(configuration) },
  })
}

/**
 * Trains the network of contrastive training, from the same starting point and on the same batches, to tell the values
 * of a label.
 * @throws ImageError for an image without the label, LabelError where all have the same, and what `trainModel`
 *   throws
 */
export async function* trainSupervised(options: TrainSupervisedOptions): AsyncGenerator<SupervisedEvent, void> {
  const { images: set, label, configuration: _, ...rest } = options
  const { classes, codes } = encodeLabels(labelValues(set, label))
  if (classes.length < 2)
    throw new LabelError(`all images have the ${label} '${classes[0]}': there must be at least two classes`)
  // Found out before many images are read.
  if (rest.provider) await chooseProvider(rest.provider, rest.threads)
  const configuration = await settleConfiguration(options)
  yield* internals.trainClassifier({
    lossEvery: 1,
    ...rest,
    classes,
    training: supervisedGraphs(configuration, classes.length),
    random: Random.fromSeed(configuration.seed).split('parameters'),
    source: new ImageBatches(set, configuration, { step: 0 }, { views: 1, codes }),
    schedule: scheduleOf(configuration),
    encoder: async (trainer) => new SimClr(configuration, await readEncoderNumbers(trainer, configuration)),
    features: (model, given, options) => embedImages(model, given, { ...options, encoding: 'h' }),
  })
}
