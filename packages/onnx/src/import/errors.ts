// What can be wrong with a file that is a model, and yet cannot be read into expressions.
import { InfonceError } from '@infonce/core'

/** A model uses operators, attributes or versions that `readModel` does not know. */
export class UnsupportedOperatorError extends InfonceError {
  override name = 'UnsupportedOperatorError'

  /**
   * @param operators the operators that are not supported, with the nodes that use them; empty where the operator is
   *   known and something else about it is not supported
   */
  constructor(
    message: string,
    readonly operators: Readonly<Record<string, readonly string[]>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
