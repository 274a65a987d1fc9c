// The named errors of simclr.
import { InfonceError } from '@infonce/core'

export { FileError } from '@infonce/runtime'

/** A file or folder of images, or one image, is not what it must be; `path` says which. */
export class ImageError extends InfonceError {
  override name = 'ImageError'

  constructor(
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options)
  }
}
