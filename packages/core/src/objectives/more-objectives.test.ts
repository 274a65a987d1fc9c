// BlackOut, hierarchical softmax, sigmoid, triplets and miners against loops over their formulas.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inBatch } from '../candidates/in-batch.js'
import { sameLabel } from '../candidates/views.js'
import { makeContrast } from '../contrast.js'
import { evaluate, item } from '../evaluate.js'
import { logSumExpOfOthers } from '../leave-one-out.js'
import { guided, mineByMargin, mineByRange, mineHardest } from '../mining.js'
import { gather } from '../operations/indexing.js'
import { constant, scalar, tensor } from '../operations/leaves.js'
import { matmul } from '../operations/matrix.js'
import { transpose } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'
import { blackOut } from './blackout.js'
import { hierarchicalSoftmax, huffmanPaths } from './huffman.js'
import { arcFace, cosFace, sphereFace } from './margins.js'
import { sigmoidLoss } from './sigmoid.js'
import { tripletMargin } from './triplets.js'

const value = (x: Tensor): number => item(evaluate(x))
const numbers = (x: Tensor): number[] => [...evaluate(x).data]
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const logSum = (values: readonly number[]): number => Math.log(sum(values.map(Math.exp)))

describe('logSumExpOfOthers', () => {
  it('is the sum without each, also where one of them is nearly all of it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 2, maxLength: 5 }), (row) => {
        const found = numbers(logSumExpOfOthers(tensor([row]), tensor([row.map(() => 1)]), tensor([[-50]])))
        for (const [c, one] of found.entries())
          expect(one).toBeCloseTo(logSum([-50, ...row.filter((_, other) => other !== c)]), 8)
      }),
    )
  })
})

describe('blackOut', () => {
  it('is its formula', () => {
    const scores = [
      [0.5, 1, -0.25],
      [2, -1, 0.75],
    ]
    const counts = [0.3, -0.2, 0.1]
    const expected = scores.map((row) => {
      const corrected = row.map((s, c) => s - counts[c]!)
      const p = corrected.map((s) => Math.exp(s - logSum(corrected)))
      return -Math.log(p[0]!) - Math.log(1 - p[1]!) - Math.log(1 - p[2]!)
    })
    const contrast = makeContrast({
      scores: tensor(scores),
      target: tensor([1, 0, 0], 'bool'),
      weight: scalar(1),
      logExpectedCount: tensor(counts),
    })
    expect(value(blackOut(contrast).loss)).toBeCloseTo(sum(expected) / 2, 12)
  })
})

describe('hierarchicalSoftmax', () => {
  const counts = [5, 1, 3, 8, 1, 2]
  const paths = huffmanPaths(counts)
  const part = (data: ArrayLike<number>) => constant(data, [counts.length, paths.depth], 'bool')

  it('gives frequent classes short ways, whose mean length is the least', () => {
    const lengths = counts.map((_, c) => sum([...paths.mask.subarray(c * paths.depth, (c + 1) * paths.depth)]))
    // The classical cost: merges of (1,1), (2,2), (3,4), (5,7), (8,12).
    expect(sum(lengths.map((length, c) => length * counts[c]!))).toBe(2 + 4 + 7 + 12 + 20)
    expect(Math.max(...paths.nodes)).toBeLessThan(counts.length - 1)
  })

  it('is minus the log of probabilities that sum to 1', () => {
    const nodes = constant(
      Float64Array.from({ length: 5 * 3 }, (_, i) => Math.sin(i)),
      [5, 3],
    )
    const anchor = tensor([[0.5, -1, 2]])
    const losses = counts.map((_, c) => {
      const ids = constant(paths.nodes.subarray(c * paths.depth, (c + 1) * paths.depth), [paths.depth], 'int32')
      const own = (data: Uint8Array) =>
        constant(data.subarray(c * paths.depth, (c + 1) * paths.depth), [1, paths.depth], 'bool')
      const scores = matmul(anchor, transpose(gather(nodes, ids)))
      return value(hierarchicalSoftmax(scores, own(paths.branches), own(paths.mask)).loss)
    })
    expect(sum(losses.map((loss) => Math.exp(-loss)))).toBeCloseTo(1, 12)
  })

  it('refuses what is no tree, and masks that are none', () => {
    expect(() => huffmanPaths([1])).toThrow('a tree needs two classes or more; found 1')
    expect(() => huffmanPaths([1, -1])).toThrow('counts must be at least 0; found -1 at position 1')
    expect(() => hierarchicalSoftmax(tensor([[1]]), tensor([[1]]), part(paths.mask))).toThrow('branches must be bool')
  })
})

