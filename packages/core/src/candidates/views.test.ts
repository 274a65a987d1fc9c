// Candidates among views and labels, and queues of keys, against loops over their definitions.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Contrast } from '../contrast.js'
import { concatenateContrasts } from '../contrast-changes.js'
import { ShapeError } from '../errors.js'
import { evaluate, type Feeds, item } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import { decoupledInfoNCE } from '../objectives/decoupled.js'
import { infoNCE } from '../objectives/ranking.js'
import { constant, input, scalar, tensor } from '../operations/leaves.js'
import { reduceSum } from '../operations/reduction.js'
import type { Tensor } from '../tensor.js'
import { inBatch } from './in-batch.js'
import { enqueue, queued } from './queue.js'
import { sameLabel, twoViews } from './views.js'

const numbers = (x: Tensor, feeds: Feeds = {}) => [...evaluate(x, feeds).data]
const single = (x: Tensor): number => item(evaluate(x, {}))
const square = (side: number) =>
  fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: side, maxLength: side }), {
    minLength: side,
    maxLength: side,
  })
const sides = fc.integer({ min: 1, max: 4 }).chain((n) => square(2 * n))
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const mean = (values: readonly number[]) => sum(values) / values.length
/** SupCon's "out": the mean over positives of −ln of their share among all others. */
function supervisedLoss(scores: readonly number[][], isPositive: (i: number, j: number) => boolean): number {
  const losses = scores.flatMap((row, i) => {
    const others = row.map((_, j) => j).filter((j) => j !== i)
    const positives = others.filter((j) => isPositive(i, j))
    if (positives.length === 0) return []
    const total = sum(others.map((j) => Math.exp(row[j]!)))
    return [mean(positives.map((j) => -Math.log(Math.exp(row[j]!) / total)))]
  })
  return losses.length === 0 ? 0 : mean(losses)
}

describe('twoViews', () => {
  it('is NT-Xent under InfoNCE (Chen et al. 2020, eq. 1)', () => {
    fc.assert(
      fc.property(sides, (scores) => {
        const half = scores.length / 2
        const expected = supervisedLoss(scores, (i, j) => Math.abs(i - j) === half)
        for (const positives of ['eachPositive', 'singlePositive', 'meanOfPositives', 'anyPositive'] as const)
          expect(single(infoNCE(twoViews(tensor(scores)), { positives }).loss)).toBeCloseTo(expected, 10)
      }),
    )
  })

  it('decoupled leaves the positive out of the denominator (Yeh et al. 2022)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }).chain((n) => square(2 * n)),
        (scores) => {
          const half = scores.length / 2
          const losses = scores.map((row, i) => {
            const positive = (i + half) % scores.length
            return Math.log(sum(row.filter((_, j) => j !== i && j !== positive).map(Math.exp))) - row[positive]!
          })
          expect(single(decoupledInfoNCE(twoViews(tensor(scores))).loss)).toBeCloseTo(mean(losses), 10)
        },
      ),
    )
  })

  it('takes sizes that are known at run only', () => {
    const scores = input('scores', 'float32', ['2*N', '2*N'])
    const plain = [
      [9, 1, 2, 3],
      [1, 9, 4, 5],
      [2, 4, 9, 6],
      [3, 5, 6, 9],
    ]
    const lossOf = (x: Tensor) => infoNCE(twoViews(x)).loss
    expect(item(evaluate(lossOf(scores), { scores: plain }))).toBe(single(lossOf(tensor(plain))))
  })

  it('refuses an odd number of views, and scores that are not square', () => {
    expect(() => twoViews(input('s', 'float32', [3, 3]))).toThrow('expected an even number of views')
    expect(() => twoViews(input('s', 'float32', [4, 2]))).toThrow(ShapeError)
  })
})

describe('sameLabel', () => {
  it('is SupCon under InfoNCE with the mean of positives (Khosla et al. 2020, eq. 2)', () => {
    const labeled = fc
      .integer({ min: 2, max: 6 })
      .chain((n) => fc.tuple(square(n), fc.array(fc.integer({ min: 0, max: 2 }), { minLength: n, maxLength: n })))
    fc.assert(
      fc.property(labeled, ([scores, labels]) => {
        const contrast = sameLabel(tensor(scores), constant(labels, [labels.length], 'int32'))
        const expected = supervisedLoss(scores, (i, j) => labels[i] === labels[j])
        expect(single(infoNCE(contrast, { positives: 'meanOfPositives' }).loss)).toBeCloseTo(expected, 10)
      }),
    )
  })

  it('refuses scores that are not square', () => {
    expect(() => sameLabel(input('s', 'float32', [2, 3]), input('l', 'int32', [3]))).toThrow(ShapeError)
  })
})

describe('a queue', () => {
  it('holds the newest keys first, whatever came in, and knows how many there are', () => {
    const batches = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 5 }), batches, (slots, sizes) => {
        let queue = { keys: constant(new Array(slots * 2).fill(0), [slots, 2]), count: scalar(0) }
        const came: number[][] = []
        let next = 1
        for (const size of sizes) {
          const keys = Array.from({ length: size }, () => [next, -next++])
          came.unshift(...keys)
          queue = enqueue(queue, tensor(keys))
        }
        const kept = came.slice(0, slots)
        expect(single(queue.count)).toBe(kept.length)
        // Within one batch the order is that of the batch.
        const found = numbers(queue.keys)
        const rows = Array.from({ length: kept.length }, (_, i) => found[2 * i]!)
        const expected: number[] = []
        let start = next
        for (const size of [...sizes].reverse()) {
          start -= size
          for (let i = 0; i < size; i++) expected.push(start + i)
        }
        expect(rows).toEqual(expected.slice(0, slots))
      }),
    )
  })

  it('its empty slots are no candidates: the loss is that of the keys that are there', () => {
    const logits = [
      [2, 0.5, 99],
      [1, -1, 99],
    ]
    const positive = [[3], [4]]
    const contrast: Contrast = concatenateContrasts([
      inBatch(
        tensor([
          [3, 0],
          [0, 4],
        ]),
      ),
      queued(tensor(logits), { count: scalar(2) }),
    ])
    const expected = mean(
      logits.map((row, i) => {
        const s = positive[i]![0]!
        return -Math.log(Math.exp(s) / (Math.exp(s) + Math.exp(0) + Math.exp(row[0]!) + Math.exp(row[1]!)))
      }),
    )
    expect(single(infoNCE(contrast).loss)).toBeCloseTo(expected, 12)
    expect(single(infoNCE(queued(tensor(logits), { count: scalar(0) })).loss)).toBe(0)
  })

  it('lets no gradient through to the keys that come in', () => {
    const keys = input('keys', 'float32', [1, 2])
    const queue = { keys: tensor([[0, 0]]), count: scalar(0) }
    const [slope] = gradient(reduceSum(enqueue(queue, keys).keys), [keys])
    expect(numbers(toDense(slope))).toEqual([0, 0])
  })

  it('refuses keys that do not fit', () => {
    const queue = { keys: input('q', 'float32', [2, 3]), count: scalar(0) }
    expect(() => enqueue(queue, input('k', 'float32', [1, 4]))).toThrow(ShapeError)
    expect(() => enqueue(queue, input('k', 'float32', [3, 3]))).toThrow(ShapeError)
  })
})
