// Trains on images in a worker while somebody watches.
import {
  type ImageSizes,
  PassCurve,
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
  /** The command that resumes the run, to be shown when it is interrupted. */
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
      progress.update({ label: 'reading the images', facts: [] })
      const skipped = new SkippedFiles((line) => progress.note(line))
      let curve: PassCurve | undefined
      for await (const event of trainInFolderInWorker({ ...training, provider, signal })) {
        onEvent?.(event)
        if (event.type === 'begin') curve = new PassCurve(event.stepsOfPass, event.passes)
        else if (event.type === 'step' || event.type === 'neighbors') curve?.take(event)
        if (event.type === 'files') for (const line of foundLines(event)) progress.note(line)
        else if (event.type === 'skipped') skipped.add(event)
        else if (event.type === 'neighbors') {
          const point = curve?.points(event.step).at(-1)
          if (point?.epoch === event.epoch)
            progress.note(
              `epoch ${event.epoch}: ${percent(event.accuracy)} by nearest neighbors of a sample, loss ${point.loss.toFixed(3)}`,
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

/** Says that images had other sizes, where they had: `images of 20 × 31 to 640 × 480, read as 32 × 32`. */
export function resizedLines(sizes: ImageSizes | undefined, size: number): string[] {
  if (!sizes) return []
  const text = ([width, height]: readonly [number, number]): string => `${width} × ${height}`
  const { count: different, smallest, largest } = sizes
  const [from, to] = [text(smallest), text(largest)]
  if (different === 1 && from === text([size, size])) return []
  return [`images of ${different === 1 ? from : `${from} to ${to}`}, read as ${text([size, size])}`]
}

/** The loss in nats, and how often the other view of an image is more alike than all else that it is compared with. */
export const simclrView: TrainingView<Begin> = {
  summary: ({ images, configuration: { size, channels, epochs }, stepsOfPass, totalSteps }) =>
    `${count(images)} images of ${size} × ${size}${channels === 1 ? ', gray' : ''}; ${count(totalSteps)} steps, ${count(stepsOfPass)} a pass${epochs === 1 ? '' : `, ${count(epochs)} passes`}`,
  work: ({ totalSteps, configuration: { batch } }) => totalSteps * batch,
  speed: (perSecond) => `${short(perSecond)} images/s`,
  facts: (progress, { configuration: { epochs } }) => [
    `epoch ${Math.floor(progress * epochs) + 1} of ${count(epochs)}`,
  ],
  numbers: [
    { outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(3)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${Math.round(100 * accuracy)}%` },
  ],
}
