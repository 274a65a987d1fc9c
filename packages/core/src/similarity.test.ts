import { describe, expect, it } from 'vitest'
import { ShapeError } from './errors.js'
import { evaluate } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { add, multiply } from './operations/elementwise.js'
import { input, tensor } from './operations/leaves.js'
import { expandDimension } from './operations/movement.js'
import { reduceSum } from './operations/reduction.js'
import {
  bilinearSimilarity,
  cosineSimilarity,
  dotProduct,
  learnedScale,
  maxSim,
  negativeSquaredDistance,
  normalize,
} from './similarity.js'
import type { Tensor } from './tensor.js'

const numbers = (x: Tensor) => [...evaluate(x).data]

function expectNumbers(found: readonly number[], expected: readonly number[], digits: number): void {
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, digits)
}

describe('dotProduct', () => {
  const anchors = tensor([
    [1, 2],
    [3, 4],
  ])

  it('compares with candidates that all anchors share', () => {
    const scores = dotProduct(
      anchors,
      tensor([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
    )
    expect(scores.shape).toEqual([2, 3])
    expect(numbers(scores)).toEqual([1, 2, 3, 3, 4, 7])
  })

  it('compares with candidates of each anchor’s own', () => {
    const own = tensor([[[1, 0]], [[0, 1]]])
    const scores = dotProduct(anchors, own)
    expect(scores.shape).toEqual([2, 1])
    expect(numbers(scores)).toEqual([1, 4])
  })

  it('takes leading axes and named dimensions', () => {
    const a = input('a', 'float32', ['B', 'A', 8])
    expect(dotProduct(a, input('c', 'float32', ['B', 'C', 8])).shape).toEqual(['B', 'A', 'C'])
    expect(dotProduct(a, input('c', 'float32', ['C', 8])).shape).toEqual(['B', 'A', 'C'])
    expect(dotProduct(a, input('c', 'float32', ['B', 'A', 'C', 8])).shape).toEqual(['B', 'A', 'C'])
  })

  it('refuses vectors of another length', () => {
    expect(() => dotProduct(anchors, tensor([[1, 2, 3]]))).toThrow(ShapeError)
  })
})

describe('cosineSimilarity', () => {
  it('is the cosine of the angle, whatever the lengths', () => {
    for (const length of [1e-8, 1, 1e8]) {
      const scores = numbers(
        cosineSimilarity(
          tensor([[length, 0]]),
          tensor([
            [3, 4],
            [-2, 0],
            [0, 7],
          ]),
        ),
      )
      ;[0.6, -1, 0].forEach((cosine, i) => {
        expect(scores[i]).toBeCloseTo(cosine, 12)
      })
    }
  })

  it('is 0 for a zero vector, on either side', () => {
    const [zero, one] = [tensor([[0, 0]]), tensor([[1, 2]])]
    for (const scores of [cosineSimilarity(zero, one), cosineSimilarity(one, zero), cosineSimilarity(zero, zero)])
      expect(numbers(scores)).toEqual([0])
  })

  it('has a finite gradient at a zero vector', () => {
    const a = input('a', 'float32', [1, 2])
    const [slope] = gradient(reduceSum(cosineSimilarity(a, tensor([[3, 4]]))), [a])
    expect(evaluate(slope as Tensor, { a: [[0, 0]] }).data.every(Number.isFinite)).toBe(true)
  })

  it('has a gradient across the vector, none along it', () => {
    const a = input('a', 'float32', [1, 2])
    const [slope] = gradient(reduceSum(cosineSimilarity(a, tensor([[3, 4]]))), [a])
    const [x, y] = evaluate(slope as Tensor, { a: [[2, 0]] }).data
    expect(x).toBeCloseTo(0, 14)
    expect(y).toBeCloseTo(0.4, 14)
  })
})

describe('normalize', () => {
  it('makes NaN of a vector with NaN or Infinity in it', () => {
    expect(numbers(normalize(tensor([[Number.NaN, 4]])))).toEqual([Number.NaN, Number.NaN])
    expect(numbers(normalize(tensor([[Infinity, 4]])))[0]).toBeNaN()
  })

  it('leaves zero at zero and gives the rest length 1', () => {
    const found = numbers(
      normalize(
        tensor([
          [0, 0],
          [3, 4],
        ]),
      ),
    )
    expect(found.slice(0, 2)).toEqual([0, 0])
    expect(Math.hypot(found[2]!, found[3]!)).toBeCloseTo(1, 15)
  })

  it('makes zero of what is shorter than epsilon', () => {
    expect(numbers(normalize(tensor([[0.001], [-0.2]]), 0.1))).toEqual([0, -1])
  })
})

describe('negativeSquaredDistance', () => {
  const anchors = [
    [1, 2],
    [3, -1],
  ]
  const candidates = [
    [1, 2],
    [0, 0],
    [-2, 4],
  ]
  const expected = anchors.map((a) => candidates.map((c) => -c.reduce((sum, x, i) => sum + (x - a[i]!) ** 2, 0)))

  it('is the same of shared candidates and of own ones', () => {
    const shared = negativeSquaredDistance(tensor(anchors), tensor(candidates))
    const own = negativeSquaredDistance(tensor(anchors), tensor([candidates, candidates]))
    expect(shared.shape).toEqual([2, 3])
    for (const scores of [shared, own]) expectNumbers(numbers(scores), expected.flat(), 12)
  })

  it('has the same gradients either way, though the origin moves with the candidates', () => {
    const [a, c] = [input('a', 'float32', [2, 2]), input('c', 'float32', [3, 2])]
    const own = add(expandDimension(c, 0), tensor([[[0, 0]], [[0, 0]]]))
    const weights = tensor([
      [1, -2, 0.5],
      [0.25, 3, -1],
    ])
    const slopes = [c, own].map((x) =>
      gradient(reduceSum(multiply(weights, negativeSquaredDistance(a, x))), [a, c]).flatMap((slope) => [
        ...evaluate(toDense(slope), { a: anchors, c: candidates }).data,
      ]),
    )
    expectNumbers(slopes[0]!, slopes[1]!, 10)
  })

  it('keeps its digits far from the origin', () => {
    const far = (rows: number[][]): Tensor => tensor(rows.map((row) => row.map((x) => x + 2 ** 40)))
    expectNumbers(numbers(negativeSquaredDistance(far(anchors), far(candidates))), expected.flat(), 2)
  })
})

describe('bilinearSimilarity', () => {
  it('is aᵀ W c', () => {
    const scores = bilinearSimilarity(
      tensor([[1, 2]]),
      tensor([
        [1, 0, 1],
        [0, 1, 0],
      ]),
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    )
    // aᵀ W = [9, 12, 15]
    expect(numbers(scores)).toEqual([24, 12])
  })

  it('refuses a weight that is no matrix', () => {
    expect(() => bilinearSimilarity(tensor([[1]]), tensor([[1]]), tensor([1]))).toThrow(
      'bilinearSimilarity: the weight must be [D, E], found [1]',
    )
  })
})

describe('maxSim', () => {
  const anchors = [
    [
      [1, 0],
      [0, 1],
    ],
  ]
  const candidates = [
    [
      [1, 0],
      [0.5, 0.5],
      [0, 0.25],
    ],
    [
      [-1, -1],
      [0, 0.75],
      [3, 3],
    ],
  ]

  it('sums the best token for each token of the anchor', () => {
    expect(numbers(maxSim(tensor(anchors), tensor(candidates)))).toEqual([1.5, 6])
  })

  it('leaves out tokens that are not there', () => {
    const candidateMask = tensor(
      [
        [1, 1, 1],
        [1, 1, 0],
      ],
      'bool',
    )
    expect(numbers(maxSim(tensor(anchors), tensor(candidates), { candidateMask }))).toEqual([1.5, 0.75])
    const anchorMask = tensor([[0, 1]], 'bool')
    expect(numbers(maxSim(tensor(anchors), tensor(candidates), { anchorMask, candidateMask }))).toEqual([0.5, 0.75])
  })

  it('scores a candidate without tokens 0', () => {
    const candidateMask = tensor(
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
      'bool',
    )
    expect(numbers(maxSim(tensor(anchors), tensor(candidates), { candidateMask }))).toEqual([0, 6])
  })

  it('refuses embeddings without tokens', () => {
    expect(() => maxSim(tensor([[1]]), tensor([[1]]))).toThrow('expected anchors [A, S, D] and candidates [C, T, D]')
  })
})

describe('learnedScale', () => {
  it('multiplies by the exponential and adds the bias', () => {
    const scores = learnedScale(tensor([[1, -2]]), tensor(Math.log(3)), -10)
    expectNumbers(numbers(scores), [-7, -16], 12)
  })
})
