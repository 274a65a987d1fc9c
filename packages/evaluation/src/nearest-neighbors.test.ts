import { Random, ValueError } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeatureError, LabelError } from './errors.js'
import { selectRows, stackRows } from './features.js'
import { encodeLabels } from './labels.js'
import { nearestNeighbors } from './nearest-neighbors.js'

const draw = (seed: number, rows: number, columns: number) => {
  const random = Random.fromSeed(seed)
  return stackRows(Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal())))
}
const lettersOf = (rows: number) => Array.from({ length: rows }, (_, i) => 'abc'[i % 3]!)

describe('nearestNeighbors', () => {
  it('finds what sorting every pair finds, for more rows than are compared at a time', () => {
    const [training, given] = [draw(1, 30, 3), draw(2, 37, 3)]
    const { rows } = nearestNeighbors(training, encodeLabels(lettersOf(30)), {
      k: 4,
      distance: 'euclidean',
    }).neighbors(given)
    for (let row = 0; row < 37; row++) {
      const distances = Array.from({ length: 30 }, (_, i) =>
        Math.hypot(...[0, 1, 2].map((c) => training.data[i * 3 + c]! - given.data[row * 3 + c]!)),
      )
      const sorted = distances.map((_, i) => i).sort((i, j) => distances[i]! - distances[j]!)
      expect(Array.from(rows.subarray(row * 4, row * 4 + 4))).toEqual(sorted.slice(0, 4))
    }
  })

  it('predicts the same whatever the order of the training rows', () => {
    const [training, given] = [draw(3, 24, 4), draw(4, 15, 4)]
    const labels = encodeLabels(lettersOf(24))
    const predicted = nearestNeighbors(training, labels, { k: 5 }).predict(given)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const order = Random.fromSeed(seed).shuffle(Int32Array.from({ length: 24 }, (_, i) => i))
        const shuffled = { ...labels, codes: order.map((row) => labels.codes[row]!) }
        expect(nearestNeighbors(selectRows(training, order), shuffled, { k: 5 }).predict(given)).toEqual(predicted)
      }),
      { numRuns: 30 },
    )
  })

  it('takes cosines, which do not ask for lengths; distances do', () => {
    const training = stackRows([
      [100, 0],
      [0.1, 0.1],
    ])
    const labels = encodeLabels(['long', 'short'])
    const given = stackRows([
      [1, 0.1],
      [1, 0.9],
    ])
    const names = (distance: 'cosine' | 'euclidean') =>
      Array.from(nearestNeighbors(training, labels, { k: 1, distance }).predict(given), (code) => labels.classes[code])
    expect(names('cosine')).toEqual(['long', 'short'])
    expect(names('euclidean')).toEqual(['short', 'short'])
  })

  it('gives a tie to the class that has the nearest neighbor, though it comes later', () => {
    const training = stackRows([[2], [3], [1], [4]])
    const labels = encodeLabels(['a', 'a', 'b', 'b'])
    const options = { k: 4, distance: 'euclidean' } as const
    const search = nearestNeighbors(training, labels, options)
    expect(Array.from(search.predict(stackRows([[0], [2.1], [9]])))).toEqual([1, 0, 1])
    expect(Array.from(search.probabilities(stackRows([[0]])))).toEqual([0.5, 0.5])
  })

  it('puts the first of equally near rows first', () => {
    const training = stackRows([[1], [1], [-1], [1]])
    const { rows } = nearestNeighbors(training, encodeLabels(['a', 'b', 'a', 'b']), { k: 3 }).neighbors(
      stackRows([[5]]),
    )
    expect(Array.from(rows)).toEqual([0, 1, 3])
  })

  it('lets the nearest outvote many that are farther by similarity, not when all count alike', () => {
    const training = stackRows([[1], [1.5], [1.5], [1.5]])
    const labels = encodeLabels(['near', 'far', 'far', 'far'])
    const given = stackRows([[0]])
    const predict = (weights: 'equal' | 'similarity', temperature?: number) =>
      labels.classes[
        nearestNeighbors(training, labels, {
          k: 4,
          distance: 'euclidean',
          weights,
          ...(temperature !== undefined && { temperature }),
        }).predict(given)[0]!
      ]
    expect(predict('equal')).toBe('far')
    expect(predict('similarity')).toBe('near')
    expect(predict('similarity', 100)).toBe('far')
  })

  it('weighs neighbors however far away all of them are', () => {
    const training = stackRows([[1e6], [2e6]])
    const search = nearestNeighbors(training, encodeLabels(['a', 'b']), {
      k: 2,
      distance: 'euclidean',
      weights: 'similarity',
    })
    expect(Array.from(search.probabilities(stackRows([[0]])))).toEqual([1, 0])
  })

  it('takes the cosine of a vector of zeros for 0', () => {
    const training = stackRows([
      [0, 0],
      [-1, 0],
      [1, 0],
    ])
    const search = nearestNeighbors(training, encodeLabels(['a', 'b', 'c']), { k: 3 })
    const { rows, similarities } = search.neighbors(
      stackRows([
        [2, 0],
        [0, 0],
      ]),
    )
    expect(Array.from(rows)).toEqual([2, 0, 1, 0, 1, 2])
    expect(Array.from(similarities)).toEqual([1, 0, -1, 0, 0, 0])
  })

  it('finds a row that is in the training set at distance 0, however long', () => {
    const training = stackRows([
      [1e4 + 0.1, 3e3],
      [2, 1],
    ])
    const search = nearestNeighbors(training, encodeLabels(['a', 'b']), { k: 1, distance: 'euclidean' })
    expect(Array.from(search.neighbors(training).similarities, Math.abs)).toEqual([0, 0])
  })

  it('refuses what it cannot search', () => {
    const training = draw(1, 6, 2)
    const labels = encodeLabels(lettersOf(6))
    expect(() => nearestNeighbors(training, labels)).toThrow(FeatureError)
    expect(() => nearestNeighbors(training, labels)).toThrow('6 training rows and k is 20')
    expect(() => nearestNeighbors(training, labels, { k: 0 })).toThrow(ValueError)
    expect(() => nearestNeighbors(training, labels, { k: 2, temperature: 0 })).toThrow('temperature')
    expect(() => nearestNeighbors(training, labels, { k: 2, distance: 'toString' as 'cosine' })).toThrow(
      "distance must be one of cosine, euclidean; found 'toString'",
    )
    expect(() => nearestNeighbors(training, encodeLabels(['a', 'a', 'a', 'a', 'a', 'a']), { k: 2 })).toThrow(LabelError)
    const search = nearestNeighbors(training, labels, { k: 2 })
    expect(() => search.predict(stackRows([[1]]))).toThrow('1 columns where those fitted had 2')
    expect(() => search.predict(stackRows([[1, Number.NaN]]))).toThrow('row 0, column 1 is NaN')
  })
})
