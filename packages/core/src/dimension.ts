// Dimensions of a shape: a number, or a polynomial in named dimensions such as 'N', '2*N' or 'N*T + 1'.
import { ShapeError } from './errors.js'

/** One dimension: a whole number, or names combined by `+`, `-` and `*` (`'N'`, `'2*N + 1'`), known when data is fed. */
export type Dimension = number | string
/** The dimensions of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly Dimension[]

/** One product of names with its coefficient; the empty list of names is the constant term. */
export interface Term {
  readonly names: readonly string[]
  readonly coefficient: number
}

const parsed = new Map<string, readonly Term[]>()
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The terms of a dimension. Throws a `ShapeError` for what is neither a size nor such a polynomial. */
export function dimensionTerms(dimension: Dimension): readonly Term[] {
  if (typeof dimension === 'number') {
    if (!Number.isSafeInteger(dimension)) throw new ShapeError(`a dimension must be a whole number, found ${dimension}`)
    return dimension === 0 ? [] : [{ names: [], coefficient: dimension }]
  }
  const known = parsed.get(dimension)
  if (known) return known
  const invalid = () => new ShapeError(`'${dimension}' is not a dimension: expected names, numbers, + - and *`)
  // Spaces may stand around an operator, not inside a name: 'N M' is a slip, not the name 'NM'.
  const text = dimension.trim().replace(/\s*([-+*])\s*/g, '$1')
  if (text === '') throw new ShapeError('a dimension cannot be an empty text')
  const terms = text
    .replace(/(?!^)-/g, '+-')
    .split('+')
    .map((text): Term => {
      const names: string[] = []
      let coefficient = text.startsWith('-') ? -1 : 1
      for (const factor of text.replace('-', '').split('*')) {
        if (namePattern.test(factor)) names.push(factor)
        else if (/^\d+$/.test(factor)) coefficient *= Number(factor)
        else throw invalid()
      }
      return { names: names.sort(), coefficient }
    })
  const collected = collect(terms)
  parsed.set(dimension, collected)
  return collected
}

function collect(terms: readonly Term[]): readonly Term[] {
  const sums = new Map<string, Term>()
  for (const { names, coefficient } of terms) {
    const key = names.join('*')
    sums.set(key, { names, coefficient: coefficient + (sums.get(key)?.coefficient ?? 0) })
  }
  return [...sums.entries()]
    .filter(([, term]) => term.coefficient !== 0)
    .sort(([a, x], [b, y]) => y.names.length - x.names.length || (a < b ? -1 : 1))
    .map(([, term]) => term)
}

function fromTerms(terms: readonly Term[]): Dimension {
  const collected = collect(terms)
  if (collected.every((term) => term.names.length === 0)) return collected[0]?.coefficient ?? 0
  return collected
    .map(({ names, coefficient }, i) => {
      const size = Math.abs(coefficient)
      const factors = size === 1 && names.length > 0 ? names : [size, ...names]
      const sign = coefficient < 0 ? (i === 0 ? '-' : ' - ') : i === 0 ? '' : ' + '
      return sign + factors.join('*')
    })
    .join('')
}

/** a + b, in canonical form, so that equal dimensions are equal values. */
export function addDimensions(a: Dimension, b: Dimension): Dimension {
  return typeof a === 'number' && typeof b === 'number'
    ? a + b
    : fromTerms([...dimensionTerms(a), ...dimensionTerms(b)])
}

/** a − b, in canonical form. */
export function subtractDimensions(a: Dimension, b: Dimension): Dimension {
  return addDimensions(a, multiplyDimensions(-1, b))
}

/** a · b, in canonical form. */
export function multiplyDimensions(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  return fromTerms(
    dimensionTerms(a).flatMap((x) =>
      dimensionTerms(b).map((y) => ({
        names: [...x.names, ...y.names].sort(),
        coefficient: x.coefficient * y.coefficient,
      })),
    ),
  )
}

/**
 * ⌊a / divisor⌋, in canonical form, for a divisor of 1 or more. `undefined` where it is no polynomial: `'2*N + 3'` by 2
 * is `'N + 1'`, but half of `'N'` has no name.
 */
