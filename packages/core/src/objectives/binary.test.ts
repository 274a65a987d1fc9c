import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positives } from '../candidates/explicit.js'
import { sampled } from '../candidates/sampled.js'
import { type Contrast, makeContrast } from '../contrast.js'
import { concatenateContrasts, mapScores } from '../contrast-changes.js'
import { ShapeError, ValueError } from '../errors.js'
import { evaluate, type Feeds, item } from '../evaluate.js'
import { gradient } from '../gradient.js'
import { logSumExp } from '../log-sum-exp.js'
import { add, subtract } from '../operations/elementwise.js'
import { gather } from '../operations/indexing.js'
import { constant, input, iota, parameter, scalar, tensor } from '../operations/leaves.js'
import { expand, expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'
import { negativeSampling, noiseContrastiveEstimation } from './binary.js'
import { anyContrast, naiveCounts, naiveLogistic, naiveMean, type Plain, toContrast } from './naive.fixture.js'

const value = (x: Tensor, feeds: Feeds = {}) => item(evaluate(x, feeds))
const objectives = {
  noiseContrastiveEstimation: (contrast: Contrast) => noiseContrastiveEstimation(contrast, { logPartition: 0.7 }),
  negativeSampling: (contrast: Contrast) => negativeSampling(contrast),
}
const logits = {
  noiseContrastiveEstimation: (each: Plain[number][number]) => each.score - 0.7 - each.logExpectedCount,
  negativeSampling: (each: Plain[number][number]) => each.score,
}

describe.each(['noiseContrastiveEstimation', 'negativeSampling'] as const)('%s', (name) => {
  const objective = objectives[name]

  it('is its formula, for any masks, weights and positives', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        const expected = rows.map((row) => naiveLogistic(row, logits[name]))
        const found = objective(toContrast(rows))
        evaluate(found.perAnchor).data.forEach((loss, i) => {
          expect(loss).toBeCloseTo(expected[i]!, 9)
        })
        expect(value(found.loss)).toBeCloseTo(naiveMean(expected, naiveCounts(rows)), 9)
      }),
    )
  })

  it('sums over all positives with the reduction sum', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        const contrast = toContrast(rows)
        const loss =
          name === 'negativeSampling'
            ? negativeSampling(contrast, { reduction: 'sum' })
            : noiseContrastiveEstimation(contrast, { reduction: 'sum', logPartition: 0.7 })
        const expected = rows.map((row) => naiveLogistic(row, logits[name])).reduce((a, b) => a + b, 0)
        expect(value(loss.loss)).toBeCloseTo(expected, 8)
      }),
    )
  })

  it('does not depend on the order of candidates, nor of anchors', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        const turned = rows.map((row) => [...row].reverse()).reverse()
        expect(value(objective(toContrast(turned)).loss)).toBeCloseTo(value(objective(toContrast(rows)).loss), 10)
      }),
    )
  })

  it('counts a negative of weight 2 as two negatives', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        // Every candidate twice, each time with half of its weight; only the first is a positive.
        const doubled = rows.map((row) => [
          ...row.map((each) => (each.positive ? each : { ...each, weight: each.weight / 2 })),
          ...row.map((each) => ({ ...each, positive: false, weight: each.positive ? 0 : each.weight / 2 })),
        ])
        expect(value(objective(toContrast(doubled)).loss)).toBeCloseTo(value(objective(toContrast(rows)).loss), 10)
      }),
    )
  })

  it.each([Number.NaN, Infinity, -Infinity, 1e300])('does not see a masked score of %d', (masked) => {
    const scores = input('scores', 'float32', [1, 3])
    const contrast = makeContrast({
      scores,
      target: tensor([1, 0, 0], 'bool'),
      weight: tensor([1, 1, 0]),
      logExpectedCount: scalar(0),
    })
    const { loss, metrics } = objective(contrast)
    const [slope] = gradient(loss, [scores])
    const at = (third: number) => evaluate({ loss, slope: slope as Tensor, ...metrics }, { scores: [[1, -1, third]] })
    for (const [key, found] of Object.entries(at(masked))) expect(found).toEqual(at(0)[key as 'loss'])
    expect(at(masked).slope.data[2]).toBe(0)
  })

  it.each([1e4, -1e4])('is finite with a live gradient at scores of ±%d', (score) => {
    const scores = input('scores', 'float32', [1, 2])
    const { loss } = objective(
      makeContrast({ scores, target: tensor([1, 0], 'bool'), weight: scalar(1), logExpectedCount: scalar(-0.7) }),
    )
    const [slope] = gradient(loss, [scores])
    const found = evaluate({ loss, slope: slope as Tensor }, { scores: [[-score, score]] })
    expect(item(found.loss)).toBe(Math.max(2 * score, 0))
    expect(Array.from(found.slope.data, (x) => x + 0)).toEqual(score > 0 ? [-1, 1] : [0, 0])
  })

  it('gives 0 for no anchors, for no candidates and for no positives', () => {
    const empty = (shape: number[]) =>
      makeContrast({
        scores: constant([], shape),
        target: tensor(0, 'bool'),
        weight: scalar(1),
        logExpectedCount: scalar(0),
      })
    const none = toContrast([[{ score: 3, positive: false, weight: 1, logExpectedCount: 0 }]])
    for (const contrast of [empty([0, 3]), empty([3, 0]), none]) {
      const { loss, metrics } = objective(contrast)
      expect(value(loss)).toBe(0)
      for (const metric of Object.values(metrics)) expect(value(metric)).not.toBeNaN()
    }
  })

  it('is −ln σ of a positive that stands alone', () => {
    const contrast = toContrast([[{ score: 0.7, positive: true, weight: 1, logExpectedCount: 0 }]])
    const logit = name === 'negativeSampling' ? 0.7 : 0
    expect(value(objective(contrast).loss)).toBeCloseTo(Math.log(1 + Math.exp(-logit)), 14)
  })
})

