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
          `the named dimension '${name}' stands by itself in the shape of no input that is needed here, so it has no ` +
            'size; evaluate a tensor that reads such an input beside this one',
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
