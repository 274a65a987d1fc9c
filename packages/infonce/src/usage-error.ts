// The error of a command line that asks for something that is not there or not possible.
import { InfonceError } from '@infonce/core'

/** A wrong combination of options, or a value that an option cannot have. Ends the command with exit code 2. */
export class UsageError extends InfonceError {
  override name = 'UsageError'
}
