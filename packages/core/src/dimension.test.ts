import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDimensions,
  broadcastShapes,
  canonicalDimension,
  type Dimension,
  dimensionSize,
  elementCount,
  multiplyDimensions,
  subtractDimensions,
} from './dimension.js'
import { ShapeError } from './errors.js'

const names = ['N', 'M', 'T_1']
const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.constantFrom(...names), { maxLength: 3 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((terms) => terms.map(([coefficient, factors]) => [coefficient, ...factors].join('*')).join(' + ')),
)
const sizes = fc
  .tuple(...names.map(() => fc.integer({ min: 0, max: 7 })))
  .map((drawn) => new Map(names.map((name, i) => [name, drawn[i]!])))

describe('canonical form', () => {
  it.each<[Dimension, Dimension]>([
    ['N', 'N'],
    [' N ', 'N'],
    ['3', 3],
    ['2*3', 6],
    ['N*2', '2*N'],
    ['N+N', '2*N'],
    ['M*N', 'M*N'],
    ['N*M', 'M*N'],
    ['1 + N', 'N + 1'],
    ['1+2*N*T+N', '2*N*T + N + 1'],
    ['2*N - N', 'N'],
    ['N - N', 0],
    ['N - N + 4', 4],
    ['0*N + 2', 2],
    ['1*N', 'N'],
    ['2*N-1', '2*N - 1'],
    ['-1 + N', 'N - 1'],
    ['5 - N', '-N + 5'],
  ])('of %j is %j', (written, canonical) => {
    expect(canonicalDimension(written)).toBe(canonical)
  })

  it('is a fixed point', () => {
    fc.assert(
      fc.property(dimension, (d) => {
        expect(canonicalDimension(canonicalDimension(d))).toBe(canonicalDimension(d))
      }),
    )
  })

  it('makes equal polynomials equal values', () => {
    fc.assert(
      fc.property(dimension, dimension, dimension, (a, b, c) => {
        expect(addDimensions(a, b)).toBe(addDimensions(b, a))
        expect(multiplyDimensions(a, b)).toBe(multiplyDimensions(b, a))
        expect(addDimensions(addDimensions(a, b), c)).toBe(addDimensions(a, addDimensions(b, c)))
        expect(multiplyDimensions(a, addDimensions(b, c))).toBe(
          addDimensions(multiplyDimensions(a, b), multiplyDimensions(a, c)),
        )
        expect(subtractDimensions(addDimensions(a, b), b)).toBe(canonicalDimension(a))
      }),
    )
  })

  it('computes as its sizes do', () => {
    fc.assert(
      fc.property(dimension, dimension, sizes, (a, b, known) => {
        const at = (d: Dimension) => dimensionSize(d, known)
        expect(at(addDimensions(a, b))).toBe(at(a) + at(b))
        expect(at(multiplyDimensions(a, b))).toBe(at(a) * at(b))
        expect(at(elementCount([a, b, 2]))).toBe(2 * at(a) * at(b))
      }),
    )
  })
})

describe('what is no dimension', () => {
  it.each([
    '',
    ' ',
    '+',
    '-',
    'N +',
    '+ N',
    'N + + M',
    'N - - M',
    'N*',
    '*N',
    'N**M',
    '2N',
    'N M',
    'N 2',
    '1.5',
    'N/2',
    'N^2',
    '(N)',
    'é',
  ])('%j', (text) => {
    expect(() => canonicalDimension(text)).toThrow(ShapeError)
  })

  it.each([1.5, Number.NaN, Infinity, 2 ** 53, -1])('the number %d', (number) => {
    expect(() => canonicalDimension(number)).toThrow(ShapeError)
  })

  it('says what it found', () => {
    expect(() => canonicalDimension('2N')).toThrow("'2N' is not a dimension: expected names, numbers, + - and *")
    expect(() => canonicalDimension('3 - 5')).toThrow('a dimension cannot be negative: 3 - 5')
  })
})

describe('dimensionSize', () => {
  it('names the name that has no size', () => {
    expect(() => dimensionSize('2*N + T', new Map([['N', 2]]))).toThrow("the named dimension 'T'")
  })

  it('refuses a size below zero', () => {
    expect(() => dimensionSize('N - 3', new Map([['N', 2]]))).toThrow("the dimension 'N - 3' is -1 here")
    expect(dimensionSize('N - 3', new Map([['N', 3]]))).toBe(0)
  })
})

describe('broadcastShapes', () => {
  it.each<[Dimension[], Dimension[], Dimension[]]>([
    [[], [], []],
    [[2, 3], [], [2, 3]],
    [[2, 3], [3], [2, 3]],
    [
      [2, 1, 'N'],
      [3, 1],
      [2, 3, 'N'],
    ],
    [
      [0, 3],
      [1, 3],
      [0, 3],
    ],
    [['N'], ['N'], ['N']],
  ])('of %j and %j is %j', (a, b, shape) => {
    expect(broadcastShapes(a, b, 'test')).toEqual(shape)
    expect(broadcastShapes(b, a, 'test')).toEqual(shape)
  })

  it.each<[Dimension[], Dimension[]]>([
    [[2], [3]],
    [[0], [2]],
    [['N'], ['M']],
    [['N'], [3]],
  ])('of %j and %j does not exist', (a, b) => {
    expect(() => broadcastShapes(a, b, 'add')).toThrow(/^add: shapes .* do not broadcast/)
  })
})
