// CPC in folders: runs that can be killed and resumed, and the files of a model. Node only.
import * as runtime from '@infonce/runtime'
import * as z from 'zod'
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
  ...cpc,
  script: new URL('./worker.js', import.meta.url),
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

/** What happens during a run in a folder. */
export type RunEvent = runtime.RunEvent<CpcTypes>
/** What `run.json` says of a run: enough to resume it. */
export type RunDescription = runtime.DescriptionOf<CpcTypes['configuration'], Details>
