import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyClass, negatives, positives } from '../candidates/explicit.js'
import { inBatch } from '../candidates/in-batch.js'
import { type Contrast, makeContrast } from '../contrast.js'
import { concatenateContrasts, mapScores } from '../contrast-changes.js'
import { ValueError } from '../errors.js'
import { evaluate, type Feeds, item } from '../evaluate.js'
import { gradient } from '../gradient.js'
import { add } from '../operations/elementwise.js'
import { gather } from '../operations/indexing.js'
import { constant, input, parameter, scalar, tensor } from '../operations/leaves.js'
import { expand, expandDimension } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'
import {
  anyContrast,
  type Entry,
  naiveCounts,
  naiveMean,
  naiveRanking,
  onePositive,
  type Plain,
  toContrast,
} from './naive.fixture.js'
import type { Loss } from './objective.js'
import { fullSoftmax, infoNCE, type PositiveConvention, sampledSoftmax } from './ranking.js'

const value = (x: Tensor, feeds: Feeds = {}) => item(evaluate(x, feeds))
const unitsOf = (convention: PositiveConvention, rows: Plain) =>
  naiveCounts(rows).map((count) => (convention === 'anyPositive' ? Math.min(count, 1) : count))
const conventions = ['eachPositive', 'meanOfPositives', 'anyPositive', 'singlePositive'] as const

function expectFiniteMetrics({ metrics }: Loss, feeds: Feeds = {}): void {
  for (const [name, metric] of Object.entries(evaluate(metrics, feeds))) {
    expect(metric.shape, name).toEqual([])
    expect(Number.isFinite(item(metric)), name).toBe(true)
  }
}

/** Loss and gradient of scores fed as numbers. */
function at(build: (scores: Tensor) => Loss, scores: number[][]): { loss: number; slope: number[] } {
  const x = input('scores', 'float32', [scores.length, scores[0]!.length])
  const found = build(x)
  const outputs = evaluate({ loss: found.loss, slope: gradient(found.loss, [x])[0] as Tensor }, { scores })
  return { loss: item(outputs.loss), slope: [...outputs.slope.data] }
}

