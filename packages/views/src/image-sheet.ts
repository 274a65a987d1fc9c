// Small images side by side in one large one: what contact sheets and reports show.
import { ValueError } from '@infonce/core'

/** Red, green and blue, 0 … 255. */
export type Color = readonly [number, number, number]

/** An image on a {@link imageSheet}. */
export interface SheetImage {
  /** 0 … 255, `[channels, S, S]` row-major. */
  readonly pixels: Uint8Array
  /** Color of a frame around it, in the gap. Default: none. */
  readonly frame?: Color | undefined
}

/** What {@link imageSheet} is given. */
export interface ImageSheetOptions {
  /** From above, each from the left; `null` leaves a place empty, and rows may be of different lengths. */
  readonly rows: readonly (readonly (SheetImage | null)[])[]
  /** Side S of an image in pixels. */
  readonly size: number
  /** 3, the default, for red, green, blue; 1 for gray. */
  readonly channels?: number
  /** Pixels of the sheet, to the right and down, that show one pixel of an image. Default: as many as give 64 at least. */
  readonly scale?: number
  /** Pixels between images and around them; a frame takes half of them. Default: 4. */
  readonly gap?: number
  /** Columns that belong together: between such groups the gap is three times as wide. Default: all columns do. */
  readonly group?: number
  /** Default: white. */
  readonly background?: Color
}

/** An image of any width and height. */
export interface Sheet {
  readonly width: number
  readonly height: number
  /** 0 … 255, `[height, width, 3]` row-major: what {@link encodePng} takes. */
  readonly pixels: Uint8Array
}

/** A side that small images are enlarged to, at least. */
const LEAST_SIDE = 64

/**
 * Puts images in rows and columns, every pixel as a square of `scale` × `scale`.
 * @throws ValueError where there is no image, for an image of another size, and for impossible options
 */
export function imageSheet(options: ImageSheetOptions): Sheet {
  const { rows, size, channels = 3, background = [255, 255, 255], gap = 4 } = options
  requireWhole('size', size, 1)
  const scale = options.scale ?? Math.ceil(LEAST_SIDE / size)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const group = options.group ?? Math.max(1, columns)
  requireWhole('scale', scale, 1)
  requireWhole('group', group, 1)
  requireWhole('gap', gap, 0)
  if (channels !== 1 && channels !== 3) throw new ValueError(`channels must be 1 or 3; found ${channels}`)
  if (columns === 0) throw new ValueError('no images: give at least one')

  const side = size * scale
  const left = (column: number): number => gap + column * (side + gap) + 2 * gap * Math.floor(column / group)
  const width = left(columns - 1) + side + gap
  const height = gap + rows.length * (side + gap)
  const sheet = { width, height, pixels: new Uint8Array(3 * width * height) }
  fill(sheet, 0, 0, width, height, background)
  for (const [y, row] of rows.entries())
    for (const [x, image] of row.entries()) {
      if (!image) continue
      if (image.pixels.length !== channels * size * size)
        throw new ValueError(
          `image ${x} of row ${y} (counted from 0) has ${image.pixels.length} numbers; one of ${channels} × ${size} × ${size} has ${channels * size * size}`,
        )
      const [atX, atY] = [left(x), gap + y * (side + gap)]
      const border = Math.ceil(gap / 2)
      if (image.frame) fill(sheet, atX - border, atY - border, side + 2 * border, side + 2 * border, image.frame)
      paint(sheet, atX, atY, image.pixels, size, channels, scale)
    }
  return sheet
}

function fill({ width, pixels }: Sheet, x: number, y: number, wide: number, high: number, color: Color): void {
  for (let row = y; row < y + high; row++)
    for (let at = 3 * (row * width + x), column = 0; column < wide; column++, at += 3) pixels.set(color, at)
}

function paint(
  { width, pixels }: Sheet,
  left: number,
  top: number,
  image: Uint8Array,
  size: number,
  channels: number,
  scale: number,
): void {
  const plane = size * size
  for (let y = 0; y < size * scale; y++)
    for (let x = 0; x < size * scale; x++) {
      const from = Math.floor(y / scale) * size + Math.floor(x / scale)
      const to = 3 * ((top + y) * width + left + x)
      for (let channel = 0; channel < 3; channel++)
        pixels[to + channel] = image[from + (channels === 3 ? channel * plane : 0)]!
    }
}

function requireWhole(option: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ValueError(`${option} must be a whole number from ${least}; found ${value}`)
}
