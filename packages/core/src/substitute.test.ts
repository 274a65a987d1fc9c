import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shape } from './dimension.js'
import { ShapeError } from './errors.js'
import { evaluate, item } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { operationSweep, prepareCase } from './operation-sweep.fixture.js'
import { add, cast, exp, multiply, subtract, tanh } from './operations/elementwise.js'
import { input, iota, size, tensor } from './operations/leaves.js'
import { matmul } from './operations/matrix.js'
import { concat, expand, expandDimension, reshape } from './operations/movement.js'
import { reduceMean, reduceSum } from './operations/reduction.js'
import { pad, slice } from './operations/slicing.js'
import { substitute } from './substitute.js'
import type { Tensor } from './tensor.js'

const x = input('x', 'float32', ['N', 2])
const w = input('w', 'float32', [2, 3])
const encoder = tanh(matmul(x, w))

describe('what is replaced', () => {
  it('gives what building it anew gives', () => {
    const y = input('y', 'float32', ['M', 2])
    const feeds = { w: [[1, 2, 3], [4, 5, 6]], y: [[0.1, -0.2]] } // biome-ignore format: a table
    const found = evaluate(substitute(encoder, new Map([[x, y]])), feeds)
    expect(found).toEqual(evaluate(tanh(matmul(y, w)), feeds))
  })

  it('shares what does not depend on it, and gives back what nothing is replaced in', () => {
    const y = input('y', 'float32', ['N', 2])
    const shared = exp(w)
    const output = matmul(x, shared)
    expect(substitute(output, new Map([[x, y]])).inputs[1]).toBe(shared)
    expect(substitute(output, new Map())).toBe(output)
    expect(substitute(shared, new Map([[x, y]]))).toBe(shared)
  })

  it('keeps the structure: one tensor, a list, several by name', () => {
    const y = input('y', 'float32', ['N', 2])
    const map = new Map([[x, y]])
    const single = substitute(encoder, map)
    expect(single.shape).toEqual(['N', 3])
    const list = substitute([encoder, x, encoder], map)
    expect(list[0]).toBe(list[2])
    expect(list[1]).toBe(y)
    const named = substitute({ code: encoder, weight: w }, map)
    expect(Object.keys(named)).toEqual(['code', 'weight'])
    expect(named.weight).toBe(w)
  })

  it('is replaced at once: two inputs can change places, and a replacement may contain what it replaces', () => {
    const [a, b] = [input('a', 'float32', []), input('b', 'float32', [])]
    const difference = subtract(a, b)
    const swapped = substitute(difference, new Map([[a, b], [b, a]])) // biome-ignore format: pairs
    expect(item(evaluate(swapped, { a: 5, b: 3 }))).toBe(-2)
    const more = substitute(difference, new Map([[a, add(a, 1)]]))
    expect(item(evaluate(more, { a: 5, b: 3 }))).toBe(3)
  })

  it('may be in the middle: what only it needed is gone', () => {
    const product = encoder.inputs[0]!
    const found = substitute(encoder, new Map([[product, tensor([[1, 2, 3]])]]))
    expect([...evaluate(found).data]).toEqual([1, 2, 3].map(Math.tanh))
  })

  it('goes through expressions deeper than the call stack', () => {
    const a = input('a', 'float32', [])
    let deep: Tensor = a
    for (let i = 0; i < 50_000; i++) deep = add(deep, a)
    expect(item(evaluate(substitute(deep, new Map([[a, tensor(2)]]))))).toBe(100_002)
  })

  it('goes through gradients', () => {
    const [found] = gradient(reduceSum(encoder), [w])
    const y = tensor([[1, 2], [3, 4], [5, 6]]) // biome-ignore format: a table
    const feeds = { w: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]] } // biome-ignore format: a table
    const [expected] = gradient(reduceSum(tanh(matmul(y, w))), [w])
    expect(evaluate(substitute(toDense(found), new Map([[x, y]])), feeds)).toEqual(evaluate(toDense(expected), feeds))
  })
})

