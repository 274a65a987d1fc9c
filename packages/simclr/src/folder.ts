// Models of images in folders: runs that can be killed and resumed, and the files of a model. Node only.
import * as runtime from '@infonce/runtime'
import * as z from 'zod'
import { CURVE_FILE, writeCurve } from './curve-file.js'
import { type DescribedNeighbors, type SimClrTypes, simclr } from './definition.js'
import type { ImageDescription } from './image-description.js'
import { PassCurve } from './pass-curve.js'

/** Names of the files of a model but for data beside the one with weights, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = ['encoder.onnx', ...runtime.TRAINING_FILES, runtime.PARAMETERS_FILE]

const description = z.object({ origin: z.object({ kind: z.string() }).loose() }).loose()
interface Details {
  /** Where the images came from, so that the run can be resumed; those in memory without their pixels. */
  readonly images: ImageDescription
  /** How many there were, to notice others; and the files that were left out by kinds, where some were. */
  readonly found: { readonly count: number; readonly leftOut?: runtime.FileCounts }
  /** The label that nearest neighbors predict during training. */
  readonly neighbors?: DescribedNeighbors
}
// What is in a description is checked where it is opened.
const details = z.object({
  images: description,
  found: z.object({ count: z.number() }).loose(),
  neighbors: z.object({ label: z.string(), test: description.optional() }).loose().optional(),
}) as unknown as z.ZodType<Details>

/** SimCLR as it trains in folders. Loss, accuracy and what neighbors found go to `training.csv`, a row for each pass. */
export const simclrInFolder: runtime.FolderDefinition<SimClrTypes, Details> = {
  ...simclr,
  script: new URL('./worker.js', import.meta.url),
  files: MODEL_FILES,
  report: { name: CURVE_FILE, open: (folder) => new CurveReport(folder) },
  details,
  detailsOf: ({ options: { images, neighbors }, begin, leftOut }) => ({
    images: storable(images),
    found: { count: begin.images, ...(leftOut && { leftOut }) },
    ...(neighbors && {
      neighbors: { ...neighbors, ...(neighbors.test && { test: storable(neighbors.test) }) },
    }),
  }),
  // A run that is resumed evaluates the neighbors that it began with.
  optionsOf: ({ neighbors }) => ({ neighbors }) as Pick<Details, 'neighbors'>,
  differs: ({ found: known }, { found: now }) =>
    known.count === now.count
      ? undefined
      : `began on ${known.count} images, but now there are ${now.count}: give the images that it began on`,
}

class CurveReport implements runtime.RunReport<SimClrTypes> {
  private curve: PassCurve | undefined

  constructor(private readonly folder: string) {}

  async take(event: RunEvent): Promise<void> {
    if (event.type === 'begin') this.curve = new PassCurve(event.stepsOfPass, event.passes)
    else if (event.type === 'step' || event.type === 'neighbors') this.curve!.take(event)
    // Whatever becomes of the process, the curve so far can be looked at.
    else if (event.type === 'checkpoint') await writeCurve(this.folder, this.curve!.points(event.step))
  }

  finish({ step }: { readonly step: number }): Promise<string> {
    return writeCurve(this.folder, this.curve!.points(step))
  }
}

/** A description without pixels, which do not belong into `run.json`. */
function storable(given: ImageDescription): ImageDescription {
  const { origin } = given
  if (origin.kind !== 'memory') return given
  return { ...given, origin: { kind: 'memory', options: { ...origin.options, images: [] } } }
}

/** What happens during a run in a folder. */
export type RunEvent = runtime.RunEvent<SimClrTypes>
/** What `run.json` says of a run: enough to resume it. */
export type RunDescription = runtime.DescriptionOf<SimClrTypes['configuration'], Details>
