// Trains on pictures in a worker while somebody watches.
import {
  PassCurve,
  type PictureSizes,
  type RunEvent,
  type SimClr,
  type TrainInFolderInWorkerOptions,
  trainInFolderInWorker,
} from '@infonce/simclr'
import { foundLines } from '../../files-found.js'
import { count, percent, short } from '../../numbers.js'
import { runTraining, type TrainingOutcome } from '../../run-training.js'
import { SkippedFiles } from '../../skipped-files.js'
import type { TrainingView } from '../../training-view.js'
import { usualProvider } from '../../usual-provider.js'

type Begin = Extract<RunEvent, { type: 'begin' }>

/** What {@link trainSimClrModel} is given beside the run itself. */
export interface TrainSimClrModelOptions extends Omit<TrainInFolderInWorkerOptions, 'signal' | 'script'> {
  /** The command that goes on with the run, to be shown when it is interrupted. */
  readonly resumeCommand: string
  /** Called with each event. */
  readonly onEvent?: (event: RunEvent) => void
}

/**
 * Trains in a worker thread, showing progress on standard error. An interruption saves a checkpoint and says how to go on.
 * @throws what `trainInFolderInWorker` throws
 */
export async function trainSimClrModel(options: TrainSimClrModelOptions): Promise<TrainingOutcome<SimClr>> {
  const { resumeCommand, onEvent, provider = await usualProvider(), ...training } = options
  return runTraining<Begin, SimClr>({
    folder: training.folder,
    view: simclrView,
    resumeCommand,
    async *events(signal, progress) {
      progress.update({ label: 'reading the pictures', facts: [] })
      const skipped = new SkippedFiles((line) => progress.note(line))
      let curve: PassCurve | undefined
      for await (const event of trainInFolderInWorker({ ...training, provider, signal })) {
        onEvent?.(event)
        if (event.type === 'begin') curve = new PassCurve(event.stepsOfPass, event.passes)
        else if (event.type === 'step' || event.type === 'neighbours') curve?.take(event)
        if (event.type === 'files') for (const line of foundLines(event)) progress.note(line)
        else if (event.type === 'skipped') skipped.add(event)
        else if (event.type === 'neighbours') {
          const point = curve?.points(event.step).at(-1)
          if (point?.epoch === event.epoch)
            progress.note(
              `epoch ${event.epoch}: ${percent(event.accuracy)} by nearest neighbours of a sample, loss ${point.loss.toFixed(3)}`,
            )
        } else {
          if (event.type === 'begin') skipped.end()
          if (event.type === 'begin')
            for (const line of resizedLines(event.sizes, event.configuration.size)) progress.note(line)
          yield event
        }
      }
    },
  })
}

/** Says that pictures had other sizes, where they had: `pictures of 20 × 31 to 640 × 480, read as 32 × 32`. */
export function resizedLines(sizes: PictureSizes | undefined, size: number): string[] {
  if (!sizes) return []
  const text = ([width, height]: readonly [number, number]): string => `${width} × ${height}`
  const { count: different, smallest, largest } = sizes
  const [from, to] = [text(smallest), text(largest)]
  if (different === 1 && from === text([size, size])) return []
  return [`pictures of ${different === 1 ? from : `${from} to ${to}`}, read as ${text([size, size])}`]
}

/** The loss in nats, and how often the other view of a picture is more alike than all else that it is compared with. */
export const simclrView: TrainingView<Begin> = {
  summary: ({ pictures, configuration: { size, channels, epochs }, stepsOfPass, totalSteps }) =>
    `${count(pictures)} pictures of ${size} × ${size}${channels === 1 ? ', grey' : ''}; ${count(totalSteps)} steps, ${count(stepsOfPass)} a pass${epochs === 1 ? '' : `, ${count(epochs)} passes`}`,
  work: ({ totalSteps, configuration: { batch } }) => totalSteps * batch,
  speed: (perSecond) => `${short(perSecond)} pictures/s`,
  facts: (progress, { configuration: { epochs } }) => [
    `epoch ${Math.floor(progress * epochs) + 1} of ${count(epochs)}`,
  ],
  numbers: [
    { outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(3)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${Math.round(100 * accuracy)}%` },
  ],
}
