// What readers of data throw: the error of the package that reads.
import type { InfonceError } from '@infonce/core'

/** A package's error for a file, or one entry of a set, that is not what it must be; the path says which. */
export type DataErrorClass = new (path: string, problem: string) => InfonceError

/** A file that was left out, and why. */
export interface BadFile {
  readonly name: string
  readonly reason: string
}
