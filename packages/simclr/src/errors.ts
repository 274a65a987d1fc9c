// The named errors of simclr.
import { InfonceError } from '@infonce/core'

export { FileError } from '@infonce/runtime'

/** A file or folder of pictures, or one picture, is not what it must be; `path` says which. */
export class PictureError extends InfonceError {
  override name = 'PictureError'

  constructor(
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options)
  }
}
