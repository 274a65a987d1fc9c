// Convolutions, pooling and erf against PyTorch in float64 (tools/oracles/README.md), and what is refused.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Shape } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import { evaluate, type Feeds } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import type { Value } from '../operation.js'
import { substitute } from '../substitute.js'
import type { Tensor } from '../tensor.js'
import { conv } from './convolution.js'
import { add, erf, multiply, square } from './elementwise.js'
import { flattenNested, input, type NestedNumbers } from './leaves.js'
import { reshape } from './movement.js'
import { averagePool, maxPool } from './pooling.js'
import { reduceSum } from './reduction.js'
import type { PerAxis, WindowOptions } from './window.js'

interface Arguments {
  readonly stride?: PerAxis
  readonly padding?: PerAxis
  readonly dilation?: PerAxis
  readonly groups?: number
  readonly kernel_size?: PerAxis
  readonly count_include_pad?: boolean
}

interface Fixture {
  readonly convolutions: readonly {
    readonly arguments: Arguments
    readonly x: NestedNumbers
    readonly w: NestedNumbers
    readonly weights: NestedNumbers
    readonly y: NestedNumbers
    readonly gradients: readonly NestedNumbers[]
    readonly second: readonly NestedNumbers[]
  }[]
  readonly pools: readonly {
    readonly kind: 'max' | 'average'
    readonly arguments: Arguments
    readonly x: NestedNumbers
    readonly weights: NestedNumbers
    readonly y: NestedNumbers
    readonly gradients: readonly NestedNumbers[]
  }[]
  readonly erf: { readonly x: readonly number[]; readonly y: readonly number[]; readonly gradient: readonly number[] }
}

const oracle = JSON.parse(
  readFileSync(new URL('../fixtures/convolution.json', import.meta.url), 'utf8'),
) as unknown as Fixture

const optionsOf = ({ stride, padding, dilation }: Arguments): WindowOptions => ({
  ...(stride !== undefined && { strides: stride }),
  ...(padding !== undefined && { padding }),
  ...(dilation !== undefined && { dilations: dilation }),
})

const inputLike = (name: string, numbers: NestedNumbers): Tensor => input(name, 'float32', flattenNested(numbers).shape)

function expectAgreement(found: Value, expected: NestedNumbers, what: string): void {
  const { data, shape } = flattenNested(expected)
  expect(found.shape, what).toEqual(shape)
  data.forEach((value, i) => {
    expect(Math.abs(found.data[i]! - value), `${what}, entry ${i}`).toBeLessThan(1e-11 * Math.max(1, Math.abs(value)))
  })
}

describe('PyTorch', () => {
  it.each(oracle.convolutions.map((each) => [JSON.stringify(each.arguments), each] as const))(
    'convolution %s, its gradients and theirs',
    (_, { arguments: { groups = 1, ...given }, x, w, weights, ...expected }) => {
      const tensors = [inputLike('x', x), inputLike('w', w), inputLike('weights', weights)] as const
      const y = conv(tensors[0], tensors[1], { ...optionsOf(given), groups })
      const first = gradient(reduceSum(multiply(y, tensors[2])), [tensors[0], tensors[1]]).map(toDense)
      const squares = first.map((each) => reduceSum(square(each))).reduce((a, b) => add(a, b))
      const second = gradient(squares, tensors).map(toDense)
      const outputs = Object.fromEntries([y, ...first, ...second].map((each, i) => [String(i), each]))
      const found = evaluate(outputs, { x, w, weights })
      const all = [expected.y, ...expected.gradients, ...expected.second]
      all.forEach((numbers, i) => {
        expectAgreement(found[String(i)]!, numbers, `output ${i}`)
      })
    },
  )

  it.each(oracle.pools.map((each) => [`${each.kind} ${JSON.stringify(each.arguments)}`, each] as const))(
    'pooling: %s, and its gradient',
    (_, { kind, arguments: given, x, weights, y, gradients }) => {
      const tensors = [inputLike('x', x), inputLike('weights', weights)] as const
      const options = { ...optionsOf(given), kernel: given.kernel_size! }
      const pooled =
        kind === 'max'
          ? maxPool(tensors[0], options)
          : averagePool(tensors[0], { ...options, countPadding: given.count_include_pad ?? true })
      const [first] = gradient(reduceSum(multiply(pooled, tensors[1])), [tensors[0]])
      const found = evaluate({ pooled, first: toDense(first) }, { x, weights })
      expectAgreement(found.pooled, y, 'value')
      expectAgreement(found.first, gradients[0]!, 'gradient')
    },
  )

  it('erf, to the last digits, and its gradient', () => {
    const x = inputLike('x', oracle.erf.x)
    const values = evaluate({ y: erf(x), g: toDense(gradient(reduceSum(erf(x)), [x])[0]) }, { x: oracle.erf.x })
    oracle.erf.y.forEach((expected, i) => {
      expect(Math.abs(values.y.data[i]! - expected), `erf(${oracle.erf.x[i]})`).toBeLessThan(1e-15)
      expect(values.g.data[i]! / oracle.erf.gradient[i]!).toBeCloseTo(1, 14)
    })
    const special = evaluate(erf(x), { x: oracle.erf.x.map((_, i) => [Infinity, -Infinity, NaN, -0][i % 4]!) }).data
    expect([...special.subarray(0, 4)]).toEqual([1, -1, NaN, -0])
  })
})

