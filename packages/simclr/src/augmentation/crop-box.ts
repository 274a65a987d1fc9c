// Random resized crops: where a view is cut from its image.
import type { Random } from '@infonce/core'

/** Top, left, height and width in pixels. */
export type CropBox = readonly [top: number, left: number, height: number, width: number]

const ATTEMPTS = 10
/** Width over height lies between this and its inverse. */
const NARROWEST = 3 / 4

/**
 * A box in a square image of `size` pixels: its share of the area uniform in `area`, its width over its height
 * log-uniform in 3/4 … 4/3, its place uniform among those where it fits (the crop of Szegedy et al. 2015 that SimCLR
 * uses, appendix A). Sizes that do not fit are drawn again, at most ten times; then it is the whole image. Nothing is
 * rounded to whole pixels.
 */
export function drawCropBox(random: Random, size: number, area: readonly [number, number]): CropBox {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const share = between(random, area[0], area[1])
    const ratio = NARROWEST ** between(random, -1, 1)
    const [height, width] = [size * Math.sqrt(share / ratio), size * Math.sqrt(share * ratio)]
    if (height <= size && width <= size)
      return [random.uniform() * (size - height), random.uniform() * (size - width), height, width]
  }
  return [0, 0, size, size]
}

/** A number drawn uniformly from `low` to `high`. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform()
