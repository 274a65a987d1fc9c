// What is drawn on the background of drawings: how light each place is.
import type { Random } from '@infonce/core'

/** From −1, dark, to 1, light, at a place of the image, whose sides are 0 and 1. */
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
const square = (value: number): number => value * value

/** A grid of squares in a random direction: from 0 to 1 along a square, and across it. */
interface Grid {
  along(x: number, y: number): number
  across(x: number, y: number): number
}

function grid(random: Random): Grid {
  const [cosine, sine] = direction(random)
  const side = 0.16 + 0.12 * random.uniform()
  const [first, second] = [random.uniform(), random.uniform()]
  return {
    along: (x, y) => part((cosine * x + sine * y) / side + first),
    across: (x, y) => part((cosine * y - sine * x) / side + second),
  }
}

/** Cells of noise along a side. */
const CELLS = 8

/** By their names, the values of the label `texture`. */
export const textures: Readonly<Record<string, (random: Random) => Texture>> = {
  stripes: (random) => {
    const { along } = grid(random)
    return (x, y) => (along(x, y) < 0.5 ? 1 : -1)
  },
  checks: (random) => {
    const { along, across } = grid(random)
    return (x, y) => (along(x, y) < 0.5 === across(x, y) < 0.5 ? 1 : -1)
  },
  dots: (random) => {
    const { along, across } = grid(random)
    return (x, y) => (square(along(x, y) - 0.5) + square(across(x, y) - 0.5) < 0.09 ? 1 : -0.6)
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
