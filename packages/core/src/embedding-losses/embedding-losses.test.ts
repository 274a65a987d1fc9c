// Losses of whole embeddings: the numbers of PyTorch and lightly, and their corners.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inBatch } from '../candidates/in-batch.js'
import { evaluate, item } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import { inputsOf } from '../graph.js'
import { infoNCE } from '../objectives/ranking.js'
import { divide } from '../operations/elementwise.js'
import { flattenNested, input, type NestedNumbers, tensor } from '../operations/leaves.js'
import { cosineSimilarity } from '../similarity.js'
import type { Tensor } from '../tensor.js'
import { type AlignmentOptions, alignment, type UniformityOptions, uniformity } from './alignment.js'
import { type MatryoshkaOptions, matryoshka } from './matryoshka.js'
import {
  type BarlowTwinsOptions,
  barlowTwins,
  type NegativeCosineOptions,
  negativeCosine,
  type VicRegOptions,
  vicReg,
} from './non-contrastive.js'

type Options = AlignmentOptions &
  UniformityOptions &
  NegativeCosineOptions &
  BarlowTwinsOptions &
  VicRegOptions &
  MatryoshkaOptions

const inBatchLoss = (a: Tensor, b: Tensor) => infoNCE(inBatch(divide(cosineSimilarity(a, b), 0.1)))
const losses: Record<string, (a: Tensor, b: Tensor, options: Options) => Tensor> = {
  alignment,
  negativeCosine,
  uniformity: (a, _, options) => uniformity(a, options),
  barlowTwins: (a, b, options) => barlowTwins(a, b, options).loss,
  vicReg: (a, b, options) => vicReg(a, b, options).loss,
  matryoshka: (a, b, options) => matryoshka([a, b], ([x, y]) => inBatchLoss(x, y), options).loss,
}

interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly a: NestedNumbers
    readonly b: NestedNumbers
    readonly results: readonly {
      readonly name: string
      readonly options: Options
      readonly loss: number
      readonly gradients: readonly [NestedNumbers, NestedNumbers]
    }[]
  }[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/embedding-losses.json', import.meta.url), 'utf8'),
) as Fixture

/** The values of a loss and of its slopes by both embeddings. */
function valuesOf(of: (a: Tensor, b: Tensor) => Tensor, a: NestedNumbers, b: NestedNumbers) {
  const feeds = { a, b }
  const inputs = [input('a', 'float32', flattenNested(a).shape), input('b', 'float32', flattenNested(b).shape)] as const
  const loss = of(...inputs)
  const numbersOf = (x: Tensor) =>
    evaluate(x, Object.fromEntries(inputsOf([x]).map(({ attributes: { name } }) => [name, feeds[name as 'a' | 'b']])))
  const slopes = gradient(loss, inputs).map((slope) => [...numbersOf(toDense(slope)).data])
  return { loss: item(numbersOf(loss)), slopes }
}

describe.each(cases)('PyTorch, $name', ({ a, b, results }) => {
  it.each(results.map((result) => [`${result.name} ${JSON.stringify(result.options)}`, result] as const))(
    '%s',
    (_, { name, options, loss, gradients }) => {
      const found = valuesOf((x, y) => losses[name]!(x, y, options), a, b)
      const scale = (values: readonly number[]): number => Math.max(...values.map(Math.abs), 1e-6)
      expect(Math.abs(found.loss - loss)).toBeLessThan(1e-9 * Math.max(Math.abs(loss), 1e-3))
      for (const [i, expected] of gradients.entries()) {
        const { data } = flattenNested(expected)
        for (const [j, value] of data.entries())
          expect(Math.abs(found.slopes[i]![j]! - value), `gradient ${i}, ${j}`).toBeLessThan(1e-8 * scale(data))
      }
    },
  )
})

describe('corners', () => {
  const pair = [
    [1, 0],
    [0, 1],
  ]
  it('embeddings that agree have alignment 0, with a slope of 0 for every power', () => {
    for (const power of [1, 1.5, 2, 3]) {
      const { loss, slopes } = valuesOf((a, b) => alignment(a, b, { power }), pair, pair)
      expect(loss).toBe(0)
      expect(slopes.flat().every((slope) => slope === 0)).toBe(true)
    }
  })

  it('uniformity of one embedding, and of equal ones, is 0', () => {
    expect(item(evaluate(uniformity(tensor([[1, 0]]))))).toBe(0)
    expect(
      item(
        evaluate(
          uniformity(
            tensor([
              [1, 0],
              [1, 0],
              [1, 0],
            ]),
          ),
        ),
      ),
    ).toBe(0)
  })

  it('uniformity of distant embeddings keeps its gradient, where e^(−t d²) is 0', () => {
    const { loss, slopes } = valuesOf(
      (a) => uniformity(a),
      [
        [0, 0],
        [40, 0],
      ],
      pair,
    )
    expect(loss).toBeCloseTo(-3200, 9)
    expect(slopes[0]![0]).toBeCloseTo(160, 9)
  })

  it('a zero vector has cosine 0 and no gradient', () => {
    const { loss, slopes } = valuesOf(
      (a, b) => negativeCosine(a, b),
      [
        [0, 0],
        [1, 1],
      ],
      pair,
    )
    expect(loss).toBeCloseTo(-Math.SQRT1_2 / 2, 12)
    expect(slopes[0]!.slice(0, 2)).toEqual([0, 0])
    expect(slopes[1]).toEqual([0, 0, 0, 0])
  })

  it('equal embeddings and a batch of one give finite losses and gradients', () => {
    for (const values of [
      [[1, 2]],
      [
        [1, 2],
        [1, 2],
      ],
    ])
      for (const of of [
        (a: Tensor, b: Tensor) => barlowTwins(a, b).loss,
        (a: Tensor, b: Tensor) => vicReg(a, b).loss,
      ]) {
        const { loss, slopes } = valuesOf(of, values, values)
        expect([loss, ...slopes.flat()].every(Number.isFinite)).toBe(true)
      }
  })

  it('shapes and options are checked', () => {
    const [a, b] = [tensor([[1, 2]]), tensor([[1, 2, 3]])]
    expect(() => alignment(a, b)).toThrow(
      'alignment: both embeddings must have the same shape; found [1, 2] and [1, 3]',
    )
    expect(() => uniformity(tensor([1, 2]))).toThrow('uniformity: embeddings must be float32 [N, D]; found float32 [2]')
    expect(() => alignment(a, a, { power: 0.5 })).toThrow('power must be at least 1')
    expect(() => uniformity(a, { sharpness: 0 })).toThrow('sharpness must be above 0')
    expect(() => vicReg(a, a, { varianceWeight: -1 })).toThrow('vicReg: varianceWeight must be at least 0; found -1')
    const of = ([x]: readonly [Tensor]) => uniformity(x)
    expect(() => matryoshka([a], of, { sizes: [3] })).toThrow('sizes must be whole numbers from 1 to 2; found 3')
    expect(() => matryoshka([a], of, { sizes: [1, 1] })).toThrow('name one twice')
    expect(() => matryoshka([a], of, { sizes: [1], weights: [1, 2] })).toThrow('as many as sizes, 1; found 2')
  })
})
