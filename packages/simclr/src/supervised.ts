// The same network trained with labels: what the representation is worth when it is made for one question.
import { add, everyClass, fullSoftmax, input, matmul, Random, transpose } from '@infonce/core'
import { encodeLabels, LabelError } from '@infonce/evaluation'
import { TrainingGraphs, uniform } from '@infonce/nn'
import {
  chooseProvider,
  type StartingParameter,
  startParameters,
  Trainer,
  type TrainingEvent,
  type TrainModelOptions,
  train,
} from '@infonce/runtime'
import { augment } from './augmentation/augment.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { IMAGES, LABELS } from './contrast.js'
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

/** A network that was trained with labels: an encoder as SimCLR's, and a linear layer on its representations. */
export class Classifier {
  constructor(
    /** Gives representations h; it has no projection head, and so no embeddings z. */
    readonly encoder: SimClr,
    /** The classes, in the order of the rows of the linear layer. */
    readonly classes: readonly string[],
    /** float32 [classes, H] and [classes]. */
    private readonly weight: Float32Array,
    private readonly bias: Float32Array,
  ) {}

  /**
   * The class of each image of a set.
   * @throws ImageError for images of another form than the encoder's; the signal's reason when given
   */
  async classify(set: ImageSet, options: Omit<EmbedOptions, 'encoding'> = {}): Promise<string[]> {
    const { rows, columns, data } = await embedImages(this.encoder, set, { ...options, encoding: 'h' })
    return Array.from({ length: rows }, (_, n) => this.classOf(data.subarray(n * columns, (n + 1) * columns)))
  }

  private classOf(h: Float32Array): string {
    const scores = this.classes.map((_, row) =>
      h.reduce((sum, value, i) => sum + value * this.weight[row * h.length + i]!, this.bias[row]!),
    )
    return this.classes[scores.indexOf(Math.max(...scores))]!
  }
}

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
export type SupervisedEvent =
  | Extract<TrainingEvent, { type: 'step' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Classifier })

/** The loss of one view of N images with `batch/labels` int32 [N]: cross-entropy of a linear layer on h. */
export function supervisedGraphs(
  configuration: Configuration,
  classes: number,
): { readonly graphs: TrainingGraphs; readonly parameters: readonly StartingParameter[] } {
  const { batch: N, channels, size } = configuration
  const layers = new TrainedLayers(configuration)
  const { views } = augment(input(IMAGES, 'float32', [N, channels, size, size]), configuration, 1)
  const h = encode(layers, views, configuration)
  const width = h.shape[1] as number
  const limit = uniform(1 / Math.sqrt(width))
  const weight = layers.weight('classes.weight', [classes, width], limit)
  const scores = add(matmul(h, transpose(weight)), layers.weight('classes.bias', [classes], limit))
  const { loss, metrics } = fullSoftmax(everyClass(scores, input(LABELS, 'int32', [N])))
  const graphs = new TrainingGraphs({
    name: 'simclr.supervised',
    loss,
    metrics: { accuracy: metrics.accuracy },
    parameters: layers.parameters.map(({ tensor }) => tensor),
    optimizer: optimizerOf(configuration),
    carried: layers.carried,
    metadata: { configuration: JSON.stringify(configuration) },
  })
  return { graphs, parameters: layers.parameters }
}

/**
 * Trains the network of contrastive training, from the same starting point and on the same batches, to tell the values
 * of a label.
 * @throws ImageError for an image without the label, LabelError where all have the same, and what `trainModel`
 *   throws
 */
export async function* trainSupervised(options: TrainSupervisedOptions): AsyncGenerator<SupervisedEvent, void> {
  const { images: set, label, provider, threads, signal, lossEvery = 1 } = options
  const { classes, codes } = encodeLabels(labelValues(set, label))
  if (classes.length < 2)
    throw new LabelError(`all images have the ${label} '${classes[0]}': there must be at least two classes`)
  // Found out before many images are read.
  if (provider) await chooseProvider(provider, threads)
  const configuration = await settleConfiguration(options)
  const { graphs, parameters } = supervisedGraphs(configuration, classes.length)
  const random = Random.fromSeed(configuration.seed).split('parameters')
  const trainer = await Trainer.open(graphs, {
    sizes: {},
    initialize: (values) => startParameters(parameters, values, random),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
  })
  try {
    const source = new ImageBatches(set, configuration, { step: 0 }, { views: 1, codes })
    const schedule = scheduleOf(configuration)
    for await (const event of train({ trainer, source, lossEvery, schedule, ...(signal && { signal }) }))
      if (event.type === 'step') yield event
      else if (event.type === 'end') {
        const parameters = await trainer.readParameters()
        const [weight, bias] = ['weight', 'bias'].map(
          (name) => parameters[`parameter/classes.${name}`]!.data as Float32Array,
        )
        const encoder = new SimClr(configuration, await readEncoderNumbers(trainer, configuration))
        yield { ...event, model: new Classifier(encoder, classes, weight!, bias!) }
      }
  } finally {
    await trainer.close()
  }
}
