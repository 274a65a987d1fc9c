// Trains a model in a folder: a run that can be killed and resumed. Node only.

import type { FilesEvent } from '../data/files-found.js'
import { RunFolderError } from '../errors.js'
import {
  type DescriptionOf,
  type ExportedEvent,
  type FinishedRun,
  type FolderTrainingOptions,
  RunFolder,
} from '../run-folder.js'
import { parseSettings } from '../settings/settings.js'
import { streamFromThread } from '../worker-thread-host.js'
import { serveThread } from '../worker-thread-serve.js'
import type {
  BeginEvent,
  EndEvent,
  ModelEvent,
  ModelTypes,
  TrainDescribedOptions,
  TrainModelOptions,
} from './definition.js'
import type { FolderDefinition, RunReport } from './folder-definition.js'
import { packEvents, unpackEvents } from './model-events.js'
import { exportModel, loadModel } from './model-files.js'
import type { WorkerTask } from './model-worker.js'
import { trainDescribed, trainModel } from './train-model.js'

/** What training in a folder is given. */
export type TrainInFolderOptions<T extends ModelTypes> = T['described'] &
  FolderTrainingOptions & {
    /** For a new run. */
    readonly configuration?: T['input']
  }

/** What training in a folder is given where a worker thread does it. */
export type TrainInThreadOptions<T extends ModelTypes> = TrainInFolderOptions<T> & {
  /** The worker's script. Default: the one in the model's package; a bundler may have put it elsewhere. */
  readonly script?: string | URL
}

/** What happens during a run in a folder: data are opened, the model trains, then its files are written. */
export type RunEvent<T extends ModelTypes> = T['opening'] | ModelEvent<T> | ExportedEvent

const runIn = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): RunFolder<T['configuration'], Details> => {
  const { name, package: packageName, version, settings, files, sources, report, details } = definition
  return new RunFolder(folder, {
    model: name,
    package: packageName,
    version,
    files,
    ...(sources && { sources }),
    ...(report && { reports: [report.name] }),
    parseConfiguration: (input) => parseSettings(settings, input),
    details,
  })
}

/**
 * What the run in a folder is: enough to resume it.
 * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
 */
export const describeRun = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<DescriptionOf<T['configuration'], Details>> => runIn(definition, folder).describe()

/** Whether the run in a folder has been finished: its parameters are written. */
export const isFinished = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<boolean> => runIn(definition, folder).isFinished()

/**
 * Makes sure that a run that was finished is whole: what is missing or damaged of its model is written again from its
 * parameters. `undefined`, and nothing is done, where the run is still to be trained: it was not finished, or has lost
 * them.
 * @throws RunFolderError when there is no run, or one of another package; LockError when a process is writing it
 */
export const finishRun = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<FinishedRun | undefined> =>
  runIn(definition, folder).finish(
    async () => (await exportModel(definition, await loadModel(definition, folder), folder)).files,
  )

/**
 * Names of the files of a finished run that are missing or not what was written. None where it is not finished.
 * @throws RunFolderError when there is no run, or one of another package
 */
export const damagedFiles = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<readonly string[]> => runIn(definition, folder).damagedFiles()

/**
 * Removes the run in a folder, finished or not, and leaves the folder with whatever else is in it.
 * @throws RunFolderError when it is a run of another package; LockError when a process is writing it
 */
export const clearRun = <T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  folder: string,
): Promise<void> => runIn(definition, folder).clear()

/**
 * Trains in a folder: a run that can be killed at any instant and resumed, and at its end the model's files, which are
 * written after the event `end` has been taken: keep on reading events until there are none.
 * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
 *   writing it; and what opening the data and training throw
 */