describe.each(conventions)('infoNCE and sampledSoftmax, positives: %s', (convention) => {
  const rowsOf = convention === 'singlePositive' ? onePositive : anyContrast
  const naive = naiveRanking[convention === 'singlePositive' ? 'eachPositive' : convention]
  const first = (scores: Tensor, weight: Tensor = scalar(1)): Contrast => {
    const candidates = scores.shape.at(-1) as number
    const flags = Array.from({ length: candidates }, (_, c) => Number(c === 0))
    return makeContrast({ scores, target: tensor(flags, 'bool'), weight, logExpectedCount: scalar(0) })
  }

  it('are their formulas, for any masks, weights and positives', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const cases: [Loss, (each: Entry) => number][] = [
          [infoNCE(toContrast(rows), { positives: convention }), (each) => each.score],
          [sampledSoftmax(toContrast(rows), { positives: convention }), (each) => each.score - each.logExpectedCount],
        ]
        for (const [found, logit] of cases) {
          const expected = rows.map((row) => naive(row, logit))
          evaluate(found.perAnchor).data.forEach((loss, i) => {
            expect(loss).toBeCloseTo(expected[i]!, 9)
          })
          expect(value(found.loss)).toBeCloseTo(naiveMean(expected, unitsOf(convention, rows)), 9)
          expectFiniteMetrics(found)
        }
        const summed = infoNCE(toContrast(rows), { positives: convention, reduction: 'sum' })
        const total = rows.map((row) => naive(row, (each) => each.score)).reduce((a, b) => a + b, 0)
        expect(value(summed.loss)).toBeCloseTo(total, 9)
      }),
    )
  })

  it('do not depend on the order of candidates, nor of anchors', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const loss = (plain: Plain) => value(infoNCE(toContrast(plain), { positives: convention }).loss)
        expect(loss(rows.map((row) => [...row].reverse()).reverse())).toBeCloseTo(loss(rows), 10)
      }),
    )
  })

  it('do not move when an anchor’s scores all move', () => {
    fc.assert(
      fc.property(rowsOf, fc.double({ min: -100, max: 100, noNaN: true }), (rows, c) => {
        const contrast = toContrast(rows)
        const moved = mapScores(contrast, (scores) => add(scores, c))
        const [a, b] = [contrast, moved].map((each) => value(infoNCE(each, { positives: convention }).loss))
        expect(b).toBeCloseTo(a!, 9)
      }),
    )
  })

  it('have gradients that sum to zero over the candidates of each anchor', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const scores = input('scores', 'float32', [rows.length, rows[0]!.length])
        const contrast = mapScores(toContrast(rows), () => scores)
        const [slope] = gradient(infoNCE(contrast, { positives: convention }).loss, [scores])
        const { data } = evaluate(slope as Tensor, { scores: rows.map((row) => row.map((each) => each.score)) })
        rows.forEach((row, i) => {
          const slopes = data.subarray(i * row.length, (i + 1) * row.length)
          expect(slopes.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12)
          row.forEach((each, c) => {
            if (!each.positive && each.weight === 0) expect(Math.abs(slopes[c]!)).toBe(0)
          })
        })
      }),
    )
  })

  it('count a negative of weight 2 as two negatives', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const doubled = rows.map((row) => [
          ...row.map((each) => (each.positive ? each : { ...each, weight: each.weight / 2 })),
          ...row.map((each) => ({ ...each, positive: false, weight: each.positive ? 0 : each.weight / 2 })),
        ])
        const [a, b] = [rows, doubled].map((plain) => infoNCE(toContrast(plain), { positives: convention }))
        expect(value(b!.loss)).toBeCloseTo(value(a!.loss), 10)
        expect(value(b!.metrics.ceiling)).toBeCloseTo(value(a!.metrics.ceiling), 10)
      }),
    )
  })

  it.each([1, 2, 7])('are ln N at equal scores, where the bound is 0 (N = %d)', (n) => {
    for (const score of [0, -3, 1e4]) {
      const { loss, metrics } = infoNCE(first(constant(new Array(2 * n).fill(score), [2, n])), {
        positives: convention,
      })
      expect(value(loss)).toBeCloseTo(Math.log(n), 11)
      expect(value(metrics.bound)).toBeCloseTo(0, 11)
      expect(value(metrics.ceiling)).toBeCloseTo(Math.log(n), 12)
    }
  })

  it('agree with each other where there is one positive', () => {
    fc.assert(
      fc.property(onePositive, (rows) => {
        const [ours, each] = [convention, 'eachPositive' as const].map((positives) =>
          infoNCE(toContrast(rows), { positives }),
        )
        expect(value(ours!.loss)).toBeCloseTo(value(each!.loss), 10)
        for (const name of ['bound', 'ceiling', 'accuracy'] as const)
          expect(value(ours!.metrics[name])).toBeCloseTo(value(each!.metrics[name]), 10)
      }),
    )
  })

  it('keep a true loss of 100, with a live gradient', () => {
    const { loss, slope } = at((scores) => infoNCE(first(scores), { positives: convention }), [[0, 100]])
    expect(loss).toBe(100)
    expect(slope[0]).toBeCloseTo(-1, 14)
    expect(slope[1]).toBeCloseTo(1, 14)
  })

  it('keep a tiny true loss beside large scores', () => {
    const { loss } = at((scores) => infoNCE(first(scores), { positives: convention }), [[1000, 980]])
    // `mean` subtracts a score from the log of a sum: what is left is the rounding of 1000.
    expect(Math.abs(loss - Math.log1p(Math.exp(-20)))).toBeLessThan(convention === 'meanOfPositives' ? 2e-13 : 1e-22)
  })

  it.each([
    [1e4, -1e4, 0],
    [-1e4, 1e4, 2e4],
    [1e4, 1e4, Math.LN2],
    [1e30, -1e30, 0],
  ])('at scores of %d against %d are %d', (positive, negative, expected) => {
    const { loss, slope } = at((scores) => infoNCE(first(scores), { positives: convention }), [[positive, negative]])
    expect(loss).toBeCloseTo(expected, 10)
    expect(slope.every(Number.isFinite)).toBe(true)
  })

  it.each([Number.NaN, Infinity, -Infinity])('do not see a masked score of %d', (masked) => {
    const build = (scores: Tensor) => infoNCE(first(scores, tensor([1, 1, 0])), { positives: convention })
    expect(at(build, [[1, 2, masked]])).toEqual(at(build, [[1, 2, 0]]))
    expect(at(build, [[1, 2, masked]]).slope[2]).toBe(0)
    const x = input('scores', 'float32', [1, 3])
    expectFiniteMetrics(build(x), { scores: [[1, 2, masked]] })
  })

  it('are 0 for a positive that is the one candidate', () => {
    for (const weight of [0, 1]) {
      const build = (scores: Tensor) => infoNCE(first(scores, scalar(weight)), { positives: convention })
      const { loss, slope } = at(build, [[3], [-1e4]])
      expect(loss).toBe(0)
      expect(slope.map(Math.abs)).toEqual([0, 0])
    }
  })

  it('are 0 for no anchors and for no candidates', () => {
    for (const shape of [
      [0, 3],
      [3, 0],
      [0, 0],
    ]) {
      const scores = input('scores', 'float32', shape)
      const contrast = makeContrast({ scores, target: tensor(1, 'bool'), weight: scalar(1) })
      const found = infoNCE(contrast, { positives: convention })
      const feeds = { scores: { shape, data: [] } }
      expect(value(found.loss, feeds)).toBe(0)
      expectFiniteMetrics(found, feeds)
      expect(evaluate(gradient(found.loss, [scores])[0] as Tensor, feeds).shape).toEqual(shape)
    }
  })

  it('take nothing from anchors without a positive, or wholly masked', () => {
    const scores = input('scores', 'float32', [3, 2])
    const contrast = makeContrast({
      scores,
      target: tensor(
        [
          [1, 0],
          [0, 0],
          [0, 0],
        ],
        'bool',
      ),
      weight: tensor([
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
    })
    const found = infoNCE(contrast, { positives: convention })
    const feeds = {
      scores: [
        [0, 1],
        [5, 2],
        [Number.NaN, Number.NaN],
      ],
    }
    expect(value(found.loss, feeds)).toBeCloseTo(Math.log(1 + Math.E), 14)
    expect(evaluate(found.perAnchor, feeds).data.subarray(1)).toEqual(Float64Array.of(0, 0))
    expectFiniteMetrics(found, feeds)
    const { anchorsWithoutPositive, ceiling } = evaluate(found.metrics, feeds)
    expect(item(anchorsWithoutPositive)).toBe(2)
    expect(item(ceiling)).toBeCloseTo(Math.LN2, 14)
    const [slope] = gradient(found.loss, [scores])
    expect([...evaluate(slope as Tensor, feeds).data.subarray(2)].map(Math.abs)).toEqual([0, 0, 0, 0])
  })

  it('are certain of a positive that the noise never draws', () => {
    const build = (scores: Tensor) =>
      sampledSoftmax(
        makeContrast({
          scores,
          target: tensor([1, 0], 'bool'),
          weight: scalar(1),
          logExpectedCount: tensor([-Infinity, 0]),
        }),
        { positives: convention },
      )
    const { loss, slope } = at(build, [[-2, 3]])
    expect(loss).toBe(0)
    expect(slope.map(Math.abs)).toEqual([0, 0])
  })
})

