// Checks of what a caller passed, for plain JavaScript too: each error says what, where, and what to do.
import { describeValue } from './describe-value.js'
import { ValueError } from './errors.js'
import { type NestedNumbers, scalar, tensor } from './operations/leaves.js'
import { isTensorLike, type Tensor } from './tensor.js'

/** What can stand for a tensor: a number, or nested lists of numbers. */
export type TensorLike = Tensor | NestedNumbers

/** A tensor, or the constant of numbers. Throws a `ValueError` in the name of `what` for anything else. */
export function asTensor(what: string, value: TensorLike): Tensor {
  if (isTensorLike(value)) return value
  if (typeof value === 'number') return scalar(value)
  if (Array.isArray(value)) return tensor(value as NestedNumbers)
  throw new ValueError(`${what}: expected a tensor or nested lists of numbers; found ${describeValue(value)}`)
}

/**
 * Throws a `ValueError` for options that are no record, or an option that does not exist, with the one that is spelled
 * nearly so.
 */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options) || isTensorLike(options))
    throw new ValueError(
      `${what}: options must be a record, such as { ${known[0] ?? ''} }; found ${describeValue(options)}`,
    )
  for (const name of Object.keys(options))
    if (!known.includes(name)) {
      const near = nearest(name, known)
      const hint = near === undefined ? `options are ${known.join(', ') || 'none'}` : `did you mean '${near}'?`
      throw new ValueError(`${what}: there is no option '${name}'; ${hint}`)
    }
}

/** Throws a `ValueError` unless a number is within a range. */
export function checkRange(
  what: string,
  name: string,
  value: number,
  isInside: (value: number) => boolean,
  range: string,
): void {
  if (typeof value !== 'number' || !isInside(value))
    throw new ValueError(`${what}: ${name} must be ${range}; found ${describeValue(value)}`)
}

/** The known name that needs the fewest changes, if it is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((each) => ({ each, distance: changes(name.toLowerCase(), each.toLowerCase()) }))
  const best = distances.sort((a, b) => a.distance - b.distance)[0]
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.each : undefined
}

/** How many letters have to be inserted, deleted or replaced. */
function changes(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