export function floorDivideDimension(a: Dimension, divisor: number): Dimension | undefined {
  const terms = dimensionTerms(a)
  if (terms.some(({ names, coefficient }) => names.length > 0 && coefficient % divisor !== 0)) return undefined
  return fromTerms(terms.map(({ names, coefficient }) => ({ names, coefficient: Math.floor(coefficient / divisor) })))
}

/** A dimension with some names replaced by dimensions, all at once. */
export function replaceNames(dimension: Dimension, names: ReadonlyMap<string, Dimension>): Dimension {
  if (typeof dimension === 'number') return dimension
  return dimensionTerms(dimension)
    .map((term) => term.names.map((name) => names.get(name) ?? name).reduce(multiplyDimensions, term.coefficient))
    .reduce(addDimensions, 0)
}

/**
 * What names stand for, read off dimensions beside what was found in their place: each name takes the first dimension
 * that it meets by itself, and one that never stands by itself is solved for, as in `'2*N + 1'` found to be 7. Where
 * nothing fits exactly, the name gets what fits next below, or nothing: the caller compares.
 */
export function bindNames<D extends Dimension>(pairs: readonly (readonly [Dimension, D])[]): Map<string, D> {
  const bound = new Map<string, Dimension>()
  for (const [declared, found] of pairs) {
    const name = soleName(declared)
    if (name !== undefined && !bound.has(name)) bound.set(name, found)
  }
  for (let before = -1; before !== bound.size; ) {
    before = bound.size
    for (const [declared, found] of pairs) solveName(declared, found, bound)
  }
  return bound as Map<string, D>
}

/** The name that a dimension consists of alone, if it does. */
function soleName(dimension: Dimension): string | undefined {
  const [term, ...others] = dimensionTerms(dimension)
  return others.length === 0 && term?.coefficient === 1 && term.names.length === 1 ? term.names[0] : undefined
}

/** Binds the one name of a dimension that is not bound yet, if it stands in a term `coefficient·name`. */
function solveName(declared: Dimension, found: Dimension, bound: Map<string, Dimension>): void {
  const unknown = dimensionTerms(declared).filter(({ names }) => names.some((name) => !bound.has(name)))
  const [term] = unknown
  if (!term || unknown.length > 1 || term.names.length > 1 || term.coefficient < 1) return
  const name = term.names[0]!
  const rest = replaceNames(subtractDimensions(declared, fromTerms([term])), bound)
  const solved = floorDivideDimension(subtractDimensions(found, rest), term.coefficient)
  if (solved !== undefined) bound.set(name, typeof solved === 'number' ? Math.max(solved, 0) : solved)
}

/** The number of elements of a shape. */
export function elementCount(shape: Shape): Dimension {
  return shape.reduce(multiplyDimensions, 1)
}

/** A dimension in canonical form; throws a `ShapeError` for a negative or fractional size. */
export function canonicalDimension(dimension: Dimension): Dimension {
  const canonical = fromTerms(dimensionTerms(dimension))
  if (typeof canonical === 'number' && canonical < 0)
    throw new ShapeError(`a dimension cannot be negative: ${dimension}`)
  return canonical
}

/** The size of a dimension once its names are known. Throws a `ShapeError` for a name without one, or below 0. */
export function dimensionSize(dimension: Dimension, sizes: ReadonlyMap<string, number>): number {
  if (typeof dimension === 'number') return dimension
  let total = 0
  for (const { names, coefficient } of dimensionTerms(dimension)) {
    let product = coefficient
    for (const name of names) {
      const size = sizes.get(name)
      if (size === undefined)
        throw new ShapeError(
          `the size of the named dimension '${name}' is unknown: no input that is needed here has it in its shape; ` +
            'evaluate this tensor together with one that uses such an input',
        )
      product *= size
    }
    total += product
  }
  if (total < 0) throw new ShapeError(`the dimension '${dimension}' is ${total} here; it cannot be negative`)
  return total
}

/** The shape that results from broadcasting (NumPy's rule). Throws a `ShapeError` where the shapes do not fit. */
export function broadcastShapes(a: Shape, b: Shape, what: string): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x === y || y === 1) return x
    if (x === 1) return y
    throw new ShapeError(`${what}: shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast (${x} against ${y})`)
  })
}

/** Whether two shapes have the same dimensions, in canonical form. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i])
}

/** A shape for messages: `[N, 128]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
