// The augmentation once more, image by image and pixel by pixel in plain loops, and what both are compared on.
import { Random } from '@infonce/core'
import { type ConfigurationInput, parseConfiguration } from '../configuration.js'
import { type ColorChange, colorMap } from './color-change.js'
import type { CropBox } from './crop-box.js'
import { type AugmentationSettings, augmentationInput, augmentationParts } from './parts.js'

/** What happens to one view of one image. */
export interface ViewChange {
  readonly crop: CropBox
  readonly flipped: boolean
  /** Standard deviation in pixels, 0 for none. */
  readonly blur: number
  readonly color: ColorChange
}

/** A batch and what happens to it. */
export interface AugmentationCase {
  readonly name: string
  readonly settings: AugmentationSettings
  /** N images, each `[C, S, S]`. */
  readonly images: readonly Image[]
  /** V lists of N. */
  readonly changes: readonly (readonly ViewChange[])[]
}

/** Channels of rows of numbers. */
export type Image = readonly (readonly (readonly number[])[])[]

const UNCHANGED: ColorChange = { brightness: 1, contrast: 1, saturation: 1, hue: 0, gray: false }

// Numbers that float32 holds, so that the reference in float64 is fed the same.
const some = (random: Random, low: number, high: number): number => Math.fround(low + (high - low) * random.uniform())

function drawChange(random: Random, { size, channels, ...settings }: AugmentationSettings): ViewChange {
  const parts = augmentationParts({ size, channels, ...settings })
  const side = () => some(random, 0.3 * size, size)
  const [height, width] = [side(), side()]
  const jitter = parts.contrast ? { brightness: 0.6, contrast: 1.4, saturation: 0.3, hue: 1 } : UNCHANGED
  const around = (factor: number) => (parts.contrast ? some(random, factor - 0.3, factor + 0.3) : 1)
  return {
    crop: parts.crop
      ? [some(random, 0, size - height), some(random, 0, size - width), height, width]
      : [0, 0, size, size],
    flipped: parts.flip && random.uniform() < 0.5,
    blur: parts.blur && random.uniform() < 0.7 ? some(random, 0.2, 2) : 0,
    color: {
      brightness: around(jitter.brightness),
      contrast: around(jitter.contrast),
      saturation: around(jitter.saturation),
      hue: parts.contrast ? some(random, -jitter.hue, jitter.hue) : 0,
      gray: channels === 3 && settings.grayscale > 0 && random.uniform() < 0.4,
    },
  }
}

const none: ConfigurationInput = { crop: [1, 1], flip: 0, jitter: 0, grayscale: 0, blur: 0 }
const inputs: readonly (readonly [string, ConfigurationInput, number?])[] = [
  ['everything', { size: 9, blur: 0.5 }],
  ['everything, three views of gray images', { size: 8, channels: 1, blur: 0.5 }, 3],
  ['the defaults', { size: 7 }, 1],
  ['crops alone', { ...none, size: 6, crop: [0.1, 1] }],
  ['flips alone', { ...none, size: 5, flip: 0.5 }],
  ['blur alone', { ...none, size: 6, blur: 1 }],
  ['jitter alone', { ...none, size: 4, jitter: 1 }],
  ['grayscale alone', { ...none, size: 4, grayscale: 0.5 }],
  ['nothing', { ...none, size: 4 }],
]

export const augmentationCases: readonly AugmentationCase[] = inputs.map(([name, input, views = 2], index) => {
  const settings = parseConfiguration(input)
  const random = Random.fromSeed(7).split(index)
  const list = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  const { size, channels } = settings
  const images = list(4, () => list(channels, () => list(size, () => list(size, () => some(random, 0, 1)))))
  const changes = list(views, () => list(4, () => drawChange(random, settings)))
  // One of them is cut from the corner, and small.
  const corner: CropBox = [0, Math.fround(size - 1.3), Math.fround(1.7), Math.fround(1.3)]
  if (augmentationParts(settings).crop) changes[0]![0] = { ...changes[0]![0]!, crop: corner }
  return { name, settings, images, changes }
})

