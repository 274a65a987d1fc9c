// How well nearest neighbours classify while a model is trained.
import { Random } from '@infonce/core'
import { judgeByNeighbours } from '@infonce/evaluation'
import type { HostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { PictureSet } from './data/pictures.js'
import { PictureError } from './errors.js'
import { labelValues } from './label-values.js'
import { type EncoderOptions, PictureEncoder } from './picture-encoder.js'

/** What is asked of neighbours during training. */
export interface NeighbourOptions {
  /** The label that neighbours vote on. */
  readonly label: string
  /** Pictures to be classified. Default: every fifth of those that are drawn from the training pictures. */
  readonly test?: PictureSet
  /** Neighbours that vote, each with one vote. Default: 20. */
  readonly count?: number
  /** Passes between two looks. Default: 1. */
  readonly everyEpochs?: number
  /** Training pictures that are compared with, drawn by the seed, and test pictures, at most. Default: 2000. */
  readonly most?: number
  /** Whether training goes on without where pictures lack the label, all have the same, or are too few. Default: `false`. */
  readonly optional?: boolean
}

/** The share of pictures, 0 … 1, whose nearest neighbours, by cosine of h, vote for their label. */
export class NeighbourCurve {
  private constructor(
    private readonly encoder: PictureEncoder,
    private readonly bank: Part,
    private readonly queries: Part,
    private readonly count: number,
  ) {}

  /** @throws PictureError for a picture without the label, where all have the same, or where there are too few */
  static async open(
    training: PictureSet,
    configuration: Configuration,
    { label, test, count = 20, most = 2000 }: NeighbourOptions,
    where: EncoderOptions,
  ): Promise<NeighbourCurve> {
    const random = Random.fromSeed(configuration.seed).split('neighbours')
    const drawn = draw(training, most, random)
    const [fifths, others] = [drawn.filter((_, i) => i % 5 === 0), drawn.filter((_, i) => i % 5 !== 0)]
    const [bank, queries] = test
      ? [part(training, label, drawn), part(test, label, draw(test, most, random))]
      : [part(training, label, others), part(training, label, fifths)]
    const values = new Set(bank!.labels)
    if (values.size < 2)
      throw new PictureError(
        'the pictures',
        `all have the ${label} '${[...values][0]}': neighbours have nothing to tell apart`,
      )
    const known = only(queries!, (value) => values.has(value))
    if (bank!.indices.length < count || known.indices.length === 0)
      throw new PictureError(
        'the pictures',
        `${bank!.indices.length} to compare with and ${known.indices.length} to classify are too few for ${count} neighbours`,
      )
    return new NeighbourCurve(await PictureEncoder.open(configuration, 'h', where), bank!, known, count)
  }

  /** Of a model's numbers. */
  async accuracy(numbers: Readonly<Record<string, HostTensor>>): Promise<number> {
    const of = async ({ set, indices, labels }: Part) => ({
      features: await this.encoder.encodeSet(numbers, set, { indices }),
      labels,
    })
    return judgeByNeighbours(await of(this.bank), await of(this.queries), { k: this.count }).accuracy
  }

  close(): Promise<void> {
    return this.encoder.close()
  }
}

interface Part {
  readonly set: PictureSet
  readonly indices: readonly number[]
  readonly labels: readonly string[]
}

const draw = ({ pictures }: PictureSet, most: number, random: Random): number[] => {
  const all = random.shuffle([...pictures.keys()])
  return all.slice(0, most)
}

function part(set: PictureSet, label: string, indices: readonly number[]): Part {
  const values = labelValues(set, label)
  return { set, indices, labels: indices.map((index) => values[index]!) }
}

function only({ set, indices, labels }: Part, holds: (label: string) => boolean): Part {
  const kept = indices.flatMap((index, i) => (holds(labels[i]!) ? [{ index, label: labels[i]! }] : []))
  return { set, indices: kept.map(({ index }) => index), labels: kept.map(({ label }) => label) }
}
