// The named errors of simclr.
import { DataError } from '@infonce/runtime/internals'

/** A file or folder of images, or one image, is not what it must be; `path` says which. */
export class ImageError extends DataError {
  override name = 'ImageError'
}
