// What brings images to mean 0 and deviation 1.
import { EventLoopTurns } from '@infonce/runtime/internals'
import type { Configuration } from '../configuration.js'
import { ImageError } from '../errors.js'
import type { ImageSet } from './images.js'

/** Images that are looked at, at most: more would not change the figures. */
const MOST = 10_000

/**
 * Mean and deviation of each channel, of pixels 0 … 1, over a set, or over 10,000 of its images at even distances.
 * @throws ImageError when all pixels of a channel are the same; the signal's reason when it is given
 */
export async function measureLevel(set: ImageSet, signal?: AbortSignal): Promise<NonNullable<Configuration['level']>> {
  const count = set.images.length
  const looked = Math.min(MOST, count)
  const pixels = set.size * set.size
  const [sums, squares] = [new Float64Array(set.channels), new Float64Array(set.channels)]
  const turns = new EventLoopTurns()
  for (let i = 0; i < looked; i++) {
    signal?.throwIfAborted()
    const image = await set.read(Math.floor((i * count) / looked))
    for (let c = 0; c < set.channels; c++) {
      // Whole numbers, so that the sums are exact.
      let [sum, square] = [0, 0]
      for (let p = c * pixels; p < (c + 1) * pixels; p++) {
        const value = image[p]!
        sum += value
        square += value * value
      }
      sums[c]! += sum
      squares[c]! += square
    }
    if (turns.due) await turns.take()
  }
  const entries = looked * pixels
  const mean = Array.from(sums, (sum) => sum / entries / 255)
  const deviation = Array.from(
    squares,
    (square, c) => Math.sqrt(Math.max(0, square / entries - (sums[c]! / entries) ** 2)) / 255,
  )
  const flat = deviation.findIndex((value) => !(value > 0))
  if (flat >= 0)
    throw new ImageError(
      'the images',
      `every pixel of channel ${flat + 1} has one value, in all of them: there is nothing to learn from`,
    )
  return { mean, deviation }
}
