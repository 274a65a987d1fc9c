// Batches of images and what happens to their views.
import { Random } from '@infonce/core'
import { encodeLabels } from '@infonce/evaluation'
import { type BatchSource, type HostTensor, hostTensor, type TrainingBatch } from '@infonce/runtime'
import { drawViews } from './augmentation/draw-views.js'
import type { Configuration } from './configuration.js'
import { IMAGES, LABELS } from './contrast.js'
import type { ImageSet } from './data/images.js'
import { ImageError } from './errors.js'
import { labelValues } from './label-values.js'
import { pixelTensor } from './pixel-tensor.js'

/** Where {@link ImageBatches} stand: the steps that they have given batches for. */
export interface ImageBatchesState {
  readonly step: number
}

/** What batches bring beside images. */
export interface BatchContents {
  /** Views of each image that numbers are drawn for. Default: the configuration's. */
  readonly views?: number
  /** A code for each image of the set, fed as `batch/labels`. Default: of the label for `supcon`, else none. */
  readonly codes?: Int32Array
}

/** Steps of one pass over so many images; what does not fill a batch is left for the next pass. */
export const stepsOfPass = (images: number, { batch }: Pick<Configuration, 'batch'>): number =>
  Math.floor(images / batch)

/**
 * Each pass over the images in a new order, each image at most once a pass: the same image twice in a batch would
 * be its own negative. A batch depends on the seed and its step alone.
 */
export class ImageBatches implements BatchSource {
  readonly steps: number
  private readonly random: Random
  private readonly stepsOfPass: number
  private readonly views: number
  private readonly codes: Int32Array | undefined
  private order: { readonly pass: number; readonly indices: Int32Array } | undefined
  private step: number

  /** @throws ImageError for fewer images than a batch, or one without the label that `supcon` reads */
  constructor(
    private readonly set: ImageSet,
    private readonly configuration: Configuration,
    position: ImageBatchesState = { step: 0 },
    { views = configuration.views, codes }: BatchContents = {},
  ) {
    this.random = Random.fromSeed(configuration.seed)
    this.stepsOfPass = stepsOfPass(set.images.length, configuration)
    this.steps = configuration.epochs * this.stepsOfPass
    this.step = position.step
    this.views = views
    this.codes = codes ?? (configuration.method === 'supcon' ? labelsOf(set, configuration.label) : undefined)
  }

  async take(): Promise<TrainingBatch | undefined> {
    const { step, steps, set } = this
    if (step >= steps) return undefined
    this.step++
    const { batch } = this.configuration
    const indices = this.indicesOf(step)
    const read = await Promise.all(Array.from(indices, (index) => set.read(index)))
    const feeds: Record<string, HostTensor> = {
      [IMAGES]: pixelTensor(read, this.configuration),
      ...drawViews(this.configuration, batch, this.random.split('views', step), this.views),
    }
    const { codes } = this
    if (codes)
      feeds[LABELS] = hostTensor(
        'int32',
        [batch],
        indices.map((index) => codes[index]!),
      )
    return { feeds, progress: step / steps }
  }

  state(): ImageBatchesState {
    return { step: this.step }
  }

  /** The images of a step, from 0. */
  private indicesOf(step: number): Int32Array {
    const pass = Math.floor(step / this.stepsOfPass)
    if (this.order?.pass !== pass) {
      const all = Int32Array.from(this.set.images.keys())
      this.order = { pass, indices: this.random.split('order', pass).shuffle(all) }
    }
    const start = (step % this.stepsOfPass) * this.configuration.batch
    return this.order.indices.subarray(start, start + this.configuration.batch)
  }
}

/** The codes of a label that has two values or more. */
function labelsOf(set: ImageSet, label: string): Int32Array {
  const { classes, codes } = encodeLabels(labelValues(set, label))
  if (classes.length < 2)
    throw new ImageError(
      'the images',
      `all have the ${label} '${classes[0]}': supervised contrastive learning needs at least two classes; use the method 'simclr'`,
    )
  return codes
}
