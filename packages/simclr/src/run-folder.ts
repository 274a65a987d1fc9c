// The folder of a training run: what it is of, its checkpoints, and at the end its files. Node only.
import {
  type ExportedEvent,
  type FileCounts,
  type FinishedRun,
  type FolderTrainingOptions,
  RunFolder,
  RunFolderError,
} from '@infonce/runtime'
import * as z from 'zod'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { CURVE_FILE, writeCurve } from './curve-file.js'
import { exportModel, loadModel, MODEL_FILES } from './export.js'
import type { ImageDescription } from './image-description.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { PassCurve } from './pass-curve.js'
import type { OpeningEvent, SimClrEvent } from './train.js'
import { type DescribedNeighbors, trainDescribed } from './train-described.js'

/** What {@link trainInFolder} is given. */
export interface TrainInFolderOptions extends FolderTrainingOptions {
  readonly images: ImageDescription
  /** For a new run. */
  readonly configuration?: ConfigurationInput
  /** Classifies images by their nearest neighbors as training goes on. Default: not done. */
  readonly neighbors?: DescribedNeighbors
}

/** What happens during a run in a folder: files that are left out, events of training, then the files that were written. */
export type RunEvent = OpeningEvent | SimClrEvent | ExportedEvent

const description = z.object({ origin: z.object({ kind: z.string() }).loose() }).loose()
const details = z.object({
  /** Where the images came from, so that the run can be resumed. */
  images: description,
  /** How many there were, to notice others. */
  found: z.object({ count: z.number() }).loose(),
  /** The label that nearest neighbors predict during training. */
  neighbors: z.object({ label: z.string(), test: description.optional() }).loose().optional(),
})
type Details = z.output<typeof details>

/** What `run.json` says of a run: enough to resume it. */
export interface RunDescription {
  readonly configuration: Configuration
  /** Where its images came from; those in memory without their pixels. */
  readonly images: ImageDescription
  /** How many there were; and the files that were left out by kinds, where some were. */
  readonly found: { readonly count: number; readonly leftOut?: FileCounts }
  readonly neighbors?: DescribedNeighbors
}

const runIn = (folder: string): RunFolder<Configuration, Details> =>
  new RunFolder(folder, {
    model: 'SimCLR',
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    files: MODEL_FILES,
    reports: [CURVE_FILE],
    parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
    details,
  })

/**
 * What the run in a folder is.
 * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
 */
export async function describeRun(folder: string): Promise<RunDescription> {
  const { configuration, images, found, neighbors } = await runIn(folder).describe()
  return {
    configuration,
    images: images as unknown as ImageDescription,
    found,
    ...(neighbors && { neighbors: neighbors as unknown as DescribedNeighbors }),
  }
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
 * Trains in a folder: a run that can be killed at any instant and resumed, and at its end the model's files. A run
 * that is resumed asks its neighbors what it asked from the beginning. Loss, accuracy and what neighbors found go
 * to `training.csv`, a row for each pass, with each checkpoint.
 * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
 *   writing it; and what `openDescribed` and `trainSimClr` throw
 */
export async function* trainInFolder(options: TrainInFolderOptions): AsyncGenerator<RunEvent, void> {
  const { folder, resume = false } = options
  const run = runIn(folder)
  let curve: PassCurve | undefined
  const events = run.train<Exclude<RunEvent, ExportedEvent>>({
    resume,
    events: () => eventsIn(run, options),
    // The curve first: a run whose model is there lacks nothing.
    write: async ({ model, step }) => {
      const path = await writeCurve(folder, curve!.points(step))
      return [...(await exportModel(model, folder)).files, path]
    },
  })
  for await (const event of events) {
    if (event.type === 'begin') curve = new PassCurve(event.stepsOfPass, event.passes)
    else if (event.type === 'step' || event.type === 'neighbors') curve?.take(event)
    // Whatever becomes of the process, the curve so far can be looked at.
    else if (event.type === 'checkpoint') await writeCurve(folder, curve!.points(event.step))
    yield event
  }
}

async function* eventsIn(
  run: RunFolder<Configuration, Details>,
  options: TrainInFolderOptions,
): AsyncGenerator<Exclude<RunEvent, ExportedEvent>, void> {
  const { folder, resume = false, checkpointSeconds, images, ...training } = options
  const known = resume ? await run.describeUnfinished() : undefined
  const start = known && (await run.findStart(known.configuration))
  const configuration = known?.configuration ?? options.configuration
  const neighbors = known ? (known.neighbors as unknown as DescribedNeighbors | undefined) : options.neighbors
  const { configuration: _, neighbors: __, ...rest } = training
  const events = trainDescribed({
    ...rest,
    images,
    ...(configuration && { configuration }),
    ...(neighbors && { neighbors }),
    checkpoints: (settled) => run.checkpoints(settled, settled.seed, checkpointSeconds),
    ...(start && { start }),
  })
  let leftOut: FileCounts | undefined
  for await (const event of events) {
    // The first is of the training images.
    if (event.type === 'files') leftOut ??= event.leftOut
    if (event.type === 'begin') {
      const found = { count: event.images, ...(leftOut && { leftOut }) }
      if (known && known.found.count !== found.count)
        throw new RunFolderError(
          `the run in ${folder} began on ${known.found.count} images, but now there are ${found.count}: give the images that it began on`,
        )
      if (!known)
        await run.begin({
          configuration: event.configuration,
          images: storable(images) as unknown as Details['images'],
          found,
          ...(neighbors && {
            neighbors: {
              ...neighbors,
              ...(neighbors.test && { test: storable(neighbors.test) }),
            } as unknown as NonNullable<Details['neighbors']>,
          }),
        })
    }
    yield event
  }
}

/** A description without pixels, which do not belong into `run.json`. */
function storable(given: ImageDescription): ImageDescription {
  const { origin } = given
  if (origin.kind !== 'memory') return given
  return { ...given, origin: { kind: 'memory', options: { ...origin.options, images: [] } } }
}
