// The named errors of cpc.
import { InfonceError } from '@infonce/core'

export { FileError } from '@infonce/runtime'

/** A file or folder of series, or one series, is not what it must be; `path` says which. */
export class SeriesError extends InfonceError {
  override name = 'SeriesError'

  constructor(
    readonly path: string,
    problem: string,
  ) {
    super(`${path}: ${problem}`)
  }
}