export function trainInFolder<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  options: TrainInFolderOptions<T>,
): AsyncGenerator<RunEvent<T>, void> {
  const { folder, resume = false } = options
  const run = runIn(definition, folder)
  const report = definition.report?.open(folder)
  return run.train<T['opening'] | ModelEvent<T>>({
    resume,
    events: () => eventsIn(definition, run, options, report),
    write: async (end) => {
      const { model } = end as EndEvent<T>
      // The report first: a run whose model is there lacks nothing.
      const path = await report?.finish(end as EndEvent<T>)
      return [...(await exportModel(definition, model, folder)).files, ...(path === undefined ? [] : [path])]
    },
  })
}

async function* eventsIn<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  run: RunFolder<T['configuration'], Details>,
  { checkpointSeconds, ...given }: TrainInFolderOptions<T>,
  report: RunReport<T> | undefined,
): AsyncGenerator<T['opening'] | ModelEvent<T>, void> {
  const { folder, resume = false } = given
  const known = resume ? await run.describeUnfinished() : undefined
  const start = known && (await run.findStart(known.configuration))
  const options = {
    ...given,
    ...(known && { ...definition.optionsOf?.(known), configuration: known.configuration }),
  } as TrainDescribedOptions<T>
  let files: FilesEvent | undefined
  let opened: T['opened'] = options
  const opening = definition.open?.(options)
  try {
    for (let next = await opening?.next(); next; next = await opening!.next()) {
      if (next.done) {
        opened = next.value
        break
      }
      const { value } = next
      // The first is of the data that are trained on.
      if (value.type === 'files') files ??= value as unknown as FilesEvent
      yield value
    }
  } finally {
    await opening?.return(opened)
  }
  const state = known && { started: start !== undefined, damaged: await run.damagedFiles() }
  const recalled = known && (await definition.recall?.(folder, known, opened, state!))
  const events = trainModel(definition, {
    ...options,
    ...opened,
    ...recalled,
    checkpoints: (settled: T['configuration']) => run.checkpoints(settled, settled.seed, checkpointSeconds),
    ...(start && { start }),
  } as TrainModelOptions<T>)
  for await (const event of events) {
    if (event.type === 'begin') {
      const begin = event as unknown as BeginEvent<T>
      const leftOut = files && { leftOut: files.leftOut }
      const details = await definition.detailsOf({ options, opened, begin, ...leftOut })
      const problem = known && definition.differs(known, details)
      if (problem !== undefined) throw new RunFolderError(`the run in ${folder} ${problem}`)
      // What names the run goes first, so that a run killed in between can be resumed.
      if (!known) await run.begin({ configuration: begin.configuration, ...details })
      if (!recalled || Object.keys(recalled).length === 0) await definition.keep?.(folder, begin)
    }
    await report?.take(event)
    yield event
  }
}

/**
 * Trains in a folder as {@link trainInFolder} does, in a worker thread of its own: the event loop of this thread stays
 * free however long a step takes. Training runs ahead of the events by at most 16 of them; the parameters of the event
 * `end` are a copy. Leaving the events early stops training after the step under way, with a checkpoint, and waits for
 * that.
 *
 * When the process exits meanwhile, it does so after the step under way: ONNX Runtime cannot be left in the middle.
 * @throws what `trainInFolder` throws, as errors of the same classes; a `WorkerError` when the worker dies
 */
export async function* trainInThread<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
  { signal, script = definition.script, ...sent }: TrainInThreadOptions<T>,
): AsyncGenerator<RunEvent<T>, void> {
  const task: WorkerTask = { task: 'train in folder', options: sent }
  const { errors } = definition
  yield* unpackEvents<T, RunEvent<T>>(definition, streamFromThread(script, task, { signal, ...(errors && { errors }) }))
}

/** Makes this worker thread train the model, in a folder or not. Call it while the worker's script is first run. */
export function serveModelInThread<T extends ModelTypes, Details extends object>(
  definition: FolderDefinition<T, Details>,
): void {
  serveThread(({ task, options }: WorkerTask, signal) => {
    const given = { ...options, signal } as unknown as TrainInFolderOptions<T>
    return packEvents(
      definition,
      task === 'train' ? trainDescribed(definition, given) : trainInFolder(definition, given),
    )
  })
}
