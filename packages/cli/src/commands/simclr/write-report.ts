// The report of a run as a file.
import type { Features } from '@infonce/evaluation'
import { writeFileAtomic } from '@infonce/runtime'
import { pictureReport, type ReportRow, readCurve, type SimClr } from '@infonce/simclr'
import { count } from '../../numbers.js'
import type { ProbeResult } from '../../probe/result.js'
import type { Progress } from '../../progress.js'
import type { PictureParts } from './picture-parts.js'
import { modelNames } from './probe-features.js'

/** What {@link writeReport} is given. */
export interface WriteReportOptions {
  /** The folder of the run. */
  readonly folder: string
  readonly out: string
  readonly model: SimClr
  readonly parts: PictureParts
  /** Representations of both parts. */
  readonly features: { readonly training: Features; readonly test: Features }
  /** Default: no table is shown. */
  readonly result?: ProbeResult | undefined
  /** Test pictures that are shown at most. Default: 2000. */
  readonly pictures?: number
  /** Neighbours that vote. */
  readonly k: number
  readonly progress: Pick<Progress, 'update'>
}

/** Writes a report on the test pictures, whose neighbours are searched for among the training pictures. */
export async function writeReport(options: WriteReportOptions): Promise<void> {
  const { folder, out, model, parts, features, result, pictures, k, progress } = options
  const { configuration } = model
  const { method, network, depth, epochs } = configuration
  const name = modelNames[method]
  const curve = await readCurve(folder)
  const text = await pictureReport({
    title: `${name}: what pictures have in common`,
    set: parts.test,
    features: features.test,
    bank: { set: parts.training, features: features.training },
    label: parts.labels[0],
    ...(curve.length > 0 && { training: { curve } }),
    ...(result && { table: tableOf(result) }),
    configuration,
    facts: [
      ['Run', folder],
      ['Method', name],
      ['Network', network === 'resnet' ? `ResNet-${depth}` : network],
      ['Passes', count(epochs)],
      ['Training pictures', count(parts.training.pictures.length)],
    ],
    pictures,
    k,
    seed: configuration.seed,
    onProgress: ({ stage, done, total }) => progress.update({ label: stage, share: done / total, facts: [] }),
  })
  await writeFileAtomic(out, text)
}

/** The model's rows first; what it has to beat after them. */
function tableOf({ rows, labels }: ProbeResult): ReportRow[] {
  const isModel = (name: string): boolean => Object.values(modelNames).includes(name)
  const sorted = [...rows.filter(({ name }) => isModel(name)), ...rows.filter(({ name }) => !isModel(name))]
  const names = Object.keys(labels)
  return names.flatMap((label) =>
    sorted.map(({ name, pooling, scores }) => ({
      name: [name, ...(pooling === 'quarters' ? [pooling] : []), ...(names.length === 1 ? [] : [label])].join(', '),
      ...scores[label]!,
    })),
  )
}
