// What is drawn on the background of drawings: how light each place is.
import type { Random } from '@infonce/core'

/** From −1, dark, to 1, light, at a place of the picture, whose sides are 0 and 1. */
export type Texture = (right: number, down: number) => number

/** A direction, every one as likely as the next, by arithmetic that is exact to the last bit on every engine. */
function direction(random: Random): readonly [number, number] {
  for (;;) {
    const [x, y] = [2 * random.uniform() - 1, 2 * random.uniform() - 1]
    const square = x * x + y * y
    if (square > 0.01 && square < 1) return [x / Math.sqrt(square), y / Math.sqrt(square)]
  }
}

const part = (value: number): number => value - Math.floor(value)

/** Places along and across a random direction, in periods of a random length. */
function lattice(random: Random): (x: number, y: number) => readonly [number, number] {
  const [cosine, sine] = direction(random)
  const period = 0.16 + 0.12 * random.uniform()
  const [first, second] = [random.uniform(), random.uniform()]
  return (x, y) => [part((cosine * x + sine * y) / period + first), part((cosine * y - sine * x) / period + second)]
}

/** Cells of noise along a side. */
const CELLS = 8

/** By their names, the values of the label `texture`. */
export const textures: Readonly<Record<string, (random: Random) => Texture>> = {
  stripes: (random) => {
    const place = lattice(random)
    return (x, y) => (place(x, y)[0] < 0.5 ? 1 : -1)
  },
  checks: (random) => {
    const place = lattice(random)
    return (x, y) => {
      const [along, across] = place(x, y)
      return along < 0.5 === across < 0.5 ? 1 : -1
    }
  },
  dots: (random) => {
    const place = lattice(random)
    return (x, y) => {
      const [along, across] = place(x, y)
      return (along - 0.5) * (along - 0.5) + (across - 0.5) * (across - 0.5) < 0.09 ? 1 : -0.6
    }
  },
  noise: (random) => {
    const cells = Float64Array.from({ length: CELLS * CELLS }, () => 2 * random.uniform() - 1)
    return (x, y) => cells[Math.floor(y * CELLS) * CELLS + Math.floor(x * CELLS)]!
  },
  gradient: (random) => {
    const [cosine, sine] = direction(random)
    return (x, y) => 1.4 * (cosine * (x - 0.5) + sine * (y - 0.5))
  },
}

/** Their names. */
export const textureNames: readonly string[] = Object.keys(textures)
