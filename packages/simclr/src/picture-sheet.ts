// Small pictures side by side in one large one: what contact sheets and reports show.
import { ValueError } from '@infonce/core'

/** Red, green and blue, 0 … 255. */
export type Colour = readonly [number, number, number]

/** A picture on a {@link pictureSheet}. */
export interface SheetPicture {
  /** 0 … 255, `[channels, S, S]` row-major. */
  readonly pixels: Uint8Array
  /** Colour of a frame around it, in the gap. Default: none. */
  readonly frame?: Colour | undefined
}

/** What {@link pictureSheet} is given. */
export interface PictureSheetOptions {
  /** From above, each from the left; `null` leaves a place empty, and rows may be of different lengths. */
  readonly rows: readonly (readonly (SheetPicture | null)[])[]
  /** Side S of a picture in pixels. */
  readonly size: number
  /** 3, the default, for red, green, blue; 1 for grey. */
  readonly channels?: number
  /** Pixels of the sheet, to the right and down, that show one pixel of a picture. Default: as many as give 64 at least. */
  readonly scale?: number
  /** Pixels between pictures and around them; a frame takes half of them. Default: 4. */
  readonly gap?: number
  /** Columns that belong together: between such groups the gap is three times as wide. Default: all columns do. */
  readonly group?: number
  /** Default: white. */
  readonly background?: Colour
}

/** A picture of any width and height. */
export interface Sheet {
  readonly width: number
  readonly height: number
  /** 0 … 255, `[height, width, 3]` row-major: what {@link encodePng} takes. */
  readonly pixels: Uint8Array
}

/** A side that small pictures are enlarged to, at least. */
const LEAST_SIDE = 64

/**
 * Puts pictures in rows and columns, every pixel as a square of `scale` × `scale`.
 * @throws ValueError where there is no picture, for a picture of another size, and for impossible options
 */
export function pictureSheet(options: PictureSheetOptions): Sheet {
  const { rows, size, channels = 3, background = [255, 255, 255], gap = 4 } = options
  requireWhole('size', size, 1)
  const scale = options.scale ?? Math.ceil(LEAST_SIDE / size)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const group = options.group ?? Math.max(1, columns)
  requireWhole('scale', scale, 1)
  requireWhole('group', group, 1)
  requireWhole('gap', gap, 0)
  if (channels !== 1 && channels !== 3) throw new ValueError(`channels must be 1 or 3; found ${channels}`)
  if (columns === 0) throw new ValueError('no pictures: give at least one')

  const side = size * scale
  const left = (column: number): number => gap + column * (side + gap) + 2 * gap * Math.floor(column / group)
  const width = left(columns - 1) + side + gap
  const height = gap + rows.length * (side + gap)
  const sheet = { width, height, pixels: new Uint8Array(3 * width * height) }
  fill(sheet, 0, 0, width, height, background)
  for (const [y, row] of rows.entries())
    for (const [x, picture] of row.entries()) {
      if (!picture) continue
      if (picture.pixels.length !== channels * size * size)
        throw new ValueError(
          `picture ${x} of row ${y} (counted from 0) has ${picture.pixels.length} numbers; one of ${channels} × ${size} × ${size} has ${channels * size * size}`,
        )
      const [atX, atY] = [left(x), gap + y * (side + gap)]
      const border = Math.ceil(gap / 2)
      if (picture.frame) fill(sheet, atX - border, atY - border, side + 2 * border, side + 2 * border, picture.frame)
      paint(sheet, atX, atY, picture.pixels, size, channels, scale)
    }
  return sheet
}

function fill({ width, pixels }: Sheet, x: number, y: number, wide: number, high: number, colour: Colour): void {
  for (let row = y; row < y + high; row++)
    for (let at = 3 * (row * width + x), column = 0; column < wide; column++, at += 3) pixels.set(colour, at)
}

function paint(
  { width, pixels }: Sheet,
  left: number,
  top: number,
  picture: Uint8Array,
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
        pixels[to + channel] = picture[from + (channels === 3 ? channel * plane : 0)]!
    }
}

function requireWhole(option: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ValueError(`${option} must be a whole number from ${least}; found ${value}`)
}
