// How the training of a model of images is watched.

import { type BeginEvent, type RunEvent, trainInThread } from '@infonce/runtime'
import { type ImageSizes, PassCurve, type SimClrTypes, simclr } from '@infonce/simclr'
import { count, percent, short } from '../../numbers.js'
import type { TrainingView } from '../../training-view.js'
import type { WatchedModel } from '../../watch-training.js'

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
export const simclrView: TrainingView<BeginEvent<SimClrTypes>> = {
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

export const watchedSimClr: WatchedModel<SimClrTypes> = {
  train: (options) => trainInThread(simclr, options),
  view: simclrView,
  reading: 'reading the images',
  notes: () => {
    let curve: PassCurve | undefined
    return (event) => {
      if (event.type === 'begin') {
        curve = new PassCurve(event.stepsOfPass, event.passes)
        return resizedLines(event.sizes, event.configuration.size)
      }
      if (event.type !== 'step' && event.type !== 'neighbors') return []
      curve!.take(event)
      return event.type === 'neighbors' ? passLines(curve!, event) : []
    }
  },
}

/** What neighbors found after a pass, with its loss where that is known. */
function passLines(
  curve: PassCurve,
  { step, epoch, accuracy }: Extract<RunEvent<SimClrTypes>, { type: 'neighbors' }>,
): string[] {
  const point = curve.points(step).at(-1)
  if (point?.epoch !== epoch) return []
  return [`epoch ${epoch}: ${percent(accuracy)} by nearest neighbors of a sample, loss ${point.loss.toFixed(3)}`]
}
