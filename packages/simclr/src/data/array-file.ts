// Files that hold many pictures of one width and height.
import { PictureError } from '../errors.js'
import { convertPlanes } from './decode-picture.js'
import type { FileBytes } from './file-bytes.js'
import type { PictureFile } from './picture-file.js'
import { planar } from './planes.js'

/** How pictures lie in a file. */
export interface ArrayLayout {
  readonly count: number
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  /** Whether colours stand pixel by pixel, not plane by plane. */
  readonly interleaved: boolean
  /** Where the first picture begins. */
  readonly offset: number
  /** Bytes from a picture's begin to that of the next. */
  readonly stride: number
  /** Where the bytes of pixels come from. Default: they are those of the file. */
  readonly pixels?: Pick<FileBytes, 'range'>
  /** Labels of each picture. */
  readonly labels: readonly Readonly<Record<string, string>>[]
}

/** The pictures of a file, named `name[0]`, `name[1]`, …; with `shared` beside their own labels. */
export function arrayFile(
  path: string,
  name: string,
  bytes: FileBytes,
  layout: ArrayLayout,
  shared: Readonly<Record<string, string>>,
): PictureFile {
  const { count, width, height, channels, interleaved, offset, stride, labels, pixels = bytes } = layout
  const length = channels * height * width
  return {
    ...{ width, height, isGrey: channels === 1, held: bytes.held },
    pictures: Array.from({ length: count }, (_, i) => ({ name: `${name}[${i}]`, labels: { ...shared, ...labels[i] } })),
    async read(index, form) {
      const found = await pixels.range({ offset: offset + index * stride, length })
      if (found.length < length)
        throw new PictureError(path, 'has changed since it was opened: open the pictures again')
      const planes = interleaved ? planar(found, channels) : found
      const isInForm = width === form.size && height === form.size && channels === form.channels
      return isInForm ? planes : convertPlanes(planes, layout, form)
    },
  }
}
