import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, type Feeds, item } from './evaluate.js'
import { gradient } from './gradient.js'
import { LOG_ZERO, logAddExp, logSigmoid, logSoftmax, logSumExp } from './log-sum-exp.js'
import { input, tensor } from './operations/leaves.js'
import { reduceSum } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

const numbers = (x: Tensor, fed: Feeds = {}) => [...evaluate(x, fed).data]
/** Value of Σ f(x) and its gradient with respect to x. */
function withGradient(f: (x: Tensor) => Tensor, x: number[]): { value: number[]; slope: number[] } {
  const at = input('x', 'float32', [x.length])
  const [slope] = gradient(reduceSum(f(at)), [at])
  return { value: numbers(f(at), { x }), slope: [...evaluate({ f: f(at), slope: slope as Tensor }, { x }).slope.data] }
}
const moderate = fc.double({ min: -30, max: 30, noNaN: true })

describe('logSumExp', () => {
  it('is the log of the weighted sum of exponentials', () => {
    const entry = fc.tuple(moderate, fc.constantFrom(0, 0.25, 1, 3))
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 8 }), (entries) => {
        const [x, w] = [entries.map(([value]) => value), entries.map(([, weight]) => weight)]
        const plain = Math.log(x.reduce((total, value) => total + Math.exp(value), 0))
        expect(item(evaluate(logSumExp(tensor(x), 0)))).toBeCloseTo(plain, 10)
        const weighted = Math.log(x.reduce((total, value, i) => total + w[i]! * Math.exp(value), 0))
        expect(item(evaluate(logSumExp(tensor(x), 0, false, tensor(w))))).toBeCloseTo(Math.max(weighted, LOG_ZERO), 10)
      }),
    )
  })

  it.each([1e4, -1e4, 1e30, -1e30])('neither overflows nor underflows around %d', (shift) => {
    const x = [shift, shift]
    expect(numbers(logSumExp(tensor(x), 0))).toEqual([shift + Math.LN2])
    expect(numbers(logSumExp(tensor(x), 0, false, tensor([1, 1])))).toEqual([shift + Math.LN2])
    expect(withGradient((t) => logSumExp(t, 0), x).slope).toEqual([0.5, 0.5])
  })

  it('has the softmax as its gradient', () => {
    const { slope } = withGradient((t) => logSumExp(t, 0, false, tensor([1, 0, 3])), [Math.log(2), 50, 0])
    expect(slope[0]).toBeCloseTo(0.4, 14)
    expect(slope[1]).toBe(0)
    expect(slope[2]).toBeCloseTo(0.6, 14)
  })

  it.each([Number.NaN, Infinity, -Infinity, 3e38, -3e38])('does not see %d where the weight is 0', (masked) => {
    const { value, slope } = withGradient((t) => logSumExp(t, 0, false, tensor([1, 0, 1])), [1, masked, 1])
    expect(value[0]).toBeCloseTo(1 + Math.LN2, 14)
    expect(slope).toEqual([0.5, 0, 0.5])
  })

  it.each<[string, number[] | undefined]>([
    ['without weights', undefined],
    ['by one weight', [2, 2, 2]],
    ['by weights', [1, 2, 0.5]],
  ])('is NaN, and its gradient too, where NaN or Infinity counts, %s', (_, w) => {
    for (const x of [
      [1, Number.NaN, 2],
      [Number.NaN, Number.NaN, Number.NaN],
      [1, Infinity, -Infinity],
    ]) {
      const { value, slope } = withGradient((t) => logSumExp(t, 0, false, w && tensor(w)), x)
      expect(value).toEqual([Number.NaN])
      expect(slope.some(Number.isNaN)).toBe(true)
    }
  })

  it('is NaN where a weight is', () => {
    expect(numbers(logSumExp(tensor([1, 2]), 0, false, tensor([1, Number.NaN])))).toEqual([Number.NaN])
  })

  it('of -Infinity throughout is LOG_ZERO, without a gradient', () => {
    for (const w of [undefined, [1, 2], [0, 1], [3, 3]]) {
      const { value, slope } = withGradient((t) => logSumExp(t, 0, false, w && tensor(w)), [-Infinity, -Infinity])
      expect(value).toEqual([LOG_ZERO])
      expect(slope).toEqual([0, 0])
    }
  })

  it('is LOG_ZERO without a gradient where everything is masked', () => {
    for (const x of [
      [1, 2],
      [Number.NaN, Infinity],
      [-1e4, 1e4],
    ]) {
      const { value, slope } = withGradient((t) => logSumExp(t, 0, false, tensor([0, 0])), x)
      expect(value).toEqual([LOG_ZERO])
      expect(slope).toEqual([0, 0])
    }
    const empty = input('x', 'float32', [2, 0])
    const fed = { x: { shape: [2, 0], data: [] } }
    expect(numbers(logSumExp(empty, 1, false, empty), fed)).toEqual([LOG_ZERO, LOG_ZERO])
  })

  it('reduces one axis, several or all, and keeps them where it is asked to', () => {
    const x = tensor([
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(logSumExp(x, -1).shape).toEqual([2])
    expect(logSumExp(x, -1, true).shape).toEqual([2, 1])
    for (const axes of [[0, 1], undefined]) {
      expect(evaluate(logSumExp(x, axes)).shape).toEqual([])
      expect(evaluate(logSumExp(x, axes, true)).shape).toEqual([1, 1])
      expect(item(evaluate(logSumExp(x, axes, false, tensor([[1, 0, 2]]))))).toBeCloseTo(Math.log(6), 14)
    }
  })

  it('keeps an entry of -Infinity among finite ones out of the sum', () => {
    const { value, slope } = withGradient((t) => logSumExp(t, 0), [-Infinity, 2])
    expect(value).toEqual([2])
    expect(slope).toEqual([0, 1])
  })
})