describe('named dimensions', () => {
  const everywhere = (a: Tensor): Tensor => {
    const rows = expand(reshape(cast(iota('N'), 'float32'), ['N', 1]), ['N', 2])
    const doubled = concat([a, rows], 0)
    const back = slice(pad(doubled, 0, 0, 'N'), 0, 'N', '2*N')
    return add(multiply(reshape(back, [1, '2*N']), size('N')), reduceMean(doubled))
  }

  it.each<[Shape, number]>([
    [['2*M', 2], 4],
    [['M + 1', 2], 3],
    [['M*N', 2], 6],
    [['M', 2], 2],
    [[4, 2], 4],
    [[1, 2], 1],
    [['N', 2], 3],
  ])('become those of the replacement %s, in attributes as well', (shape, n) => {
    const [m, nn] = [input('m', 'float32', ['M']), input('n', 'float32', ['N'])]
    const y = input('y', 'float32', shape)
    const found = substitute(everywhere(x), new Map([[x, y]]))
    const data = { shape: [n, 2], data: Array.from({ length: 2 * n }, (_, i) => i + 0.5) }
    const feeds = { y: data, m: [0, 0], n: [0, 0, 0] }
    const expected = evaluate(everywhere(x), { x: data })
    expect(evaluate({ found, m, n: nn }, feeds).found).toEqual(expected)
  })

  it('are solved for where they do not stand by themselves', () => {
    const audio = input('audio', 'float32', ['N', '4*L + 3'])
    const scaled = multiply(audio, size('L'))
    const fixed = substitute(scaled, new Map([[audio, tensor([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]])]]))
    expect(evaluate(fixed).data[0]).toBe(2)
    const longer = input('longer', 'float32', ['N', '8*K + 7'])
    expect(substitute(size('L'), new Map([[audio, longer]]))).toEqual(size('2*K + 1'))
  })

  it('must mean one thing', () => {
    const pair = [input('a', 'float32', ['N']), input('b', 'float32', ['N'])] as const
    const both = new Map([[pair[0], input('c', 'float32', ['K'])], [pair[1], input('d', 'float32', ['M'])]]) // biome-ignore format: pairs
    expect(() => substitute(add(...pair), both)).toThrow(
      "substitute: 'b' input float32[N] cannot become input float32[M]: axis 0 is N, which is K here, not M",
    )
  })

  it('of an input that stays must not change', () => {
    const mask = input('mask', 'float32', ['N'])
    // Without the check the mean over the mask would be divided by the size of another batch.
    const output = add(reduceSum(x), reduceMean(mask))
    expect(() => substitute(output, new Map([[x, input('y', 'float32', ['M', 2])]]))).toThrow(
      "substitute: the input 'mask' [N] stays, but its dimension 'N' becomes 'M' with the replacements",
    )
    expect(() => substitute(output, new Map([[x, input('y', 'float32', ['N', 2])]]))).not.toThrow()
  })

  it.each<[string, Tensor]>([
    ['dtype', input('y', 'int32', ['N', 2])],
    ['rank', input('y', 'float32', ['N', 2, 1])],
    ['size', input('y', 'float32', ['N', 3])],
    ['named size', input('y', 'float32', ['N', 'M'])],
  ])('a replacement of another %s is refused', (_, y) => {
    expect(() => substitute(encoder, new Map([[x, y]]))).toThrow(ShapeError)
  })

  it('that fit no operation any more are refused by it', () => {
    const rows = input('rows', 'float32', ['N', 2])
    const output = add(x, concat([rows, rows], 0).inputs[0]!)
    expect(() => substitute(output, new Map([[x, input('y', 'float32', ['M', 2])]]))).toThrow(ShapeError)
    expect(() => substitute(expandDimension(x, 0), new Map([[x, tensor([1, 2])]]))).toThrow(ShapeError)
  })
})

describe.each(operationSweep)('$title with its dimensions renamed', (sweepCase) => {
  it('is the same operation on other names', () => {
    const { inputs, output, feeds } = prepareCase(sweepCase, 7)
    const rename = (shape: Shape): Shape =>
      shape.map((dimension) => (typeof dimension === 'string' ? dimension.replace(/\b[NMV]\b/g, '$&$&') : dimension))
    const others = inputs.map((each, i) => input(`batch/x${i}`, each.dtype, rename(each.shape)))
    const found = substitute(output, new Map(inputs.map((each, i) => [each, others[i]!])))
    expect(found.shape).toEqual(rename(output.shape))
    expect(evaluate(found, feeds)).toEqual(evaluate(output, feeds))
  })
})

it('a name is bound to whatever size solves it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(20), fc.nat(50), (factor, rest, length) => {
      const audio = input('audio', 'float32', [`${factor}*L + ${rest}`])
      const total = factor * length + rest
      const fixed = input('fixed', 'float32', [total])
      const found = substitute(size('L'), new Map([[audio, fixed]]))
      expect(item(evaluate(found))).toBe(length)
    }),
  )
})