/** What the graph of a case is fed, in float64, with shapes. */
export function feedsOf({
  settings,
  images,
  changes,
}: AugmentationCase): Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }> {
  const { channels: C, size: S } = settings
  const all = changes.flat()
  const maps = all.map(({ color }) => colorMap(color, C))
  const numbers = {
    crop: { shape: [4], data: all.flatMap(({ crop }) => [...crop]) },
    flip: { shape: [], data: all.map(({ flipped }) => (flipped ? 1 : 0)) },
    blur: { shape: [], data: all.map(({ blur }) => blur) },
    color: { shape: [C, C], data: maps.flatMap(({ matrix }) => [...matrix]) },
    contrast: { shape: [], data: maps.map(({ offset }) => offset) },
  }
  const parts = augmentationParts(settings)
  const leading = [changes.length, images.length]
  const fed = (Object.keys(numbers) as (keyof typeof numbers)[])
    .filter((part) => parts[part])
    .map((part) => {
      const { shape, data } = numbers[part]
      return [augmentationInput(part), { shape: [...leading, ...shape], data }] as const
    })
  const data = images.flat(3)
  return Object.fromEntries([['images', { shape: [images.length, C, S, S], data }], ...fed])
}

/** The views of a case as one list, view by view, image by image. */
export const plainViews = ({ images, changes }: AugmentationCase): number[] =>
  changes.flatMap((view) => view.flatMap((change, n) => plainView(images[n]!, change).flat(2)))

/** One view of one image, each change after the other by its own definition. */
export function plainView(image: Image, { crop, flipped, blur, color }: ViewChange): Image {
  const cropped = image.map((channel) => cropChannel(channel, crop))
  const turned = flipped ? cropped.map((channel) => channel.map((row) => row.toReversed())) : cropped
  const blurred = blur > 0 ? turned.map((channel) => blurChannel(channel, blur)) : turned
  return changeColors(blurred, color)
}

function cropChannel(channel: Image[number], [top, left, height, width]: CropBox): Image[number] {
  const size = channel.length
  const last = size - 1
  const clamped = (place: number): number => Math.min(Math.max(place, 0), last)
  return channel.map((row, i) =>
    row.map((_, j) => {
      const y = clamped(top + ((i + 0.5) * height) / size - 0.5)
      const x = clamped(left + ((j + 0.5) * width) / size - 0.5)
      const [above, before] = [Math.floor(y), Math.floor(x)]
      const [below, after] = [Math.min(above + 1, last), Math.min(before + 1, last)]
      const along = (line: readonly number[]) => line[before]! + (x - before) * (line[after]! - line[before]!)
      return along(channel[above]!) * (1 - (y - above)) + along(channel[below]!) * (y - above)
    }),
  )
}

function blurChannel(channel: Image[number], deviation: number): Image[number] {
  return channel.map((row, i) =>
    row.map((_, j) => {
      let [sum, weights] = [0, 0]
      for (const [y, line] of channel.entries())
        for (const [x, value] of line.entries()) {
          const weight = Math.exp(-((y - i) ** 2 + (x - j) ** 2) / (2 * deviation ** 2))
          sum += weight * value
          weights += weight
        }
      return sum / weights
    }),
  )
}

const lumaOf = ([red, green, blue]: readonly number[]): number =>
  green === undefined ? red! : 0.299 * red! + 0.587 * green + 0.114 * blue!

function changeColors(image: Image, { brightness, contrast, saturation, hue, gray }: ColorChange): Image {
  const size = image[0]!.length
  const pixels = Array.from({ length: size * size }, (_, i) =>
    image.map((channel) => channel[Math.floor(i / size)]![i % size]!),
  )
  const bright = pixels.map((pixel) => pixel.map((x) => brightness * x))
  const mean = bright.map(lumaOf).reduce((a, b) => a + b, 0) / bright.length
  const changed = bright.map((pixel) => {
    const contrasted = pixel.map((x) => mean + contrast * (x - mean))
    if (contrasted.length === 1) return contrasted
    const luma = lumaOf(contrasted)
    const turned = turnHue(
      contrasted.map((x) => luma + saturation * (x - luma)),
      hue,
    )
    return gray ? turned.map(() => lumaOf(turned)) : turned
  })
  return image.map((channel, c) => channel.map((row, i) => row.map((_, j) => changed[i * size + j]![c]!)))
}

/** To Y, U and V, a rotation there, and back. */
function turnHue([red, green, blue]: readonly number[], angle: number): number[] {
  const luma = lumaOf([red!, green!, blue!])
  const [u, v] = [0.492 * (blue! - luma), 0.877 * (red! - luma)]
  const u2 = u * Math.cos(angle) - v * Math.sin(angle)
  const v2 = u * Math.sin(angle) + v * Math.cos(angle)
  const [red2, blue2] = [luma + v2 / 0.877, luma + u2 / 0.492]
  return [red2, (luma - 0.299 * red2 - 0.114 * blue2) / 0.587, blue2]
}