describe('logAddExp', () => {
  it('is symmetric, and right however far apart', () => {
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const [x, y] = [tensor(a), tensor(b)]
        expect(item(evaluate(logAddExp(x, y)))).toBeCloseTo(Math.log(Math.exp(a) + Math.exp(b)), 10)
        expect(item(evaluate(logAddExp(x, y)))).toBe(item(evaluate(logAddExp(y, x))))
      }),
    )
  })

  it.each([
    [LOG_ZERO, 5, 5],
    [5, LOG_ZERO, 5],
    [-1e20, 0.125, 0.125],
    [1e4, 1e4, 1e4 + Math.LN2],
    [LOG_ZERO, LOG_ZERO, LOG_ZERO],
  ])('of %d and %d is %d', (a, b, sum) => {
    expect(item(evaluate(logAddExp(tensor(a), tensor(b))))).toBe(sum)
  })

  it.each([
    [0, 0],
    [1, -2],
    [-2, 1],
    [LOG_ZERO, 3],
  ])('at %d and %d has the softmax as its gradient', (a, b) => {
    const share = 1 / (1 + Math.exp(b - a))
    const left = withGradient((t) => logAddExp(t, tensor([b])), [a]).slope[0]
    const right = withGradient((t) => logAddExp(tensor([a]), t), [b]).slope[0]
    expect(left).toBeCloseTo(share, 14)
    expect(right).toBeCloseTo(1 - share, 14)
  })
})

describe('logSigmoid', () => {
  it('loses neither side to rounding', () => {
    const { value, slope } = withGradient(logSigmoid, [-1e4, -100, 0, 40, 1e4])
    expect(value.slice(0, 2)).toEqual([-1e4, -100])
    expect(value[2]).toBeCloseTo(-Math.LN2, 15)
    expect(value[3]! / -Math.exp(-40)).toBeCloseTo(1, 12)
    expect(value[4]).toBeCloseTo(0, 15)
    expect(slope.slice(0, 3)).toEqual([1, 1, 0.5])
    expect(slope[4]).toBe(0)
  })
})

describe('logSoftmax', () => {
  it('sums to one, and does not move with its input', () => {
    fc.assert(
      fc.property(
        fc.array(moderate, { minLength: 1, maxLength: 6 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (x, c) => {
          const found = numbers(logSoftmax(tensor(x)))
          expect(found.reduce((total, value) => total + Math.exp(value), 0)).toBeCloseTo(1, 12)
          numbers(logSoftmax(tensor(x.map((value) => value + c)))).forEach((value, i) => {
            expect(value).toBeCloseTo(found[i]!, 8)
          })
        },
      ),
    )
  })
})
