// The colors of drawings.
import type { Random } from '@infonce/core'

/** Red, green and blue, 0 … 255. */
export type Color = readonly [number, number, number]

/** By their names, the values of the label `color`. */
export const colors: Readonly<Record<string, Color>> = {
  red: [205, 45, 45],
  orange: [235, 135, 35],
  yellow: [235, 215, 70],
  green: [55, 150, 75],
  blue: [45, 95, 205],
  purple: [140, 70, 175],
  white: [232, 232, 232],
  black: [28, 28, 28],
}

const colorNames = Object.keys(colors)
/** How far a channel may be from the color of a name. */
export const SHADE = 20
/** How much lighter or darker than its background a shape is at least, of 255: else it could not be seen. */
const LEAST_CONTRAST = 50

/** The name of a color, a shade of it, and one of another color that it stands out from. */
export function contrastingColors(random: Random): readonly [string, Color, Color] {
  const pick = (): readonly [string, Color] => {
    const name = colorNames[random.below(colorNames.length)]!
    const shade = (value: number): number => value + SHADE * (2 * random.uniform() - 1)
    const [red, green, blue] = colors[name]!
    return [name, [shade(red), shade(green), shade(blue)]]
  }
  for (;;) {
    const [[name, own], [other, ground]] = [pick(), pick()]
    if (name !== other && Math.abs(lightnessOf(own) - lightnessOf(ground)) >= LEAST_CONTRAST) return [name, own, ground]
  }
}

/** Luma (ITU-R BT.601). */
const lightnessOf = ([red, green, blue]: Color): number => 0.299 * red + 0.587 * green + 0.114 * blue
