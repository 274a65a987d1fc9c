// CPC in folders: runs that can be killed and resumed, and the files of a model. Node only.
import * as runtime from '@infonce/runtime'
import * as z from 'zod'
import type { Cpc } from './cpc.js'
import { type CpcTypes, cpc } from './definition.js'
import type { SeriesDescription } from './series-description.js'

/** Names of the files of a model but for data beside the two with weights, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [
  'encoder.onnx',
  'stream.onnx',
  ...runtime.TRAINING_FILES,
  runtime.PARAMETERS_FILE,
]

interface Details {
  /** Where the series came from, so that the run can be resumed; those in memory without their samples. */
  readonly series: SeriesDescription
  /** How many there were, and samples a channel, to notice others; and the files that were left out, by kinds. */
  readonly found: { readonly count: number; readonly samples: number; readonly leftOut?: runtime.FileCounts }
}
// What is in a description is checked where it is opened.
const details = z.object({
  series: z.object({ origin: z.object({ kind: z.string() }).loose() }).loose(),
  found: z.object({ count: z.number(), samples: z.number() }).loose(),
}) as unknown as z.ZodType<Details>

/** CPC as it trains in folders. */
export const cpcInFolder: runtime.FolderDefinition<CpcTypes, Details> = {
  model: cpc,
  files: MODEL_FILES,
  details,
  detailsOf: ({ options: { series }, begin, leftOut }) => ({
    series: storable(series),
    found: { ...begin.series, ...(leftOut && { leftOut }) },
  }),
  differs: ({ found: known }, { found: now }) =>
    known.count === now.count && known.samples === now.samples
      ? undefined
      : `began on ${known.count} series of ${known.samples} samples, but now there are ${now.count} of ${now.samples}: give the series that it began on`,
}

/** A description without samples, which do not belong into `run.json`. */
function storable(description: SeriesDescription): SeriesDescription {
  const { origin } = description
  if (origin.kind !== 'memory') return description
  return { ...description, origin: { kind: 'memory', options: { ...origin.options, series: [] } } }
}

/** What {@link trainInFolder} is given. */
export type TrainInFolderOptions = runtime.TrainInFolderOptions<CpcTypes>
/** What {@link trainInFolderInWorker} is given. */
export type TrainInFolderInWorkerOptions = runtime.TrainInThreadOptions<CpcTypes>
/** What happens during a run in a folder. */
export type RunEvent = runtime.RunEvent<CpcTypes>
/** What `run.json` says of a run: enough to resume it. */
export type RunDescription = runtime.DescriptionOf<CpcTypes['configuration'], Details>

/** Trains in a folder: see `trainInFolder` of `@infonce/runtime`. */
export const trainInFolder = (options: TrainInFolderOptions): AsyncGenerator<RunEvent, void> =>
  runtime.trainInFolder(cpcInFolder, options)
/** The same in a worker thread. */
export const trainInFolderInWorker = (options: TrainInFolderInWorkerOptions): AsyncGenerator<RunEvent, void> =>
  runtime.trainInThread(cpcInFolder, new URL('./worker.js', import.meta.url), options)
/** Writes a model into a folder: see `exportModel` of `@infonce/runtime`. */
export const exportModel = (
  model: Cpc,
  folder: string,
  options?: runtime.ExportModelOptions,
): Promise<runtime.ExportedModel> => runtime.exportModel(cpcInFolder, model, folder, options)
/** Reads the model that {@link exportModel} wrote. */
export const loadModel = (folder: string): Promise<Cpc> => runtime.loadModel(cpcInFolder, folder)
/** What the run in a folder is. */
export const describeRun = (folder: string): Promise<RunDescription> => runtime.describeRun(cpcInFolder, folder)