const x = (...shape: Shape): Tensor => input('x', 'float32', shape)
const w = (...shape: Shape): Tensor => input('w', 'float32', shape)

describe('named spatial sizes', () => {
  /** The encoder of the CPC paper, one channel: kernels 10, 8, 4, 4, 4 by strides of 5, 4, 2, 2, 2. */
  const encode = (audio: Tensor, padding: readonly number[]): Tensor =>
    [10, 8, 4, 4, 4].reduce(
      (z, kernel, i) =>
        conv(z, input(`w${i}`, 'float32', [1, 1, kernel]), {
          strides: [5, 4, 2, 2, 2][i]!,
          padding: padding[i]!,
        }),
      audio,
    )

  it('stay polynomials through strided layers, whole strides left over or not', () => {
    expect(encode(x('N', 1, '160*L + 305'), [0, 0, 0, 0, 0]).shape).toEqual(['N', 1, 'L'])
    expect(encode(x('N', 1, '160*L'), [3, 2, 1, 1, 1]).shape).toEqual(['N', 1, 'L'])
    expect(encode(x('N', 1, '160*L + 1'), [3, 2, 1, 1, 1]).shape).toEqual(['N', 1, 'L'])
    expect(conv(x(1, 2, 'T'), w(3, 2, 4), { padding: [[3, 0]] }).shape).toEqual([1, 3, 'T'])
  })

  it('give the numbers that the same size as a number gives', () => {
    const padding = [3, 2, 1, 1, 1]
    const named = encode(x('N', 1, '160*L'), padding)
    const fixed = encode(x(2, 1, 480), padding)
    const feeds: Feeds = {
      x: { shape: [2, 1, 480], data: Array.from({ length: 960 }, (_, i) => Math.sin(i * i)) },
      ...Object.fromEntries(
        [10, 8, 4, 4, 4].map((size, i) => [
          `w${i}`,
          { shape: [1, 1, size], data: Array.from({ length: size }, (_, k) => Math.cos(k + i)) },
        ]),
      ),
    }
    expect(evaluate(named, feeds)).toEqual(evaluate(fixed, feeds))
    expect(evaluate(named, feeds).shape).toEqual([2, 1, 3])
    expect(() =>
      evaluate(named, { ...feeds, x: { shape: [1, 1, 500], data: new Array<number>(500).fill(0) } }),
    ).toThrow("the input 'x' is declared [N, 1, 160*L], but [1, 1, 500] was fed, where 160*L is 480")
  })

  it('that a stride does not divide are refused with what to do', () => {
    expect(() => conv(x(1, 1, 'T'), w(1, 1, 4), { strides: 2 })).toThrow(
      "conv: the number of windows at stride 2 on an axis of size 'T' is not a polynomial in its names: " +
        "declare the input so that the stride divides their factors, as in '2*L' or '2*L + 1'",
    )
    expect(() => maxPool(x(1, 1, '3*T'), { kernel: 2 })).toThrow(ShapeError)
  })

  it('can be substituted, in gradients as well', () => {
    const audio = x('N', 1, '4*L')
    const kernel = w(2, 1, 4)
    const loss = reduceSum(square(conv(audio, kernel, { strides: 4 })))
    const made = gradient(loss, [audio, kernel]).map(toDense)
    const fixed = input('x', 'float32', [3, 1, 8])
    const found = substitute(made, new Map([[audio, fixed]]))
    expect(found.map(({ shape }) => shape)).toEqual([
      [3, 1, 8],
      [2, 1, 4],
    ])
    const feeds = {
      x: { shape: [3, 1, 8], data: Array.from({ length: 24 }, (_, i) => i / 7) },
      w: [[[1, 2, 3, 4]], [[0.5, -1, 2, 0]]],
    }
    found.forEach((each, i) => {
      expect(evaluate(each, feeds)).toEqual(evaluate(made[i]!, feeds))
    })
  })
})

