// How well nearest neighbors classify while a model is trained.
import { Random } from '@infonce/core'
import { evaluateNeighbors } from '@infonce/evaluation'
import type { HostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { ImageSet } from './data/images.js'
import { ImageError } from './errors.js'
import { type EncoderOptions, ImageEncoder } from './image-encoder.js'
import { labelValues } from './label-values.js'

/** What is asked of neighbors during training. */
export interface NeighborOptions {
  /** The label that neighbors vote on. */
  readonly label: string
  /** Images to be classified. Default: every fifth of those that are drawn from the training images. */
  readonly test?: ImageSet
  /** Neighbors that vote, each with one vote. Default: 20. */
  readonly count?: number
  /** Passes between two looks. Default: 1. */
  readonly everyEpochs?: number
  /** Training images that are compared with, drawn by the seed, and test images, at most. Default: 2000. */
  readonly most?: number
  /** Whether training skips them where images lack the label, all have the same, or are too few. Default: `false`. */
  readonly optional?: boolean
}

/** The share of images, 0 … 1, whose nearest neighbors, by cosine of h, vote for their label. */
export class NeighborCurve {
  private constructor(
    private readonly encoder: ImageEncoder,
    private readonly bank: Part,
    private readonly queries: Part,
    private readonly count: number,
  ) {}

  /** @throws ImageError for an image without the label, where all have the same, or where there are too few */
  static async open(
    training: ImageSet,
    configuration: Configuration,
    { label, test, count = 20, most = 2000 }: NeighborOptions,
    where: EncoderOptions,
  ): Promise<NeighborCurve> {
    const random = Random.fromSeed(configuration.seed).split('neighbours')
    const drawn = draw(training, most, random)
    const [fifths, others] = [drawn.filter((_, i) => i % 5 === 0), drawn.filter((_, i) => i % 5 !== 0)]
    const [bank, queries] = test
      ? [part(training, label, drawn), part(test, label, draw(test, most, random))]
      : [part(training, label, others), part(training, label, fifths)]
    const values = new Set(bank!.labels)
    if (values.size < 2)
      throw new ImageError(
        'the images',
        `all have the ${label} '${[...values][0]}': nearest neighbors need at least two classes`,
      )
    const known = only(queries!, (value) => values.has(value))
    if (bank!.indices.length < count || known.indices.length === 0)
      throw new ImageError(
        'the images',
        `${bank!.indices.length} to compare with and ${known.indices.length} to classify are too few for ${count} neighbors`,
      )
    return new NeighborCurve(await ImageEncoder.open(configuration, 'h', where), bank!, known, count)
  }

  /** Of a model's numbers. */
  async accuracy(numbers: Readonly<Record<string, HostTensor>>): Promise<number> {
    const of = async ({ set, indices, labels }: Part) => ({
      features: await this.encoder.encodeSet(numbers, set, { indices }),
      labels,
    })
    return evaluateNeighbors(await of(this.bank), await of(this.queries), { k: this.count }).accuracy
  }

  close(): Promise<void> {
    return this.encoder.close()
  }
}

interface Part {
  readonly set: ImageSet
  readonly indices: readonly number[]
  readonly labels: readonly string[]
}

const draw = ({ images }: ImageSet, most: number, random: Random): number[] => {
  const all = random.shuffle([...images.keys()])
  return all.slice(0, most)
}

function part(set: ImageSet, label: string, indices: readonly number[]): Part {
  const values = labelValues(set, label)
  return { set, indices, labels: indices.map((index) => values[index]!) }
}

function only({ set, indices, labels }: Part, holds: (label: string) => boolean): Part {
  const kept = indices.flatMap((index, i) => (holds(labels[i]!) ? [{ index, label: labels[i]! }] : []))
  return { set, indices: kept.map(({ index }) => index), labels: kept.map(({ label }) => label) }
}
