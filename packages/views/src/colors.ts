// The colors of similarities and of classes.

/** Red, green and blue, 0 … 255. */
export type Rgb = readonly [number, number, number]

/** Dark to light by equal steps for the eye, for readers without colors too (viridis, van der Walt and Smith). */
const STOPS: readonly Rgb[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
]

/** Where a value stands between two limits, from 0 to 1. */
export interface Scale {
  readonly low: number
  readonly high: number
}

/** The color of a value on a scale; what lies outside has that of the limit. */
export function colorOf(value: number, { low, high }: Scale): Rgb {
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 1
  const place = share * (STOPS.length - 1)
  const from = Math.min(STOPS.length - 2, Math.floor(place))
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(STOPS[from]![channel] + (place - from) * (STOPS[from + 1]![channel] - STOPS[from]![channel]))
  return [mix(0), mix(1), mix(2)]
}

export const cssColor = ([red, green, blue]: Rgb): string =>
  `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`

/** The colors of a scale as a gradient of CSS. */
export const gradientOfScale: string = `linear-gradient(90deg,${STOPS.map(cssColor).join(',')})`

/** Black or white, whichever has the larger contrast on a color (relative luminance of WCAG 2). */
export function inkOn(color: Rgb): 'black' | 'white' {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? 'black' : 'white'
}

/** Colors of classes, on light and on dark paper, each with a contrast of 3 and more; a class has a shape beside it. */
export const classColors: readonly { readonly light: string; readonly dark: string }[] = [
  { light: '#0b6bb5', dark: '#5aaef0' },
  { light: '#d1540a', dark: '#ff9450' },
  { light: '#0a8a5f', dark: '#3fd0a2' },
  { light: '#b5458c', dark: '#f09bcd' },
  { light: '#8f7000', dark: '#e3c442' },
  { light: '#6b4bb8', dark: '#b8a0ff' },
  { light: '#b3312f', dark: '#ff837d' },
  { light: '#15839b', dark: '#7fdcf2' },
  { light: '#666f7d', dark: '#b6bfcc' },
  { light: '#4c7a14', dark: '#a2d45f' },
]

/** Shapes of classes, as paths within −1 … 1: a disc, a square, a triangle, a diamond, a cross. */
export const classShapes: readonly string[] = [
  'M-.9 0a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0',
  'M-.8-.8H.8V.8H-.8Z',
  'M0-1 1 .75H-1Z',
  'M0-1.1.95 0 0 1.1-.95 0Z',
  'M-.35-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z',
]

/** Which color and shape a class has: 50 classes differ in one or the other. */
export const classStyle = (code: number): { color: number; shape: number } => ({
  color: code % classColors.length,
  shape: (code + Math.floor(code / classColors.length)) % classShapes.length,
})