it('scaled channels scale the weights that gradients are made with', () => {
  const shapes = { x: [2, 3, 4], w: [5, 3, 2], scale: [5] }
  const feeds: Feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1)
      return [name, { shape, data: Array.from({ length: count }, (_, i) => Math.sin(1 + i + count)) }]
    }),
  )
  const tensors = Object.entries(shapes).map(([name, shape]) => input(name, 'float32', shape))
  const [x, w, scale] = tensors as [Tensor, Tensor, Tensor]
  const after = multiply(conv(x, w), reshape(scale, [5, 1]))
  const before = conv(x, multiply(w, reshape(scale, [5, 1, 1])))
  const gradients = [after, before].map((y) => {
    const found = gradient(reduceSum(square(y)), tensors).map(toDense)
    return Object.values(evaluate(Object.fromEntries(found.map((each, i) => [String(i), each])), feeds))
  })
  for (const [i, expected] of gradients[1]!.entries())
    expected.data.forEach((value, entry) => {
      expect(gradients[0]![i]!.data[entry]).toBeCloseTo(value, 10)
    })
})

describe('what does not fit', () => {
  it.each<[string, () => Tensor]>([
    ['channels', () => conv(x(1, 3, 8), w(2, 2, 3))],
    ['channels of groups', () => conv(x(1, 4, 8), w(2, 4, 3), { groups: 2 })],
    ['features of groups', () => conv(x(1, 4, 8), w(3, 2, 3), { groups: 2 })],
    ['ranks', () => conv(x(1, 3, 8), w(2, 3, 3, 3))],
    ['tensors without a spatial axis', () => conv(x(1, 3), w(2, 3))],
    ['integers', () => conv(input('x', 'int32', [1, 3, 8]), w(2, 3, 3))],
    ['weights of a named size', () => conv(x(1, 3, 8), w(2, 3, 'K'))],
    ['weights of named channels', () => conv(x(1, 'C', 8), w(2, 'C', 3))],
    ['weights of named features', () => conv(x(1, 3, 8), w('M', 3, 3))],
    ['a window longer than its axis', () => conv(x(1, 3, 4), w(2, 3, 3), { dilations: 2 })],
    ['strides for other axes', () => conv(x(1, 3, 8), w(2, 3, 3), { strides: [1, 1] })],
    ['pools of other axes', () => maxPool(x(1, 3, 8), { kernel: [2, 2] })],
    ['pools of integers', () => maxPool(input('x', 'int32', [1, 3, 8]), { kernel: 2 })],
    ['tiles of a named size', () => conv(x(1, 3, 'T'), w(2, 3, 3), { tile: 4 })],
    ['averages over channels without a number', () => averagePool(x(1, 'C', 9), { kernel: 3, strides: 1 })],
  ])('%s', (_, make) => {
    expect(make).toThrow(ShapeError)
  })

  it.each<[string, () => Tensor]>([
    ['strides of 0', () => conv(x(1, 3, 8), w(2, 3, 3), { strides: 0 })],
    ['fractional dilations', () => conv(x(1, 3, 8), w(2, 3, 3), { dilations: 1.5 })],
    ['negative padding', () => conv(x(1, 3, 8), w(2, 3, 3), { padding: -1 })],
    ['no groups', () => conv(x(1, 3, 8), w(2, 3, 3), { groups: 0 })],
    ['tiles of spread windows', () => conv(x(1, 3, 8), w(2, 3, 3), { tile: 2, dilations: 2 })],
    ['tiles of groups', () => conv(x(1, 4, 8), w(2, 2, 3), { tile: 2, groups: 2 })],
    ['tiles too large', () => conv(x(1, 3, 4, 8), w(2, 3, 1, 3), { tile: 5, padding: [0, 1] })],
    ['windows without entries', () => maxPool(x(1, 3, 8), { kernel: 0 })],
    ['windows that can lie in the padding', () => maxPool(x(1, 3, 8), { kernel: 2, padding: 2 })],
    ['windows around all entries', () => averagePool(x(1, 3, 2), { kernel: 2, dilations: 3, padding: 1 })],
  ])('%s', (_, make) => {
    expect(make).toThrow(ValueError)
  })
})

it('padding is never the largest entry, nor does it take part of a gradient', () => {
  const a = x(1, 1, 4)
  const pooled = maxPool(a, { kernel: 3, strides: 2, padding: 1 })
  const values = evaluate(
    { pooled, g: toDense(gradient(reduceSum(pooled), [a])[0]) },
    { x: [[[-5, -7, -1e30, -1e30]]] },
  )
  expect([...values.pooled.data]).toEqual([-5, -7])
  expect([...values.g.data]).toEqual([1, 1, 0, 0])
})

it('entries of a window that tie share its gradient', () => {
  for (const strides of [1, 2]) {
    const a = x(1, 1, 2)
    const [found] = gradient(reduceSum(maxPool(a, { kernel: 2, strides })), [a])
    expect([...evaluate(toDense(found), { x: [[[3, 3]]] }).data]).toEqual([0.5, 0.5])
  }
})
