// The report of a run as a file.
import type { ConfusionMatrix, Features } from '@infonce/evaluation'
import { describeRun } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import { readCurve, type SimClr, simclr } from '@infonce/simclr'
import { imageReport, type ReportRow } from '@infonce/views'
import { count } from '../../numbers.js'
import type { LabelScores, ProbeResult } from '../../probe/result.js'
import type { Progress } from '../../progress.js'
import type { ImageParts } from './image-parts.js'
import { modelNames } from './probe-features.js'

/** What {@link writeReport} is given. */
export interface WriteReportOptions {
  /** The folder of the run. */
  readonly folder: string
  readonly out: string
  readonly model: SimClr
  readonly parts: ImageParts
  /** Representations of both parts, and for each label what their nearest neighbors take for what. */
  readonly features: {
    readonly training: Features
    readonly test: Features
    readonly confusions?: Readonly<Record<string, ConfusionMatrix>>
  }
  /** Default: no table is shown. */
  readonly result?: ProbeResult | undefined
  /** Test images that are shown at most. Default: 2000. */
  readonly images?: number
  /** Neighbors that vote. */
  readonly k: number
  readonly progress: Pick<Progress, 'update'>
}

/** Writes a report on the test images, whose neighbors are searched for among the training images. */
export async function writeReport(options: WriteReportOptions): Promise<void> {
  const { folder, out, model, parts, features, result, images, k, progress } = options
  const { configuration } = model
  const { method, network, depth, epochs } = configuration
  const name = modelNames[method]
  const curve = await readCurve(folder)
  const [label] = parts.labels
  const confusion = label === undefined ? undefined : features.confusions?.[label]
  const text = await imageReport({
    title: `${name}: representations of images`,
    set: parts.test,
    features: features.test,
    bank: { set: parts.training, features: features.training },
    label,
    // The numbers of the table, not some that are counted again.
    ...(confusion && { confusion }),
    ...(curve.length > 0 && { training: { curve, note: await curveNote(folder) } }),
    ...(result && { table: tableOf(result) }),
    configuration,
    facts: [
      ['Run', folder],
      ['Method', name],
      ['Network', network === 'resnet' ? `ResNet-${depth}` : network],
      ['Epochs', count(epochs)],
      ['Training images', count(parts.training.images.length)],
    ],
    images,
    k,
    seed: configuration.seed,
    onProgress: ({ stage, done, total }) => progress.update({ label: stage, share: done / total, facts: [] }),
  })
  await writeFileAtomic(out, text)
}

/** Which neighbors the curve is of: not those of the table. */
async function curveNote(folder: string): Promise<string | undefined> {
  const run = await describeRun(simclr, folder).catch(() => undefined)
  if (!run?.neighbors) return undefined
  const { count: votes = CURVE_NEIGHBORS, most = CURVE_IMAGES, label, test } = run.neighbors
  const among = test
    ? `of at most ${count(most)} test images among at most ${count(most)} training images`
    : `of every fifth of at most ${count(most)} training images among the others`
  return `Accuracy of the ${count(votes)} nearest neighbors by h for ${label}, ${among}, drawn before training. It differs from the accuracies in the table of key figures.`
}

/** What training takes where it is not told: see `NeighborOptions`. */
const CURVE_NEIGHBORS = 20
const CURVE_IMAGES = 2000

function reportFigures({ probe, fit, neighbors }: LabelScores): Pick<ReportRow, 'probe' | 'neighbors'> {
  return {
    probe: { ...probe, ...(fit && { converged: fit.converged }) },
    ...(neighbors && { neighbors }),
  }
}

/** The model's rows first; what it has to beat after them. */
function tableOf({ rows, labels }: ProbeResult): ReportRow[] {
  const isModel = (name: string): boolean => Object.values(modelNames).includes(name)
  const sorted = [...rows.filter(({ name }) => isModel(name)), ...rows.filter(({ name }) => !isModel(name))]
  const names = Object.keys(labels)
  return names.flatMap((label) =>
    sorted.map(({ name, pooling, scores }) => ({
      name: [name, ...(pooling === undefined ? [] : [pooling]), ...(names.length === 1 ? [] : [label])].join(', '),
      ...reportFigures(scores[label]!),
    })),
  )
}
