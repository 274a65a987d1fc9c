// Files that hold many images of one width and height.
import { ImageError } from '../errors.js'
import { convertPlanes } from './decode-image.js'
import type { FileBytes } from './file-bytes.js'
import type { ImageFile } from './image-file.js'
import { planar } from './planes.js'

/** How images lie in a file. */
export interface ArrayLayout {
  readonly count: number
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** Whether colors stand pixel by pixel, not plane by plane. */
  readonly interleaved: boolean
  /** Where the first image begins. */
  readonly offset: number
  /** Bytes from an image's begin to that of the next. */
  readonly stride: number
  /** Where the bytes of pixels come from. Default: they are those of the file. */
  readonly pixels?: Pick<FileBytes, 'range'>
  /** Labels of each image. */
  readonly labels: readonly Readonly<Record<string, string>>[]
}

/** The images of a file, named `name[0]`, `name[1]`, …; with `shared` beside their own labels. */
export function arrayFile(
  path: string,
  name: string,
  bytes: FileBytes,
  layout: ArrayLayout,
  shared: Readonly<Record<string, string>>,
): ImageFile {
  const { count, width, height, channels, interleaved, offset, stride, labels, pixels = bytes } = layout
  const length = channels * height * width
  return {
    ...{ width, height, isGray: channels === 1, held: bytes.held },
    images: Array.from({ length: count }, (_, i) => ({ name: `${name}[${i}]`, labels: { ...shared, ...labels[i] } })),
    async read(index, form) {
      const found = await pixels.range({ offset: offset + index * stride, length })
      if (found.length < length) throw new ImageError(path, 'has changed since it was opened: open the images again')
      const planes = interleaved ? planar(found, channels) : found
      const isInForm = width === form.size && height === form.size && channels === form.channels
      return isInForm ? planes : convertPlanes(planes, layout, form)
    },
  }
}