describe('negativeSampling', () => {
  it('is (1 + k)·ln 2 at scores of 0', () => {
    for (const k of [1, 5, 20]) {
      const contrast = concatenateContrasts([
        positives(tensor([[0, 0]])),
        sampled(constant(new Array(10).fill(0), [1, 10]), { negatives: k }),
      ])
      expect(value(negativeSampling(contrast).loss)).toBeCloseTo((1 + k) * Math.LN2, 12)
    }
  })

  it('is noise-contrastive estimation with k·q = 1', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        const unit = toContrast(rows.map((row) => row.map((each) => ({ ...each, logExpectedCount: 0 }))))
        expect(value(noiseContrastiveEstimation(unit).loss)).toBeCloseTo(value(negativeSampling(unit).loss), 12)
      }),
    )
  })
})

describe('noiseContrastiveEstimation', () => {
  // Data of 6 observations over 3 classes; every class as noise with the weight k·q, which is the exact expectation.
  const labels = tensor([0, 1, 0, 2, 2, 0], 'int32')
  const data = [3 / 6, 1 / 6, 2 / 6]
  const noise = [0.2, 0.5, 0.3]
  const theta = parameter('theta', [3])
  const expectation = (scores: Tensor, k: number) => {
    const logNoise = tensor(noise.map((q) => Math.log(k * q)))
    const all = expand(scores, [6, 3])
    return concatenateContrasts([
      positives(expandDimension(gather(scores, labels), 1), {
        logExpectedCount: expandDimension(gather(logNoise, labels), 1),
      }),
      makeContrast({
        scores: all,
        target: tensor(0, 'bool'),
        weight: tensor(noise.map((q) => k * q)),
        logExpectedCount: logNoise,
      }),
    ])
  }
  const slopeAt = (loss: Tensor, at: number[]) => [
    ...evaluate({ loss, slope: gradient(loss, [theta])[0] as Tensor }, { 'parameter/theta': at }).slope.data,
  ]

  it.each([1, 5, 100])('has its optimum at the data distribution, normalized, for k = %d', (k) => {
    const { loss } = noiseContrastiveEstimation(expectation(theta, k))
    for (const slope of slopeAt(loss, data.map(Math.log))) expect(slope).toBeCloseTo(0, 12)
    // Nowhere near: the scores of the same distribution, not normalized.
    expect(
      Math.abs(
        slopeAt(
          loss,
          data.map((p) => Math.log(p) + 1),
        )[0]!,
      ),
    ).toBeGreaterThan(0.01)
  })

  it('takes ln Z as what the scores lack to be normalized', () => {
    const unnormalized = data.map((p) => Math.log(p) + 2)
    const { loss } = noiseContrastiveEstimation(expectation(theta, 7), { logPartition: 2 })
    for (const slope of slopeAt(loss, unnormalized)) expect(slope).toBeCloseTo(0, 12)
    const logZ = parameter('logZ', [])
    const learned = noiseContrastiveEstimation(expectation(theta, 7), { logPartition: logZ }).loss
    const [slope] = gradient(learned, [logZ])
    const at = (z: number) =>
      item(
        evaluate({ learned, slope: slope as Tensor }, { 'parameter/theta': unnormalized, 'parameter/logZ': z }).slope,
      )
    expect(at(2)).toBeCloseTo(0, 12)
    expect(at(2.5)).toBeGreaterThan(0)
    expect(at(1.5)).toBeLessThan(0)
  })

  it('tends to the gradient of maximum likelihood as k grows', () => {
    const at = [0.3, -1.2, 0.8]
    const logZ = Math.log(at.reduce((total, x) => total + Math.exp(x), 0))
    const likelihood = at.map((x, c) => Math.exp(x - logZ) - data[c]!)
    const errors = [10, 1000, 100000, 1e7].map((k) => {
      const normalized = subtract(theta, logSumExp(theta, 0))
      const { loss } = noiseContrastiveEstimation(expectation(normalized, k))
      return Math.max(...slopeAt(loss, at).map((slope, c) => Math.abs(slope - likelihood[c]!)))
    })
    // First order in 1/k.
    errors.slice(1).forEach((error, i) => {
      expect(error).toBeLessThan(errors[i]! / 50)
    })
    expect(errors.at(-1)).toBeLessThan(1e-6)
  })

  it('moves with its scores: s + c under ln Z + c is s under ln Z', () => {
    fc.assert(
      fc.property(anyContrast, fc.double({ min: -5, max: 5, noNaN: true }), (rows, c) => {
        const contrast = toContrast(rows)
        const moved = mapScores(contrast, (scores) => add(scores, c))
        const loss = value(noiseContrastiveEstimation(contrast, { logPartition: 0.3 }).loss)
        expect(value(noiseContrastiveEstimation(moved, { logPartition: 0.3 + c }).loss)).toBeCloseTo(loss, 9)
      }),
    )
  })

  it('has a ln Z of each anchor, but not of each candidate', () => {
    const contrast = makeContrast({
      scores: tensor([
        [1, 2],
        [1, 2],
      ]),
      target: tensor([1, 0], 'bool'),
      weight: scalar(1),
      logExpectedCount: scalar(0),
    })
    const { perAnchor } = noiseContrastiveEstimation(contrast, { logPartition: tensor([[0], [5]]) })
    const [first, second] = evaluate(perAnchor).data
    expect(first).not.toBeCloseTo(second!, 3)
    for (const logPartition of [tensor([0, 5]), tensor([[0, 5]]), tensor([[[0]], [[1]]]), tensor([[0], [1], [2]])])
      expect(() => noiseContrastiveEstimation(contrast, { logPartition })).toThrow(ShapeError)
    expect(() => noiseContrastiveEstimation(contrast, { logPartition: tensor([0, 5]) })).toThrow(
      'logPartition must be a scalar or have one number for each anchor, [..., A, 1]; found [2] for scores [2, 2]',
    )
  })

  it('needs to know the noise', () => {
    const contrast = positives(tensor([[1]]))
    expect(() => noiseContrastiveEstimation(contrast)).toThrow(ValueError)
    expect(() => noiseContrastiveEstimation(contrast)).toThrow('noiseContrastiveEstimation needs the noise')
  })

  it('is certain of a positive that the noise never draws', () => {
    const scores = input('scores', 'float32', [1, 1])
    const { loss } = noiseContrastiveEstimation(positives(scores, { logExpectedCount: scalar(-Infinity) }))
    const [slope] = gradient(loss, [scores])
    const found = evaluate({ loss, slope: slope as Tensor }, { scores: [[-3]] })
    expect(item(found.loss)).toBe(0)
    expect(item(found.slope)).toBeCloseTo(0, 15)
  })

  it('knows an unknown reduction', () => {
    const contrast = makeContrast({
      scores: tensor([[1]]),
      target: expandDimension(gather(tensor([1], 'bool'), iota(1)), 0),
      weight: scalar(1),
    })
    expect(() => negativeSampling(contrast, { reduction: 'none' as 'mean' })).toThrow(
      "reduction must be one of mean, sum, pairs, nonzero; found 'none'",
    )
  })
})
