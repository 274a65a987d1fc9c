// Which axes of an array of images are what.
import { shapeText } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import type { ArrayLayout } from './array-file.js'

/**
 * Reads `[N, H, W]`, `[N, H, W, C]` or `[N, C, H, W]`, with 1 or 3 channels C, of bytes that begin at `offset`.
 * @throws ImageError for another shape, one with a 0 in it, and one that can be read both ways
 */
export function layoutOfShape(shape: readonly number[], offset: number, path: string): Omit<ArrayLayout, 'labels'> {
  const text = shapeText(shape)
  if (shape.length < 3 || shape.length > 4)
    throw new ImageError(path, `has the shape ${text}, expected (N, H, W), (N, H, W, C) or (N, C, H, W)`)
  if (shape.includes(0)) throw new ImageError(path, `has no images: its shape is ${text}`)
  const isChannels = (axis: number) => shape[axis] === 1 || shape[axis] === 3
  if (shape.length === 4 && isChannels(1) && isChannels(3))
    throw new ImageError(
      path,
      `has the shape ${text}, which may be (N, C, H, W) or (N, H, W, C): give an array whose images are larger than 3 × 3`,
    )
  if (shape.length === 4 && !isChannels(1) && !isChannels(3))
    throw new ImageError(path, `has the shape ${text}: neither its second nor its last axis has 1 or 3 channels`)
  const interleaved = shape.length === 4 && isChannels(3)
  const [height, width] = (interleaved || shape.length === 3 ? shape.slice(1, 3) : shape.slice(2, 4)) as [
    number,
    number,
  ]
  const channels = (shape.length === 3 ? 1 : interleaved ? shape[3] : shape[1]) as 1 | 3
  return { count: shape[0]!, width, height, channels, interleaved, offset, stride: channels * height * width }
}
