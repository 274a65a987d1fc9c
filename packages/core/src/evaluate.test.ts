import { describe, expect, it } from 'vitest'
import { ShapeError, ValueError } from './errors.js'
import { evaluate, type Feed, item } from './evaluate.js'
import { gradient } from './gradient.js'
import { add, cast, divide, multiply, pow } from './operations/elementwise.js'
import { gather } from './operations/indexing.js'
import { constant, input, iota, parameter, scalar, size, tensor } from './operations/leaves.js'
import { concat } from './operations/movement.js'
import { reduceMean, reduceSum } from './operations/reduction.js'
import { slice } from './operations/slicing.js'

const x = input('batch/x', 'float32', ['N', 2])
const y = input('batch/y', 'float32', ['N'])
const ids = input('batch/ids', 'int32', ['N'])

describe('feeds', () => {
  it('may be nested lists, typed arrays with a shape, or numbers', () => {
    const s = input('s', 'float32', [])
    const sum = add(reduceSum(x), s)
    const nested = [
      [1, 2],
      [3, 4],
    ]
    expect(item(evaluate(sum, { 'batch/x': nested, s: 5 }))).toBe(15)
    const flat = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }
    expect(item(evaluate(sum, { 'batch/x': flat, s: { shape: [], data: [5] } }))).toBe(15)
  })

  it('are not changed, and results do not share them', () => {
    const data = Float64Array.of(1, 2, 3)
    const value = evaluate(input('v', 'float32', [3]), { v: { shape: [3], data } })
    value.data[0] = 9
    expect(data[0]).toBe(1)
  })

  it.each<[string, Feed, RegExp]>([
    ['another size', [[1, 2, 3]], /'batch\/x' is declared \[N, 2\], but \[1, 3\] was fed/],
    ['another rank', [1, 2], /'batch\/x' is declared \[N, 2\], but \[2\] was fed/],
    ['too few numbers', { shape: [2, 2], data: [1, 2, 3] }, /'batch\/x' was fed 3 numbers for a shape \[2, 2\] of 4/],
    ['ragged lists', [[1, 2], [3]], /equal lengths/],
    ['a number among lists', [[1, 2], 3], /equal lengths/],
  ])('with %s are a ShapeError', (_, feed, message) => {
    expect(() => evaluate(x, { 'batch/x': feed })).toThrow(ShapeError)
    expect(() => evaluate(x, { 'batch/x': feed })).toThrow(message)
  })

  it('that are missing, unknown, or of an object’s own kind are a ValueError', () => {
    expect(() => evaluate(x)).toThrow(ValueError)
    expect(() => evaluate(x)).toThrow("the input 'batch/x' [N, 2] was not fed")
    expect(() => evaluate(x, { 'batch/x': [[1, 2]], 'batch/z': 1 })).toThrow(
      "'batch/z' was fed, but is not an input: batch/x",
    )
    expect(() => evaluate(scalar(1), { a: 1 })).toThrow("'a' was fed, but is not an input: there is none")
    expect(() => evaluate(input('constructor', 'float32', []))).toThrow("the input 'constructor' [] was not fed")
  })

  it('of two inputs with one name are a ValueError', () => {
    const twin = input('batch/y', 'float32', ['N'])
    expect(() => evaluate(add(y, twin), { 'batch/y': [1] })).toThrow("two different inputs are named 'batch/y'")
    expect(evaluate(add(y, y), { 'batch/y': [1] }).data).toEqual(Float64Array.of(2))
  })

  it('must be numbers of their dtype', () => {
    expect(() => evaluate(ids, { 'batch/ids': [0, 1.5] })).toThrow(
      "the input 'batch/ids' is int32, which cannot hold 1.5 (position 1)",
    )
    expect(() => evaluate(ids, { 'batch/ids': [Number.NaN] })).toThrow(ValueError)
    expect(() => evaluate(input('b', 'bool', [1]), { b: [2] })).toThrow("'b' is bool, which cannot hold 2")
  })
})

