// The curve of a run in a file beside it: what neighbors found would be gone with the screen. Node only.
import { join } from 'node:path'
import { readRegularText, writeFileAtomic } from '@infonce/runtime/internals'
import type { CurvePoint } from './pass-curve.js'

/** Its name in the folder of a run. */
export const CURVE_FILE = 'training.csv'

const HEAD = ['epoch', 'loss', 'accuracy', 'neighbors'] as const

/** Writes the curve of the run in a folder, and gives its path. Throws a `FileError`. */
export async function writeCurve(folder: string, points: readonly CurvePoint[]): Promise<string> {
  const path = join(folder, CURVE_FILE)
  const rows = points.map(({ epoch, loss, accuracy, neighbors }) => [
    ...[String(epoch), loss.toPrecision(6), accuracy.toFixed(4)],
    neighbors === undefined ? '' : neighbors.toFixed(4),
  ])
  await writeFileAtomic(path, [HEAD, ...rows].map((row) => `${row.join(',')}\n`).join(''))
  return path
}

/** The curve that a run has left in its folder. None where it is not there. */
export async function readCurve(folder: string): Promise<CurvePoint[]> {
  const text = await readRegularText(join(folder, CURVE_FILE)).catch(() => '')
  const [head, ...lines] = text.trimEnd().split('\n')
  if (head !== HEAD.join(',')) return []
  return lines.map((line) => {
    const [epoch, loss, accuracy, neighbors] = line.split(',')
    return {
      ...{ epoch: Number(epoch), loss: Number(loss), accuracy: Number(accuracy) },
      ...(neighbors !== '' && { neighbors: Number(neighbors) }),
    }
  })
}
