import { conv, evaluate, gradient, input, parameter, reduceSum, square, type Tensor, transpose } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolveSequence } from './sequence-convolution.js'

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(seed + 7.3 * i))

describe('convolveSequence', () => {
  it('is the convolution of core, and so are its gradients', () => {
    const size = (max: number) => fc.integer({ min: 1, max })
    fc.assert(
      fc.property(size(2), size(9), size(20), size(4), size(6), size(3), (n, extra, c, m, k, stride) => {
        const t = k + extra
        const x = input('x', 'float32', [n, t, c])
        const weight = parameter('w', [m, c, k])
        const feeds = {
          x: { shape: [n, t, c], data: numbers(n * t * c, 1) },
          'parameter/w': { shape: [m, c, k], data: numbers(m * c * k, 2) },
        }
        const ours = convolveSequence(x, weight, stride)
        const theirs = transpose(conv(transpose(x), weight, { strides: stride }))
        const all = (y: Tensor) => [y, ...(gradient(reduceSum(square(y)), [x, weight]) as Tensor[])]
        const pairs = all(ours).map((tensor, i) => [tensor, all(theirs)[i]!] as const)
        for (const [a, b] of pairs) {
          const [found, expected] = [evaluate(a, feeds), evaluate(b, feeds)]
          expect(found.shape).toEqual(expected.shape)
          found.data.forEach((value, i) => {
            expect(value).toBeCloseTo(expected.data[i]!, 9)
          })
        }
      }),
      { numRuns: 60 },
    )
  })

  it('refuses what does not fit', () => {
    const x = input('x', 'float32', ['N', 5, 2])
    expect(() => convolveSequence(x, parameter('w', [3, 2, 6]))).toThrow('a window of 6 entries does not fit in 5')
    expect(() => convolveSequence(x, parameter('w', [3, 1, 2]))).toThrow('expected [N, T, C] and [M, C, K]')
    expect(() => convolveSequence(input('y', 'float32', [1, 'T', 2]), parameter('w', [3, 2, 2]))).toThrow('[1, T, 2]')
    expect(() => convolveSequence(x, parameter('w', [3, 2, 2]), 0)).toThrow('the stride must be')
  })
})
