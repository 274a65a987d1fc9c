// Trains in a folder while somebody watches, and may stop it.
import { CheckpointError, FileError, SessionError, WorkerError } from '@infonce/runtime'
import type { ExitCode } from './exit-code.js'
import { Interruption } from './interruption.js'
import { count, duration } from './numbers.js'
import { say } from './output.js'
import { makeFolder, removeEmpty } from './output-folder.js'
import { Progress } from './progress.js'
import { TrainingStatus } from './training-status.js'
import type { BeginEvent, EndEvent, RunEvent, TrainingView } from './training-view.js'

/** What {@link runTraining} is given. */
export interface RunTrainingOptions<Begin extends BeginEvent, Model> {
  /** The folder of the run. */
  readonly folder: string
  /**
   * Trains in a worker thread, which stops with a checkpoint at the signal. `progress` is for what a model does before it
   * trains.
   */
  readonly events: (
    signal: AbortSignal,
    progress: Pick<Progress, 'update' | 'note'>,
  ) => AsyncIterable<RunEvent<Begin, Model>>
  readonly view: TrainingView<Begin>
  /** The command that resumes the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
}

/** How training ended. */
export type TrainingOutcome<Model> =
  | {
      readonly finished: true
      readonly model: Model
      readonly files: readonly string[]
      /** The time and speed of this process's share, from the first step to the last: `12.3 s of training, 1.21M words/s`. */
      readonly speed: string
      readonly steps: number
    }
  | { readonly finished: false; readonly exitCode: ExitCode }

/**
 * Trains, showing progress on standard error. An interruption saves a checkpoint and says how to go on.
 * @throws what training throws
 */
export async function runTraining<Begin extends BeginEvent, Model>({
  folder,
  events,
  view,
  resumeCommand,
}: RunTrainingOptions<Begin, Model>): Promise<TrainingOutcome<Model>> {
  const made = await makeFolder(folder)
  const progress = new Progress()
  const status = new TrainingStatus(view)
  const interruption = new Interruption(() =>
    progress.note('stopping, to save a checkpoint first (Ctrl-C again quits at once)'),
  )
  const watch = new StopWatch(view)
  let begun = false
  let ended: EndEvent<Model> | undefined
  let files: readonly string[] = []
  try {
    for await (const event of events(interruption.signal, progress)) {
      watch.take(event)
      const shown = status.after(event)
      if (shown) progress.update(shown)
      if (event.type === 'begin') {
        begun = true
        for (const line of beginLines(view.summary(event), event)) progress.note(line)
      } else if (event.type === 'end') ended = event
      else if (event.type === 'exported') files = event.files
    }
  } catch (error) {
    // Nothing of a run that did not begin is worth a folder.
    await removeEmpty(made)
    if (interruption.code !== undefined && (error as Error).name === 'AbortError') {
      progress.end()
      say('interrupted before training began: nothing is saved')
      return { finished: false, exitCode: interruption.code }
    }
    // The system refused a checkpoint, a file or memory, or lost a device: all that was saved before is whole.
    if (begun && [CheckpointError, FileError, SessionError, WorkerError].some((Class) => error instanceof Class)) {
      progress.end()
      say('training stopped at an error. Once that is mended, resume with:', `  ${resumeCommand}`)
    }
    throw error
  } finally {
    progress.end()
    interruption.dispose()
  }
  if (ended?.reason === 'finished') {
    const { model, step: steps } = ended
    return { finished: true, model, files, steps, speed: watch.text }
  }
  say(`interrupted at step ${ended!.step}: a checkpoint is saved. Resume with:`, `  ${resumeCommand}`)
  return { finished: false, exitCode: interruption.code! }
}

function beginLines(summary: string, { steps, choice, partlyOnCpu }: BeginEvent): string[] {
  const first = steps > 0 ? `going on from step ${count(steps)}: ${summary}` : summary
  // Where it trains needs words only where it is not the plain way, or was chosen.
  if (choice.provider === 'cpu' && choice.findings.length === 1) return [first]
  const others = choice.findings.filter(({ usable }) => !usable)
  const where = `training on ${choice.provider}${partlyOnCpu ? ', some operators on the CPU' : ''}`
  return [first, ...others.map(({ provider, reason }) => `not on ${provider}: ${reason}`), where]
}

/** Time and work between the beginning and the end of training, that before a resumption left out. */
class StopWatch<Begin extends BeginEvent> {
  private began = 0
  private ended = 0
  private begin: Begin | undefined
  private firstProgress: number | undefined

  constructor(private readonly view: TrainingView<Begin>) {}

  take(event: RunEvent<Begin, unknown>): void {
    if (event.type === 'begin') {
      this.began = performance.now()
      this.begin = event
    } else if (event.type === 'step') this.firstProgress ??= event.progress
    else if (event.type === 'end') this.ended = performance.now()
  }

  get text(): string {
    const seconds = (this.ended - this.began) / 1000
    const work = this.view.work(this.begin!) * (1 - (this.firstProgress ?? 0))
    const speed = this.view.speed(work / seconds, this.begin!)
    return `${duration(seconds)} of training, ${speed}`
  }
}
