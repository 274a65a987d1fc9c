// What images of several sizes are read as.
import type { ImageFile, ImageForm } from './image-file.js'
import type { ImageSizes, OpenImagesOptions } from './image-options.js'

/** Squares up to this are kept as they are. */
const LARGEST_OWN = 64
const DEFAULT_SIZE = 32

/** The form of images where the options leave it open. */
export function formOf(files: readonly ImageFile[], options: Pick<OpenImagesOptions, 'size' | 'channels'>): ImageForm {
  const { width, height } = files[0]!
  const isOwn = width === height && width <= LARGEST_OWN && sizesOf(files).count === 1
  return {
    size: options.size ?? (isOwn ? width : DEFAULT_SIZE),
    channels: options.channels ?? (files.every(({ isGray }) => isGray) ? 1 : 3),
  }
}

/** The sizes that images have. */
export function sizesOf(files: readonly ImageFile[]): ImageSizes {
  const [first, ...others] = new Map(
    files.map(({ width, height }) => [`${width} ${height}`, [width, height] as const]),
  ).values()
  const area = ([width, height]: readonly [number, number]) => width * height
  return {
    count: 1 + others.length,
    smallest: others.reduce((least, one) => (area(one) < area(least) ? one : least), first!),
    largest: others.reduce((most, one) => (area(one) > area(most) ? one : most), first!),
  }
}