describe('sigmoidLoss', () => {
  it('counts the negatives of an anchor without a positive, and each negative once', () => {
    const softplus = (x: number) => Math.log1p(Math.exp(x))
    const contrast = makeContrast({
      scores: tensor([
        [1, 2, -1],
        [0.5, 0, 1],
      ]),
      target: tensor(
        [
          [1, 1, 0],
          [0, 0, 0],
        ],
        'bool',
      ),
      weight: tensor([1, 1, 0.5]),
    })
    const expected = softplus(-1) + softplus(-2) + 0.5 * softplus(-1) + softplus(0.5) + softplus(0) + 0.5 * softplus(1)
    expect(value(sigmoidLoss(contrast).loss)).toBeCloseTo(expected / 2, 12)
  })
})

describe('tripletMargin', () => {
  const scores = [
    [0, 0.9, 0.5, 0.2, 0.7],
    [0.9, 0, 0.95, 0.1, 0.3],
    [0.5, 0.95, 0, 0.8, 0.6],
    [0.2, 0.1, 0.8, 0, 0.4],
    [0.7, 0.3, 0.6, 0.4, 0],
  ]
  const labels = [0, 0, 1, 1, 0]

  it('by semi-hard negatives is FaceNet’s choice', () => {
    let [total, triplets] = [0, 0]
    for (const [a, row] of scores.entries())
      for (const [p, own] of row.entries()) {
        if (a === p || labels[a] !== labels[p]) continue
        const negatives = row.filter((_, n) => labels[n] !== labels[a])
        const below = negatives.filter((s) => s < own)
        const chosen = below.length > 0 ? Math.max(...below) : Math.min(...negatives)
        total += Math.max(0, chosen - own + 0.3)
        triplets++
      }
    const contrast = sameLabel(scores, tensor(labels, 'int32'))
    const options = { triplets: 'semihard', margin: 0.3, reduction: 'pairs' } as const
    expect(value(tripletMargin(contrast, options).loss)).toBeCloseTo(total / triplets, 12)
  })
})

describe('miners', () => {
  const scores = [
    [0.8, 0.75, 0.2, 0.9],
    [0.1, 0.5, 0.45, 0.3],
    [0.6, 0.6, 0.6, 0],
    [-0.5, 0.1, 0.2, 0.3],
  ]
  const kept = (contrast: ReturnType<typeof inBatch>) => numbers(contrast.weight)

  it('leave out negatives that are nearly as similar as the positive', () => {
    expect(kept(mineByMargin(inBatch(scores), { absoluteMargin: 0.1 }))).toEqual([
      ...[1, 0, 1, 0],
      ...[1, 1, 0, 1],
      ...[0, 0, 1, 1],
      ...[1, 1, 0, 1],
    ])
    expect(kept(mineByMargin(inBatch(scores), { relativeMargin: 0.5 }))).toEqual([
      ...[1, 0, 1, 0],
      ...[1, 1, 0, 0],
      ...[0, 0, 1, 1],
      ...[1, 1, 0, 1],
    ])
  })

  it('keep a range, the hardest, and what a guide allows', () => {
    expect(kept(mineByRange(inBatch(scores), { lowest: 0.15, highest: 0.7 })).slice(0, 4)).toEqual([1, 0, 1, 0])
    expect(kept(mineHardest(inBatch(scores), 1))).toEqual([
      ...[1, 0, 0, 1],
      ...[0, 1, 1, 0],
      // Ties stay.
      ...[1, 1, 1, 0],
      ...[0, 0, 1, 1],
    ])
    const guide = tensor(scores.map((row) => row.map((s) => -s)))
    expect(kept(guided(inBatch(scores), guide)).slice(0, 4)).toEqual([1, 0, 0, 1])
  })

  it('refuse margins of both kinds, and guides of another shape', () => {
    expect(() => mineByMargin(inBatch(scores), {})).toThrow('give either absoluteMargin or relativeMargin')
    expect(() => guided(inBatch(scores), tensor([[1]]))).toThrow("the guide's scores must be [4, 4]; found [1, 1]")
    expect(() => mineHardest(inBatch(scores), 0)).toThrow('k must be a whole number from 1')
  })
})

describe('margins', () => {
  const one = (cosine: number) => inBatch([[cosine]])
  it.each([-1, -0.9, -0.5, 0, 0.5, 0.9, 1])('of a positive at cosine %d', (cosine) => {
    const angle = Math.acos(cosine)
    expect(numbers(cosFace(one(cosine), { margin: 0.2, scale: 2 }).scores)[0]).toBeCloseTo(2 * (cosine - 0.2), 12)
    const turned = angle + 0.5 <= Math.PI ? Math.cos(angle + 0.5) : cosine - 0.5 * Math.sin(0.5)
    expect(numbers(arcFace(one(cosine), { margin: 0.5, scale: 2 }).scores)[0]).toBeCloseTo(2 * turned, 3)
    const k = Math.min(3, Math.floor((angle * 4) / Math.PI + 1e-12))
    const psi = (k % 2 ? -1 : 1) * Math.cos(4 * angle) - 2 * k
    expect(numbers(sphereFace(one(cosine), { margin: 4, scale: 1 }).scores)[0]).toBeCloseTo(psi, 9)
  })
})
