// Many small images in one PNG.

import { pngAddress } from './base64.js'
import type { ShownImages } from './image-set.js'
import { imageSheet } from './image-sheet.js'
import { encodePng } from './png.js'

/** One PNG that holds images in rows, all of one side, without gaps. */
export interface Sprite {
  /** `data:image/png;base64,…` */
  readonly address: string
  /** Side of an image in it, in pixels. */
  readonly side: number
  /** Images of a row. */
  readonly columns: number
  readonly rows: number
}

/**
 * Images in one PNG, made smaller where they are so large or so many that the sprite would have more than `budget`
 * pixels.
 */
export async function makeSprite(
  images: readonly { readonly set: ShownImages; readonly index: number }[],
  budget: number,
): Promise<Sprite> {
  const { set } = images[0]!
  const side = Math.max(4, Math.min(set.size, Math.floor(Math.sqrt(budget / images.length))))
  const columns = Math.ceil(Math.sqrt(images.length))
  const rows = Math.ceil(images.length / columns)
  const places: { readonly pixels: Uint8Array }[] = []
  for (const { set, index } of images)
    places.push({ pixels: resized(await set.read(index), set.channels, set.size, side) })
  const sheet = imageSheet({
    rows: Array.from({ length: rows }, (_, row) => places.slice(row * columns, (row + 1) * columns)),
    size: side,
    channels: set.channels,
    scale: 1,
    gap: 0,
  })
  return { address: pngAddress(await encodePng(sheet.pixels, sheet.width, sheet.height)), side, columns, rows }
}

/**
 * An image `[channels, size, size]` as one of `[channels, side, side]`: a new pixel is the mean of what it covers of the
 * old ones.
 */
export function resized(pixels: Uint8Array, channels: number, size: number, side: number): Uint8Array {
  if (side === size) return pixels
  const shares = coverage(size, side)
  const out = new Uint8Array(channels * side * side)
  const narrow = new Float64Array(size * side)
  for (let channel = 0; channel < channels; channel++) {
    narrow.fill(0)
    for (const { from, to, share } of shares)
      for (let y = 0; y < size; y++) narrow[y * side + to]! += share * pixels[channel * size * size + y * size + from]!
    const wide = new Float64Array(side * side)
    for (const { from, to, share } of shares)
      for (let x = 0; x < side; x++) wide[to * side + x]! += share * narrow[from * side + x]!
    for (let i = 0; i < wide.length; i++) out[channel * side * side + i] = Math.round(wide[i]!)
  }
  return out
}

/** Which share of the new pixel `to` the old pixel `from` is, along one axis. */
function coverage(size: number, side: number): { from: number; to: number; share: number }[] {
  const shares = []
  for (let to = 0; to < side; to++)
    for (let from = Math.floor((to * size) / side); from < Math.ceil(((to + 1) * size) / side); from++) {
      const covered = Math.min(from + 1, ((to + 1) * size) / side) - Math.max(from, (to * size) / side)
      if (covered > 0) shares.push({ from, to, share: (covered * side) / size })
    }
  return shares
}
