// How a run goes, pass by pass, in a file beside it: what neighbours found would be gone with the screen.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@infonce/runtime'
import type { RunEvent } from '@infonce/simclr'
import { csvRow } from '../../csv-text.js'

/** Its name in the folder of a run. */
export const CURVE_FILE = 'training.csv'

/** One pass over the pictures, or what of it one process saw. */
export interface CurvePoint {
  /** Passes that were made at its end. */
  readonly epoch: number
  /** Means over its steps. */
  readonly loss: number
  readonly accuracy: number
  /** Share of pictures, 0 … 1, that their nearest neighbours classified rightly after it. */
  readonly neighbours?: number
}

const HEAD = ['epoch', 'loss', 'accuracy', 'neighbours'] as const

/** The curve that a run has left in its folder. None where it is not there. */
export async function readCurve(folder: string): Promise<CurvePoint[]> {
  const text = await readFile(join(folder, CURVE_FILE), 'utf8').catch(() => '')
  const [head, ...lines] = text.trimEnd().split('\n')
  if (head !== HEAD.join(',')) return []
  return lines.map((line) => {
    const [epoch, loss, accuracy, neighbours] = line.split(',')
    return {
      ...{ epoch: Number(epoch), loss: Number(loss), accuracy: Number(accuracy) },
      ...(neighbours !== '' && { neighbours: Number(neighbours) }),
    }
  })
}

/** Follows a run. It is written with each checkpoint, so that a run that is gone on with has its curve so far. */
export class TrainingCurve {
  private points: CurvePoint[] = []
  private stepsOfPass = 1
  private sums = { steps: 0, loss: 0, accuracy: 0 }

  constructor(private readonly folder: string) {}

  get path(): string {
    return join(this.folder, CURVE_FILE)
  }

  /** Takes an event. Returns the point that came to its end with it, if it asked neighbours. */
  async take(event: RunEvent): Promise<CurvePoint | undefined> {
    if (event.type === 'begin') {
      this.stepsOfPass = event.stepsOfPass
      const passes = Math.floor(event.steps / event.stepsOfPass)
      this.points = (await readCurve(this.folder)).filter(({ epoch }) => epoch <= passes)
    } else if (event.type === 'step') {
      const { metrics, step } = event
      const { sums } = this
      sums.steps++
      sums.loss += metrics.loss!
      sums.accuracy += metrics['metric/accuracy']!
      if (step % this.stepsOfPass === 0) {
        const { steps, loss, accuracy } = sums
        this.points.push({ epoch: step / this.stepsOfPass, loss: loss / steps, accuracy: accuracy / steps })
        this.sums = { steps: 0, loss: 0, accuracy: 0 }
      }
    } else if (event.type === 'neighbours') {
      const last = this.points.at(-1)
      // A run that was stopped after a pass and before its neighbours asks them when it goes on.
      if (last?.epoch !== event.epoch) return undefined
      const point = { ...last, neighbours: event.accuracy }
      this.points[this.points.length - 1] = point
      return point
    } else if (event.type === 'checkpoint') await this.write()
    return undefined
  }

  private async write(): Promise<void> {
    const rows = this.points.map(({ epoch, loss, accuracy, neighbours }) => [
      ...[String(epoch), loss.toPrecision(6), accuracy.toFixed(4)],
      neighbours === undefined ? '' : neighbours.toFixed(4),
    ])
    await writeFileAtomic(this.path, [HEAD, ...rows].map(csvRow).join(''))
  }
}
