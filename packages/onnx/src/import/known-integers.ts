// Integers that are known while a file is read: sizes, axes, indices, and what is computed from them.
import {
  add,
  cast,
  concat,
  constant,
  type Dimension,
  type DType,
  evaluate,
  expand,
  inputsOf,
  reshape,
  size,
  type Tensor,
  ValueError,
} from '@infonce/core'

/** The dtypes of {@link KnownIntegers}. */
export type IntegerDType = Exclude<DType, 'float32'>

/**
 * Integers or truth values of a graph that depend on no data. An entry is a number or a polynomial in named
 * dimensions; ±Infinity stands for the numbers near the ends of int64 by which files say "as far as it goes".
 */
export class KnownIntegers {
  private made: Tensor | undefined

  /** Throws a `ValueError` for a number beyond 2^53, which a JavaScript number does not hold. */
  constructor(
    readonly dtype: IntegerDType,
    readonly shape: readonly number[],
    readonly entries: readonly Dimension[],
  ) {
    for (const entry of entries)
      if (typeof entry === 'number' && Math.abs(entry) !== Number.POSITIVE_INFINITY && !Number.isSafeInteger(entry))
        throw new ValueError(`the integer ${entry} is beyond 2^53, or not whole, and cannot be held exactly`)
  }

  /** The same as an expression. */
  get tensor(): Tensor {
    this.made ??= this.makeTensor()
    return this.made
  }

  /** Numbers 0, 1, … in place of the entries: what moves them moves the entries. */
  positions(from = 0): Tensor {
    const count = this.entries.length
    return constant(
      Array.from({ length: count }, (_, i) => from + i),
      this.shape,
      'int32',
    )
  }

  private makeTensor(): Tensor {
    const { dtype, shape, entries } = this
    const numbers = entries.filter((entry) => typeof entry === 'number')
    if (numbers.some((entry) => !Number.isFinite(entry)))
      throw new ValueError('an integer near the ends of int64 is used as a number, not as a bound')
    if (numbers.length === entries.length) return constant(numbers, shape, dtype)
    const sizes = entries.map((entry) =>
      typeof entry === 'number' ? constant([entry], [1]) : reshape(size(entry), [1]),
    )
    return cast(reshape(concat(sizes, 0), shape), dtype)
  }
}

// More are left to expressions, which hold no memory.
const mostEntries = 65536

/** The entries at positions that an expression computes, or `undefined` where they depend on data or are too many. */
export function takePositions(
  dtype: IntegerDType,
  entries: readonly Dimension[],
  positions: Tensor,
): KnownIntegers | undefined {
  const shape = positions.shape.filter((dimension) => typeof dimension === 'number')
  if (shape.length !== positions.rank || shape.reduce((a, b) => a * b, 1) > mostEntries) return undefined
  if (inputsOf([positions]).length > 0) return undefined
  return new KnownIntegers(
    dtype,
    shape,
    Array.from(evaluate(positions).data, (position) => entries[position]!),
  )
}

/**
 * Combines known integers entry by entry, with broadcasting; `undefined` where the function gives that for some entry,
 * since a size would have to be known.
 */
export function combineIntegers(
  dtype: IntegerDType,
  operands: readonly KnownIntegers[],
  combine: (...entries: Dimension[]) => Dimension | undefined,
): KnownIntegers | undefined {
  const positions = operands.map((operand) => operand.positions())
  const { shape } = positions.reduce((a, b) => add(a, b))
  const columns: (readonly Dimension[])[] = []
  for (const [i, { dtype, entries }] of operands.entries()) {
    const column = takePositions(dtype, entries, expand(positions[i]!, shape))
    if (!column) return undefined
    columns.push(column.entries)
  }
  const combined: Dimension[] = []
  for (let i = 0; i < columns[0]!.length; i++) {
    const entry = combine(...columns.map((column) => column[i]!))
    if (entry === undefined) return undefined
    combined.push(entry)
  }
  return new KnownIntegers(dtype, shape as number[], combined)
}
