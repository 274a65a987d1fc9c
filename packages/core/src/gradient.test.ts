import { describe, expect, it } from 'vitest'
import { evaluate, type Feeds, item } from './evaluate.js'
import { type Gradient, gradient, toDense } from './gradient.js'
import { greater } from './operations/comparison.js'
import { add, cast, exp, multiply, sign, square, stopGradient, subtract, tanh } from './operations/elementwise.js'
import { gather } from './operations/indexing.js'
import { constant, input, parameter, scalar, tensor } from './operations/leaves.js'
import { matmul } from './operations/matrix.js'
import { transpose } from './operations/movement.js'
import { reduceSum } from './operations/reduction.js'
import { RowGradient } from './row-gradient.js'
import type { Tensor } from './tensor.js'

const table = parameter('table', ['V', 2])
const ids = input('batch/ids', 'int32', ['N'])
const feeds: Feeds = {
  'parameter/table': [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
  'batch/ids': [2, 0, 2],
}
const rowsOf = (found: Gradient | undefined): RowGradient => {
  if (!(found instanceof RowGradient)) throw new Error('expected a RowGradient')
  return found
}
const numbers = (x: Tensor, fed: Feeds = {}) => [...evaluate(x, fed).data]

describe('a table that is only gathered from', () => {
  const loss = reduceSum(square(gather(table, ids)))

  it('gets the rows that were gathered, and nothing of the size of the table', () => {
    const rows = rowsOf(gradient(loss, [table])[0])
    expect(rows.shape).toEqual(['V', 2])
    expect(rows.indices.toString()).toBe('input int32[N]')
    expect(rows.rows.shape).toEqual(['N', 2])
    expect(numbers(rows.indices, { 'batch/ids': [2, 0, 2] })).toEqual([2, 0, 2])
    expect(numbers(rows.rows, feeds)).toEqual([10, 12, 2, 4, 10, 12])
  })

  it('adds up an id that comes twice', () => {
    const dense = toDense(gradient(loss, [table])[0])
    expect(evaluate(dense, feeds).shape).toEqual([3, 2])
    expect(numbers(dense, feeds)).toEqual([2, 4, 0, 0, 20, 24])
  })

  it('gets the rows of several gathers one after the other', () => {
    const others = input('batch/others', 'int32', ['M', 2])
    const both = add(loss, reduceSum(gather(table, others)))
    const rows = rowsOf(gradient(both, [table])[0])
    expect(rows.indices.shape).toEqual(['2*M + N'])
    expect(rows.rows.shape).toEqual(['2*M + N', 2])
    expect(numbers(rows.toDense(), { ...feeds, 'batch/others': [[1, 0]] })).toEqual([3, 5, 1, 1, 20, 24])
  })

  it('takes int32 and int64 ids together', () => {
    const wide = input('batch/wide', 'int64', ['N'])
    const rows = rowsOf(gradient(add(loss, reduceSum(gather(table, wide))), [table])[0])
    expect(rows.indices.dtype).toBe('int32')
    expect(numbers(rows.toDense(), { ...feeds, 'batch/wide': [1, 1, 1] })).toEqual([2, 4, 3, 3, 20, 24])
  })

  it('may have one axis, or three', () => {
    const flat = parameter('flat', [3])
    const deep = parameter('deep', [3, 2, 2])
    const [a, b] = gradient(add(reduceSum(gather(flat, ids)), reduceSum(gather(deep, ids))), [flat, deep])
    expect(rowsOf(a).rows.shape).toEqual(['N'])
    expect(rowsOf(b).rows.shape).toEqual(['N', 2, 2])
  })

  it('may be gathered from not at all', () => {
    const none = { ...feeds, 'batch/ids': { shape: [0], data: [] } }
    expect(numbers(toDense(gradient(loss, [table])[0]), none)).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('a table that is used otherwise too', () => {
  it.each<[string, (loss: Tensor) => Tensor]>([
    ['after', (loss) => add(loss, reduceSum(table))],
    ['before', (loss) => add(reduceSum(table), loss)],
  ])('gets a dense gradient (%s)', (_, combine) => {
    const loss = combine(reduceSum(square(gather(table, ids))))
    const [found] = gradient(loss, [table])
    expect(found).not.toBeInstanceOf(RowGradient)
    expect(numbers(found as Tensor, feeds)).toEqual([3, 5, 1, 1, 21, 25])
  })

  it('gets a dense gradient when it is computed before it is gathered from', () => {
    const loss = reduceSum(gather(multiply(table, 3), ids))
    const [found] = gradient(loss, [table])
    expect(found).not.toBeInstanceOf(RowGradient)
    // It reads the ids alone; the size of V comes from the loss.
    expect([...evaluate({ loss, found: found as Tensor }, feeds).found.data]).toEqual([3, 3, 0, 0, 6, 6])
    expect(() => evaluate(found as Tensor, { 'batch/ids': [0] })).toThrow("the named dimension 'V'")
  })
})

describe('what the loss does not depend on', () => {
  const x = parameter('x', [2])
  const y = parameter('y', [3])

  it('gets zeros of its shape', () => {
    const [, found] = gradient(reduceSum(x), [x, y])
    expect(evaluate(found as Tensor).shape).toEqual([3])
    expect(numbers(found as Tensor)).toEqual([0, 0, 0])
  })

  it.each<[string, (x: Tensor) => Tensor]>([
    ['stopGradient', stopGradient],
    ['sign', sign],
    ['a comparison', (t) => cast(greater(t, 0), 'float32')],
    ['a cast to integers', (t) => cast(cast(t, 'int32'), 'float32')],
  ])('through %s gets zeros', (_, through) => {
    const [found] = gradient(reduceSum(through(x)), [x])
    expect(numbers(found as Tensor)).toEqual([0, 0])
  })

  it('is only what is behind stopGradient', () => {
    const [found] = gradient(reduceSum(multiply(x, stopGradient(x))), [x])
    expect(numbers(found as Tensor, { 'parameter/x': [5, 7] })).toEqual([5, 7])
    expect(item(evaluate(reduceSum(multiply(x, stopGradient(x))), { 'parameter/x': [5, 7] }))).toBe(74)
  })
})

describe('the expression', () => {
  const x = parameter('x', [])

  it('may be deeper than a call stack', () => {
    let node: Tensor = x
    for (let i = 0; i < 20000; i++) node = i % 2 ? add(node, 1e-4) : multiply(node, 1.0001)
    const [found] = gradient(node, [x])
    expect(item(evaluate(found as Tensor))).toBeCloseTo(1.0001 ** 10000, 9)
    expect(item(evaluate(node, { 'parameter/x': 0 }))).toBeGreaterThan(1)
  })

  it('may use a tensor many times, each visited once', () => {
    // 2^40 paths lead from the loss to x.
    let node: Tensor = x
    for (let i = 0; i < 40; i++) node = add(node, node)
    expect(item(evaluate(gradient(node, [x])[0] as Tensor))).toBe(2 ** 40)
  })

  it('can be differentiated again', () => {
    // d²/dx² of e^(x²) is (2 + 4x²)·e^(x²).
    const [first] = gradient(exp(square(x)), [x])
    const [second] = gradient(first as Tensor, [x])
    expect(item(evaluate(second as Tensor, { 'parameter/x': 0.5 }))).toBeCloseTo(3 * Math.exp(0.25), 12)
  })

  it('has a gradient with respect to tensors inside it', () => {
    const inner = square(x)
    const [byInner, byX] = gradient(multiply(inner, 3), [inner, x])
    expect(item(evaluate(byInner as Tensor))).toBe(3)
    expect(item(evaluate(byX as Tensor, { 'parameter/x': 2 }))).toBe(12)
  })

  it('has the gradient 1 with respect to itself', () => {
    expect(item(evaluate(gradient(x, [x])[0] as Tensor))).toBe(1)
  })

  it('sums what was broadcast, for named dimensions too', () => {
    const bias = parameter('bias', [2])
    const data = input('batch/data', 'float32', ['N', 2])
    const [found] = gradient(reduceSum(multiply(add(data, bias), data)), [bias])
    expect(found!.shape).toEqual([2])
    const data3 = [
      [1, 2],
      [3, 4],
      [5, 6],
    ]
    expect(numbers(found as Tensor, { 'batch/data': data3 })).toEqual([9, 12])
  })

  it('is the textbook one for a small network', () => {
    // L = Σ (tanh(X·W) − T)², dL/dW = Xᵀ·(2(Y − T)∘(1 − Y²)).
    const [w, data] = [parameter('w', [2, 1]), constant([1, 2, -1, 0.5], [2, 2])]
    const y = tanh(matmul(data, w))
    const error = subtract(y, tensor([[0.3], [-0.2]]))
    const [found] = gradient(reduceSum(square(error)), [w])
    const slope = multiply(multiply(2, error), subtract(1, square(y)))
    const fed = { 'parameter/w': [[0.4], [-0.7]] }
    const expected = numbers(matmul(transpose(data), slope), fed)
    numbers(found as Tensor, fed).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 14)
    })
  })

  it('must be a float32 scalar, of float32 parameters', () => {
    expect(() => gradient(table, [table])).toThrow('gradient: the loss must be a float32 scalar, found float32[V, 2]')
    expect(() => gradient(scalar(1, 'int32'), [x])).toThrow('found int32[]')
    expect(() => gradient(x, [x, ids])).toThrow('gradient: a parameter must be float32, found input int32[N]')
  })
})
