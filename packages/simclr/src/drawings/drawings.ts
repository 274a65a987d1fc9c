// Drawn images: a small data set that needs no file.
import { Random, ValueError } from '@infonce/core'
import { contrastingColors } from './colors.js'
import { FARTHEST, shapeNames, shapes } from './shapes.js'
import { textureNames, textures } from './textures.js'

/** Options of {@link drawings}. */
export interface DrawingsOptions {
  /** How many; default 4000. */
  readonly images?: number
  /** Seed of all of them; default 1. */
  readonly seed?: number
  /** Side in pixels, 16 to 256; default 32. */
  readonly size?: number
}

/** One drawn image. */
export interface Drawing {
  /** The shape and the number of the image, such as `star-14`. */
  readonly name: string
  /** The shape, what its background is covered with, and the name of the shape's own color. */
  readonly labels: Readonly<Record<'shape' | 'texture' | 'color', string>>
  /** 0 … 255, `[3, size, size]` row-major: red, green, blue. */
  readonly pixels: Uint8Array
}

/** What {@link drawings} makes. */
export interface Drawings extends Iterable<Drawing> {
  /** How many there are. */
  readonly count: number
  /** Side in pixels. */
  readonly size: number
}

/** Points of a pixel, to the right and down, whose mean is its color: edges are smooth. */
const POINTS = 3

/**
 * Images of one shape each, out of ten (disc, ring, square, triangle, star, cross, crescent, bar, arrow, heart), of
 * any place, turned by up to 35°, 45 to 75 % of the side wide, in one of eight colors, on a background of another color
 * with stripes, checks, dots, noise or a gradient. Shapes take turns, so that each is as frequent as the next; all else is
 * drawn at random, so that neither color nor texture tells the shape.
 *
 * Images are made as they are read. Every pass gives the same, and each depends on the seed, the size and its own
 * number alone: more images leave the others as they are. The same bytes on every engine.
 *
 * Throws a `ValueError` for an option outside its range.
 */
export function drawings(options: DrawingsOptions = {}): Drawings {
  const { images = 4000, seed = 1, size = 32 } = options
  requireWhole('images', images, 1, Number.MAX_SAFE_INTEGER)
  requireWhole('size', size, 16, 256)
  const random = Random.fromSeed(seed).split('drawings')
  return {
    count: images,
    size,
    *[Symbol.iterator](): Generator<Drawing, void> {
      for (let index = 0; index < images; index++) {
        const shape = shapeNames[index % shapeNames.length]!
        yield { name: `${shape}-${index}`, ...draw(shape, size, random.split('picture', index)) }
      }
    },
  }
}

function draw(shape: string, size: number, random: Random): Omit<Drawing, 'name'> {
  const texture = textureNames[random.below(textureNames.length)]!
  const [color, own, ground] = contrastingColors(random)
  const isInside = shapes[shape]!
  const reach = FARTHEST * FARTHEST
  const lightness = textures[texture]!(random.split('texture'))
  const relief = 18 + 14 * random.uniform()
  const radius = 0.225 + 0.15 * random.uniform()
  // The sine and cosine of an angle by its tangent: their last bits are not up to the engine.
  const tangent = 1.4 * random.uniform() - 0.7
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  const sine = tangent * cosine
  const [middleX, middleY] = [0, 1].map(() => radius + (1 - 2 * radius) * random.uniform()) as [number, number]

  const plane = size * size
  const pixels = new Uint8Array(3 * plane)
  const step = 1 / (size * POINTS)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let inside = 0
      let light = 0
      for (let point = 0; point < POINTS * POINTS; point++) {
        const x = (column * POINTS + (point % POINTS) + 0.5) * step
        const y = (row * POINTS + Math.floor(point / POINTS) + 0.5) * step
        const right = (x - middleX) / radius
        const down = (y - middleY) / radius
        const isNear = right * right + down * down < reach
        if (isNear && isInside(cosine * right + sine * down, cosine * down - sine * right)) inside++
        else light += lightness(x, y)
      }
      const share = inside / (POINTS * POINTS)
      const shade = (light * relief) / (POINTS * POINTS)
      for (let channel = 0; channel < 3; channel++) {
        const grain = 12 * random.uniform() - 6
        const value = share * own[channel]! + (1 - share) * ground[channel]! + shade + grain
        pixels[channel * plane + row * size + column] = Math.max(0, Math.min(255, Math.round(value)))
      }
    }
  return { labels: { shape, texture, color }, pixels }
}

function requireWhole(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new ValueError(`${option} must be a whole number from ${least} to ${most}, found ${value}`)
}
