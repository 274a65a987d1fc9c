// The named errors of cpc.
import { DataError } from '@infonce/runtime/internals'

/** A file or folder of series, or one series, is not what it must be; `path` says which. */
export class SeriesError extends DataError {
  override name = 'SeriesError'
}
