// Options that take a whole number.
import { parseNumber } from './numbers.js'
import { UsageError } from './usage-error.js'

/** Reads an option's whole number; `option` is as the user typed it. Throws a `UsageError`. */
export function wholeNumber(option: string, text: string, least = 1, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = parseNumber(text)
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  const upTo = most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`
  throw new UsageError(`${option}: expected a whole number from ${least} ${upTo}, found '${text}'`)
}
