// A few drawings as PNG files, in a folder for each shape.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DrawingsOptions, drawings } from '@infonce/simclr'
import { encodePng } from '@infonce/views'

/** Writes drawings of 16 × 16. Returns the names of the files, within the folder. */
export async function writeDrawings(folder: string, options: DrawingsOptions): Promise<string[]> {
  const size = 16
  const names: string[] = []
  for (const { name, labels, pixels } of drawings({ size, ...options })) {
    const file = join(labels.shape, `${name}_${labels.texture}.png`)
    mkdirSync(join(folder, labels.shape), { recursive: true })
    const plane = size * size
    const interleaved = Uint8Array.from({ length: 3 * plane }, (_, i) => pixels[(i % 3) * plane + Math.floor(i / 3)]!)
    writeFileSync(join(folder, file), await encodePng(interleaved, size, size))
    names.push(file)
  }
  return names
}

/** Settings of a model that trains within a moment. */
export const SMALL_SIMCLR: readonly string[] = [
  ...['--network', 'convolutional', '--width-factor', '0.05', '--head-width', '8', '--embedding', '8'],
  ...['--batch', '16', '--threads', '1'],
]
