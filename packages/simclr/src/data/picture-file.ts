// What every kind of file of pictures comes to.
import type { PictureInfo } from './pictures.js'

/** What pictures are made to be. */
export interface PictureForm {
  /** Side in pixels. */
  readonly size: number
  readonly channels: 1 | 3
}

/** A file that was looked at: one picture, or an array of pictures of one width and height. */
export interface PictureFile {
  readonly width: number
  readonly height: number
  readonly isGrey: boolean
  readonly pictures: readonly PictureInfo[]
  /** Bytes of the file that stay in memory. */
  readonly held: number
  /** Pixels of the picture `index` of the file, `[channels, size, size]`. */
  read(index: number, form: PictureForm): Promise<Uint8Array>
}
