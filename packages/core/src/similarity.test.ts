import { describe, expect, it } from 'vitest'
import { ShapeError } from './errors.js'
import { evaluate } from './evaluate.js'
import { gradient } from './gradient.js'
import { input, tensor } from './operations/leaves.js'
import { reduceSum } from './operations/reduction.js'
import { cosineSimilarity, dotProduct, normalize } from './similarity.js'
import type { Tensor } from './tensor.js'

const numbers = (x: Tensor) => [...evaluate(x).data]

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
