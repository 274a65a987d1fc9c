// Trains a model in a worker while somebody watches.
import type {
  BeginEvent,
  ExportedEvent,
  FilesEvent,
  ModelTypes,
  RunEvent,
  TrainInThreadOptions,
} from '@infonce/runtime'
import { foundLines } from './files-found.js'
import type { Status } from './progress.js'
import { runTraining, type TrainingOutcome } from './run-training.js'
import { SkippedFiles } from './skipped-files.js'
import type { TrainingView } from './training-view.js'
import { usualProvider } from './usual-provider.js'

/** How the training of a model is watched. */
export interface WatchedModel<T extends ModelTypes> {
  /** Trains in a worker thread. */
  readonly train: (options: TrainInThreadOptions<T>) => AsyncIterable<RunEvent<T>>
  readonly view: TrainingView<BeginEvent<T>>
  /** What is said while data are opened: `reading the series`. Default: nothing. */
  readonly reading?: string
  /** The status at an event before training. Default: none. */
  readonly status?: (event: T['preparing']) => Status
  /** Gives, for one training, what says lines about its events. Default: nothing is said. */
  readonly notes?: (options: TrainInThreadOptions<T>) => (event: RunEvent<T>) => readonly string[]
}

/** What {@link watchTraining} is given: the run itself, and the rest. */
export type WatchTrainingOptions<T extends ModelTypes> = Omit<TrainInThreadOptions<T>, 'signal' | 'script'> & {
  /** The command that resumes the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
  /** Called with each event. */
  readonly onEvent?: (event: RunEvent<T>) => void
}

/**
 * Trains in a worker thread, showing progress on standard error. An interruption saves a checkpoint and says how to
 * resume.
 * @throws what training in a folder throws
 */
export async function watchTraining<T extends ModelTypes>(
  model: WatchedModel<T>,
  options: WatchTrainingOptions<T>,
): Promise<TrainingOutcome<T['model']>> {
  const { resumeCommand, onEvent, provider = await usualProvider(), ...given } = options
  const training = { ...given, provider } as unknown as TrainInThreadOptions<T>
  return runTraining<BeginEvent<T>, T['model']>({
    folder: training.folder,
    view: model.view,
    resumeCommand,
    async *events(signal, progress) {
      if (model.reading) progress.update({ label: model.reading, facts: [] })
      const skipped = new SkippedFiles((line) => progress.note(line))
      const notesOf = model.notes?.(training)
      let begun = false
      for await (const event of model.train({ ...training, signal })) {
        onEvent?.(event)
        if (event.type === 'begin') {
          begun = true
          skipped.end()
        }
        for (const line of notesOf?.(event) ?? []) progress.note(line)
        if (event.type === 'files') for (const line of foundLines(event as unknown as FilesEvent)) progress.note(line)
        else if (event.type === 'skipped') skipped.add(event as unknown as { name: string; reason: string })
        else if (shown.has(event.type)) yield event as BeginEvent<T> | ExportedEvent
        else if (!begun && model.status) progress.update(model.status(event as T['preparing']))
      }
    },
  })
}

/** Events that all trainings have, by which progress is shown. */
const shown: ReadonlySet<string> = new Set(['begin', 'step', 'checkpoint', 'end', 'exported'])