describe('several positives at equal scores', () => {
  // Three positives and four negatives.
  const contrast = makeContrast({
    scores: constant(new Array(7).fill(2), [1, 7]),
    target: tensor([1, 1, 1, 0, 0, 0, 0], 'bool'),
    weight: scalar(1),
  })
  it.each([
    ['eachPositive', Math.log(5), Math.log(5)],
    ['meanOfPositives', Math.log(7), Math.log(7)],
    ['anyPositive', Math.log(7 / 3), Math.log(7 / 3)],
  ] as const)('%s is at its ceiling, where the bound is 0', (positives, loss, ceiling) => {
    const found = infoNCE(contrast, { positives })
    expect(value(found.loss)).toBeCloseTo(loss, 14)
    expect(value(found.metrics.ceiling)).toBeCloseTo(ceiling, 14)
    expect(value(found.metrics.bound)).toBeCloseTo(0, 14)
  })
})

describe('fullSoftmax', () => {
  it('is minus the log-likelihood of the labels', () => {
    const scores = [
      [1, 2, 3],
      [0, -1, 4],
    ]
    const labels = [2, 0]
    const { loss } = fullSoftmax(everyClass(tensor(scores), tensor(labels, 'int32')))
    const expected = scores.map((row, i) => Math.log(row.reduce((a, x) => a + Math.exp(x), 0)) - row[labels[i]!]!)
    expect(value(loss)).toBeCloseTo((expected[0]! + expected[1]!) / 2, 14)
  })

  it('is the same when observations are scored apart from the classes', () => {
    const theta = [0.3, -1.2, 0.8]
    const apart = concatenateContrasts([
      positives(tensor([[0.8, 0.3]]), { candidate: false }),
      negatives(tensor([theta])),
    ])
    const inPlace = makeContrast({
      scores: tensor([theta]),
      target: tensor([1, 0, 1], 'bool'),
      weight: scalar(1),
    })
    for (const name of ['loss', 'bound', 'ceiling'] as const) {
      const [a, b] = [apart, inPlace].map((contrast) => {
        const found = fullSoftmax(contrast)
        return value(name === 'loss' ? found.loss : found.metrics[name])
      })
      expect(a, name).toBeCloseTo(b!, 14)
    }
  })

  it('takes nothing from anchors without a label, or wholly masked', () => {
    const found = fullSoftmax(
      makeContrast({
        scores: tensor([
          [1, 1],
          [5, 3],
          [Number.NaN, 7],
        ]),
        target: tensor(
          [
            [1, 0],
            [0, 0],
            [0, 0],
          ],
          'bool',
        ),
        weight: tensor([[1], [1], [0]]),
      }),
    )
    expect(value(found.loss)).toBeCloseTo(Math.LN2, 14)
    expectFiniteMetrics(found)
    expect(value(found.metrics.bound)).toBeCloseTo(0, 14)
  })

  it('has the gradient of maximum likelihood', () => {
    const found = at(
      (scores) => fullSoftmax(everyClass(scores, tensor([0], 'int32'))),
      [[Math.log(1), Math.log(2), Math.log(5)]],
    )
    ;[1 / 8 - 1, 2 / 8, 5 / 8].forEach((slope, c) => {
      expect(found.slope[c]).toBeCloseTo(slope, 14)
    })
  })
})

