// What every kind of file of images comes to.
import type { ImageInfo } from './images.js'

/** What images are made to be. */
export interface ImageForm {
  /** Side in pixels. */
  readonly size: number
  readonly channels: 1 | 3
}

/** A file that was looked at: one image, or an array of images of one width and height. */
export interface ImageFile {
  readonly width: number
  readonly height: number
  readonly isGray: boolean
  readonly images: readonly ImageInfo[]
  /** Bytes of the file that stay in memory. */
  readonly held: number
  /** Pixels of the image `index` of the file, `[channels, size, size]`. */
  read(index: number, form: ImageForm): Promise<Uint8Array>
}