describe('named dimensions', () => {
  it('have one size in all inputs', () => {
    const sum = reduceSum(add(reduceSum(x, 1), y))
    expect(item(evaluate(sum, { 'batch/x': [[1, 2]], 'batch/y': [3] }))).toBe(6)
    expect(() => evaluate(sum, { 'batch/x': [[1, 2]], 'batch/y': [3, 4] })).toThrow(
      "the input 'batch/y' is declared [N], but [2] was fed, where N is 1",
    )
  })

  it('are held to their polynomials, in either order of inputs', () => {
    const twice = input('batch/views', 'float32', ['2*N'])
    const [before, after] = [add(reduceSum(twice), reduceSum(y)), add(reduceSum(y), reduceSum(twice))]
    for (const sum of [before, after]) {
      expect(item(evaluate(sum, { 'batch/y': [1, 1], 'batch/views': [1, 2, 3, 4] }))).toBe(12)
      expect(() => evaluate(sum, { 'batch/y': [1, 1], 'batch/views': [1, 2, 3] })).toThrow(
        "the input 'batch/views' is declared [2*N], but [3] was fed, where 2*N is 4",
      )
    }
  })

  it('are solved for where they stand by themselves nowhere', () => {
    const audio = input('batch/audio', 'float32', ['N', '2*L + 3*N'])
    const both = { n: multiply(size('N'), reduceSum(audio)), l: size('L') }
    const fed = (length: number) => ({ 'batch/audio': [new Array<number>(length).fill(1)] })
    const values = evaluate(both, fed(7))
    expect([item(values.n), item(values.l)]).toEqual([7, 2])
    expect(() => evaluate(both, fed(8))).toThrow('but [1, 8] was fed, where 2*L + 3*N is 7')
    expect(() => evaluate(both, fed(2))).toThrow('but [1, 2] was fed, where 2*L + 3*N is 3')
  })

  it('need an input that tells their size', () => {
    const square = input('batch/square', 'float32', ['N*N'])
    expect(() => evaluate(reduceSum(square), { 'batch/square': [1, 2] })).toThrow("the named dimension 'N'")
    expect(() => evaluate(size('T'))).toThrow("the named dimension 'T'")
  })

  it('may be zero, and one', () => {
    expect(item(evaluate(reduceSum(x), { 'batch/x': { shape: [0, 2], data: [] } }))).toBe(0)
    expect(evaluate(concat([y, y], 0), { 'batch/y': [5] }).data).toEqual(Float64Array.of(5, 5))
  })

  it('give sizes and counts', () => {
    expect(item(evaluate(add(size('N*2 + 1'), reduceSum(y)), { 'batch/y': [0, 0, 0] }))).toBe(7)
    expect(evaluate(add(iota('N'), ids), { 'batch/ids': [10, 10] }).data).toEqual(Float64Array.of(10, 11))
    expect(
      item(
        evaluate(reduceMean(x), {
          'batch/x': [
            [1, 2],
            [3, 6],
          ],
        }),
      ),
    ).toBe(3)
  })

  it('refuse a slice that leaves its axis', () => {
    expect(evaluate(slice(y, 0, 1, 3), { 'batch/y': [1, 2, 3, 4] }).data).toEqual(Float64Array.of(2, 3))
    expect(() => evaluate(slice(y, 0, 0, 3), { 'batch/y': [1, 2] })).toThrow(
      'slice: 0 to 3 is 0 to 3 here, outside axis 0 of [2]',
    )
    expect(() => evaluate(slice(y, 0, 3, 'N'), { 'batch/y': [1, 2] })).toThrow(ShapeError)
  })
})

describe('outputs', () => {
  it('come by name, each computed once', () => {
    const doubled = multiply(y, 2)
    const { a, b } = evaluate({ a: doubled, b: reduceSum(doubled) }, { 'batch/y': [1, 2] })
    expect(a.data).toEqual(Float64Array.of(2, 4))
    expect(item(b)).toBe(6)
    expect(() => item(a)).toThrow('expected one number, found a value of shape [2]')
  })

  it('may be named as a Tensor’s own fields are', () => {
    expect(item(evaluate({ inputs: scalar(1), operation: scalar(2) }).operation)).toBe(2)
  })

  it('are float64, not float32', () => {
    expect(item(evaluate(divide(scalar(1), 3)))).toBe(1 / 3)
  })
})

it('refuses an operand that is neither a tensor nor a number', () => {
  for (const [operand, found] of [
    [null, 'null'],
    [undefined, 'undefined'],
    ['2', "'2'"],
    [{ loss: scalar(1) }, 'a loss: pass its .loss'],
  ] as const)
    expect(() => divide(scalar(1), operand as unknown as number)).toThrow(
      `expected a tensor or a number, found ${found}`,
    )
})

describe('what a dtype cannot hold', () => {
  it('is refused in constants and operands', () => {
    expect(() => tensor([1, 0.5], 'int32')).toThrow('a constant is int32, which cannot hold 0.5 (position 1)')
    expect(() => constant([2], [1], 'bool')).toThrow(ValueError)
    expect(() => multiply(iota(3), 0.5)).toThrow(ValueError)
    expect(evaluate(multiply(cast(iota(3), 'float32'), 0.5)).data).toEqual(Float64Array.of(0, 0.5, 1))
  })

  it('is refused as a quotient or a power of integers', () => {
    expect(() => divide(iota(3), 2)).toThrow('divide: expected float32, found int32')
    expect(() => pow(iota(3), 2)).toThrow(ShapeError)
  })

  it('is refused as the index of a row', () => {
    const rows = gather(parameter('table', [2, 1]), ids)
    const table = { 'parameter/table': [[1], [2]] }
    expect(evaluate(rows, { ...table, 'batch/ids': [1, 0, 1] }).data).toEqual(Float64Array.of(2, 1, 2))
    for (const bad of [2, -1])
      expect(() => evaluate(rows, { ...table, 'batch/ids': [0, bad] })).toThrow(
        `gather: index ${bad} at position 1 is outside 0 … 1`,
      )
    expect(() => gradient(reduceSum(gather(x, cast(ids, 'float32'))), [x])).toThrow('indices must be int32 or int64')
  })
})