describe('sampledSoftmax', () => {
  const labels = tensor([0, 1, 2, 2], 'int32')
  const noise = [0.2, 0.5, 0.3]
  const theta = parameter('theta', [3])
  const fed = { 'parameter/theta': [0.3, -1.2, 0.8] }
  const slopeOf = (loss: Tensor) => [...evaluate({ loss, slope: gradient(loss, [theta])[0] as Tensor }, fed).slope.data]

  it('tends to the gradient of the full softmax as samples grow', () => {
    const full = slopeOf(fullSoftmax(everyClass(expand(theta, [4, 3]), labels)).loss)
    const errors = [10, 1000, 100000].map((k) => {
      // Every class weighted by its expected count: the law of large numbers, exactly.
      const logNoise = tensor(noise.map((q) => Math.log(k * q)))
      const contrast = concatenateContrasts([
        positives(expandDimension(gather(theta, labels), 1), {
          logExpectedCount: expandDimension(gather(logNoise, labels), 1),
        }),
        negatives(expand(theta, [4, 3]), {
          weight: tensor(noise.map((q) => k * q)),
          logExpectedCount: logNoise,
        }),
      ])
      return Math.max(...slopeOf(sampledSoftmax(contrast).loss).map((slope, c) => Math.abs(slope - full[c]!)))
    })
    expect(errors[1]).toBeLessThan(errors[0]! / 50)
    expect(errors[2]).toBeLessThan(1e-4)
  })

  it('is infoNCE where every candidate is expected as often', () => {
    fc.assert(
      fc.property(anyContrast, fc.double({ min: -5, max: 5, noNaN: true }), (rows, count) => {
        const contrast = toContrast(rows.map((row) => row.map((each) => ({ ...each, logExpectedCount: count }))))
        expect(value(sampledSoftmax(contrast).loss)).toBeCloseTo(value(infoNCE(contrast).loss), 10)
      }),
    )
  })

  it('needs to know the noise', () => {
    expect(() => sampledSoftmax(positives(tensor([[1]])))).toThrow(ValueError)
    expect(() => sampledSoftmax(positives(tensor([[1]])))).toThrow('sampledSoftmax needs the noise')
  })
})

describe('options', () => {
  it('that do not exist are refused with those that do', () => {
    const contrast = inBatch(tensor([[1]]))
    expect(() => infoNCE(contrast, { positives: 'all' as 'eachPositive' })).toThrow(
      "positives must be one of eachPositive, meanOfPositives, anyPositive, singlePositive; found 'all'",
    )
    expect(() => infoNCE(contrast, { reduction: 'none' as 'mean' })).toThrow(ValueError)
  })
})
