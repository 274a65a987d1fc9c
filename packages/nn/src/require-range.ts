// The check of an optimizer's option.
import { ValueError } from '@infonce/core'

/** Throws a `ValueError` that names the option unless its value lies in [low, high). */
export function requireRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value < high))
    throw new ValueError(`${name} must be at least ${low} and below ${high}, found ${value}`)
}
