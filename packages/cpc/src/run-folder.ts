// The folder of a training run: what it is of, its checkpoints, and at the end its files. Node only.
import {
  type ExportedEvent,
  type FileCounts,
  type FinishedRun,
  type FolderTrainingOptions,
  filesEvents,
  RunFolder,
  RunFolderError,
} from '@infonce/runtime'
import * as z from 'zod'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { exportModel, loadModel, MODEL_FILES } from './export.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { openDescribedFor, type SeriesDescription } from './series-description.js'
import { type CpcEvent, type OpeningEvent, trainCpc } from './train.js'

/** What {@link trainInFolder} is given. */
export interface TrainInFolderOptions extends FolderTrainingOptions {
  readonly series: SeriesDescription
  /** For a new run. */
  readonly configuration?: ConfigurationInput
}

/** What happens during a run in a folder: files that are left out, events of training, then the files that were written. */
export type RunEvent = OpeningEvent | CpcEvent | ExportedEvent

const details = z.object({
  /** Where the series came from, so that the run can be resumed. */
  series: z.object({ origin: z.object({ kind: z.string() }).loose() }).loose(),
  /** How many there were, and samples a channel in them, to notice others. */
  found: z.object({ count: z.number(), samples: z.number() }).loose(),
})
type Details = z.output<typeof details>

/** What `run.json` says of a run: enough to resume it. */
export interface RunDescription {
  readonly configuration: Configuration
  /** Where its series came from; those in memory without their samples. */
  readonly series: SeriesDescription
  /** How many there were; and the files that were left out by kinds, where some were. */
  readonly found: { readonly count: number; readonly samples: number; readonly leftOut?: FileCounts }
}

const runIn = (folder: string): RunFolder<Configuration, Details> =>
  new RunFolder(folder, {
    model: 'CPC',
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    files: MODEL_FILES,
    parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
    details,
  })

/**
 * What the run in a folder is.
 * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
 */
export async function describeRun(folder: string): Promise<RunDescription> {
  const { configuration, series, found } = await runIn(folder).describe()
  return { configuration, series: series as unknown as SeriesDescription, found }
}

/** Whether the run in a folder has been finished: its parameters are written. */
export const isFinished = (folder: string): Promise<boolean> => runIn(folder).isFinished()

/**
 * Makes sure that a run that was finished is whole: what is missing or damaged of its model is written again from its
 * parameters. `undefined`, and nothing is done, where the run is still to be trained: it was not finished, or has lost
 * them.
 * @throws RunFolderError when there is no run, or one of another package; LockError when a process is writing it
 */
export const finishRun = (folder: string): Promise<FinishedRun | undefined> =>
  runIn(folder).finish(async () => (await exportModel(await loadModel(folder), folder)).files)

/**
 * Names of the files of a finished run that are missing or not what was written. None where it is not finished.
 * @throws RunFolderError when there is no run, or one of another package
 */
export const damagedFiles = (folder: string): Promise<readonly string[]> => runIn(folder).damagedFiles()

/**
 * Removes the run in a folder, finished or not, and leaves the folder with whatever else is in it.
 * @throws RunFolderError when it is a run of another package; LockError when a process is writing it
 */
export const clearRun = (folder: string): Promise<void> => runIn(folder).clear()

/**
 * Trains in a folder: a run that can be killed at any instant and resumed, and at its end the model's files.
 * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
 *   writing it; and what `openDescribed` and {@link trainCpc} throw
 */
export async function* trainInFolder(options: TrainInFolderOptions): AsyncGenerator<RunEvent, void> {
  const run = runIn(options.folder)
  yield* run.train<Exclude<RunEvent, ExportedEvent>>({
    resume: options.resume ?? false,
    events: () => eventsIn(run, options),
    write: async ({ model }) => (await exportModel(model, options.folder)).files,
  })
}

async function* eventsIn(
  run: RunFolder<Configuration, Details>,
  options: TrainInFolderOptions,
): AsyncGenerator<Exclude<RunEvent, ExportedEvent>, void> {
  const { series: description, resume = false, provider, threads, signal, checkpointSeconds, lossEvery } = options
  const known = resume ? await run.describeUnfinished() : undefined
  const start = known && (await run.findStart(known.configuration))
  const configuration = known?.configuration ?? options.configuration
  const set = await openDescribedFor(description, configuration, { ...(signal && { signal }) })
  const files = filesEvents(set.found)
  yield* files
  for (const { name, reason } of set.skipped) yield { type: 'skipped', name, reason }
  const events = trainCpc({
    series: set,
    ...(configuration && { configuration }),
    checkpoints: (settled) => run.checkpoints(settled, settled.seed, checkpointSeconds),
    ...(start && { start }),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
    ...(lossEvery !== undefined && { lossEvery }),
  })
  for await (const event of events) {
    if (event.type === 'begin') {
      const { count, samples } = event.series
      if (known && (known.found.count !== count || known.found.samples !== samples))
        throw new RunFolderError(
          `the run in ${options.folder} began on ${known.found.count} series of ${known.found.samples} samples, but now there are ${count} of ${samples}: give the series that it began on`,
        )
      if (!known)
        await run.begin({
          configuration: event.configuration,
          series: storable(description) as unknown as Details['series'],
          found: { ...event.series, ...(files[0] && { leftOut: files[0].leftOut }) },
        })
    }
    yield event
  }
}

/** A description without samples, which do not belong into `run.json`. */
function storable(description: SeriesDescription): SeriesDescription {
  const { origin } = description
  if (origin.kind !== 'memory') return description
  return { ...description, origin: { kind: 'memory', options: { ...origin.options, series: [] } } }
}
