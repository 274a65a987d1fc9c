// Trains CPC in a worker while somebody watches.
import { type Cpc, type RunEvent, type TrainInFolderInWorkerOptions, trainInFolderInWorker } from '@infonce/cpc'
import { foundLines } from '../../files-found.js'
import { count, duration, short } from '../../numbers.js'
import { runTraining, type TrainingOutcome } from '../../run-training.js'
import { SkippedFiles } from '../../skipped-files.js'
import type { TrainingView } from '../../training-view.js'
import { usualProvider } from '../../usual-provider.js'

type Begin = Extract<RunEvent, { type: 'begin' }>

/** What {@link trainCpcModel} is given beside the run itself. */
export interface TrainCpcModelOptions extends Omit<TrainInFolderInWorkerOptions, 'signal' | 'script'> {
  /** The command that resumes the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
  /** Called with each event. */
  readonly onEvent?: (event: RunEvent) => void
}

/**
 * Trains in a worker thread, showing progress on standard error. An interruption saves a checkpoint and says how to go on.
 * @throws what `trainInFolderInWorker` throws
 */
export async function trainCpcModel(options: TrainCpcModelOptions): Promise<TrainingOutcome<Cpc>> {
  const { resumeCommand, onEvent, provider = await usualProvider(), ...training } = options
  return runTraining<Begin, Cpc>({
    folder: training.folder,
    view: cpcView,
    resumeCommand,
    async *events(signal, progress) {
      progress.update({ label: 'reading the series', facts: [] })
      const skipped = new SkippedFiles((line) => progress.note(line))
      for await (const event of trainInFolderInWorker({ ...training, provider, signal })) {
        onEvent?.(event)
        if (event.type === 'files') for (const line of foundLines(event)) progress.note(line)
        else if (event.type === 'skipped') skipped.add(event)
        else {
          if (event.type === 'begin') skipped.end()
          yield event
        }
      }
    },
  })
}

export const cpcView: TrainingView<Begin> = {
  summary: ({ series, configuration: { rate, gain, level }, totalSteps }) => {
    const much = rate === null ? `${short(series.samples)} samples` : `${duration(series.samples / rate)} at ${rate} Hz`
    const scaled = level === 'series' && gain === 1 ? 'each at its own gain' : `gain ${gain!.toPrecision(3)}`
    return `${count(series.count)} series, ${much}, ${scaled}; ${count(totalSteps)} steps`
  },
  work: ({ totalSteps, secondsOfStep, samplesOfStep }) => totalSteps * (secondsOfStep ?? samplesOfStep),
  speed: (perSecond, { secondsOfStep }) =>
    secondsOfStep === null ? `${short(perSecond)} samples/s` : `${seconds(perSecond)} of sound/s`,
  // Means over the steps that are predicted, in nats, and how often a positive beats all its negatives.
  numbers: [
    { outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(3)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${Math.round(100 * accuracy)}%` },
    {
      outputs: ['metric/bound', 'metric/ceiling'],
      text: (bound, ceiling) => `bound ${bound.toFixed(2)} of ${ceiling.toFixed(2)}`,
    },
  ],
}

const seconds = (value: number): string => `${value < 9.95 ? value.toFixed(1) : short(value)} s`
