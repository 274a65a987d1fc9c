// Options that take one of some names.
import { UsageError } from './usage-error.js'

/** Reads an option's name; `option` is as the user typed it. Throws a `UsageError`. */
export function choiceOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text)
  if (found === undefined) throw new UsageError(`${option}: expected one of ${names.join(', ')}, found '${text}'`)
  return found
}
