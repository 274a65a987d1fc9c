// Trains in a folder while somebody watches, and may stop it.
import { CheckpointError, FileError, SessionError, WorkerError } from '@infonce/runtime'
import {
  type RunEvent,
  type TrainInFolderInWorkerOptions,
  trainInFolderInWorker,
  type Word2vec,
} from '@infonce/word2vec'
import type { ExitCode } from './exit-code.js'
import { Interruption } from './interruption.js'
import { count, duration, percent, short } from './numbers.js'
import { say } from './output.js'
import { makeFolder, removeEmpty } from './output-folder.js'
import { Progress } from './progress.js'
import { TrainingStatus } from './training-status.js'

/** What {@link runTraining} is given beside the run itself. */
export interface RunTrainingOptions extends Omit<TrainInFolderInWorkerOptions, 'signal' | 'script'> {
  /** The command that goes on with the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
  /** Called with each event. */
  readonly onEvent?: (event: RunEvent) => void
}

/** How training ended. */
export type TrainingOutcome =
  | {
      readonly finished: true
      readonly model: Word2vec
      readonly files: readonly string[]
      /** Of this process, from the first step to the last. */
      readonly seconds: number
      readonly wordsPerSecond: number
      readonly steps: number
    }
  | { readonly finished: false; readonly exitCode: ExitCode }

/**
 * Trains in a worker thread, showing progress on standard error. An interruption saves a checkpoint and says how to go on.
 * @throws what `trainInFolderInWorker` throws
 */
export async function runTraining(options: RunTrainingOptions): Promise<TrainingOutcome> {
  const { resumeCommand, onEvent, ...training } = options
  const made = await makeFolder(training.folder)
  const progress = new Progress()
  const status = new TrainingStatus()
  const interruption = new Interruption(() =>
    progress.note('stopping, to save a checkpoint first (Ctrl-C again quits at once)'),
  )
  const watch = new StopWatch()
  let begun = false
  let ended: Extract<RunEvent, { type: 'end' }> | undefined
  let files: readonly string[] = []
  try {
    for await (const event of trainInFolderInWorker({ ...training, signal: interruption.signal })) {
      onEvent?.(event)
      watch.take(event)
      const shown = status.after(event)
      if (shown) progress.update(shown)
      if (event.type === 'begin') {
        begun = true
        for (const line of beginLines(event)) progress.note(line)
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
      say('training stopped at an error. Once that is mended, go on with:', `  ${resumeCommand}`)
    }
    throw error
  } finally {
    progress.end()
    interruption.dispose()
  }
  if (ended?.reason === 'finished') {
    const { model, step: steps } = ended
    return { finished: true, model, files, steps, ...watch.numbers }
  }
  say(`interrupted at step ${ended!.step}: a checkpoint is saved. Go on with:`, `  ${resumeCommand}`)
  return { finished: false, exitCode: interruption.code! }
}

function beginLines({ vocabulary, steps, choice, partlyOnCpu }: Extract<RunEvent, { type: 'begin' }>): string[] {
  const { size, keptTokens, corpusTokens } = vocabulary
  const goingOn = steps > 0 ? `going on from step ${count(steps)}: ` : ''
  const share = percent(keptTokens / corpusTokens)
  const first = `${goingOn}vocabulary of ${count(size)} words, ${share} of a corpus of ${short(corpusTokens)}`
  // Where it trains needs words only where it is not the plain way, or was chosen.
  if (choice.provider === 'cpu' && choice.findings.length === 1) return [first]
  const others = choice.findings.filter(({ usable }) => !usable)
  const where = `training on ${choice.provider}${partlyOnCpu ? ', some operators on the CPU' : ''}`
  return [first, ...others.map(({ provider, reason }) => `not on ${provider}: ${reason}`), where]
}

/** Time and words between the beginning and the end of training, those before a resumption left out. */
class StopWatch {
  private began = 0
  private ended = 0
  private firstWords: number | undefined
  private allWords = 0
  private words = 0

  take(event: RunEvent): void {
    if (event.type === 'begin') {
      this.began = performance.now()
      this.allWords = event.words
    } else if (event.type === 'step') this.firstWords ??= event.words
    else if (event.type === 'end') {
      this.ended = performance.now()
      this.words = this.allWords - (this.firstWords ?? 0)
    }
  }

  get numbers(): { seconds: number; wordsPerSecond: number } {
    const seconds = (this.ended - this.began) / 1000
    return { seconds, wordsPerSecond: this.words / seconds }
  }
}

/** `12.3 s of training, 1.21M words/s` */
export const speedText = ({ seconds, wordsPerSecond }: { seconds: number; wordsPerSecond: number }): string =>
  `${duration(seconds)} of training, ${short(wordsPerSecond)} words/s`
