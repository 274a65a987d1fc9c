import { describe, expect, it } from 'vitest'
import { negatives, positives } from './candidates/explicit.js'
import { inBatch } from './candidates/in-batch.js'
import { sampled } from './candidates/sampled.js'
import { makeContrast } from './contrast.js'
import { concatenateContrasts } from './contrast-changes.js'
import { ShapeError } from './errors.js'
import { evaluate, item } from './evaluate.js'
import { noiseContrastiveEstimation } from './objectives/binary.js'
import { naiveLogistic, naiveRanking } from './objectives/naive.fixture.js'
import { infoNCE, sampledSoftmax } from './objectives/ranking.js'
import { input, scalar, tensor } from './operations/leaves.js'

const scores = tensor([
  [1, 2],
  [3, 4],
])
const parts = { scores, target: tensor([1, 0], 'bool'), weight: scalar(1) }

describe('makeContrast', () => {
  it('gives every part the shape of the scores', () => {
    const contrast = makeContrast({ ...parts, logExpectedCount: tensor([[5], [6]]) })
    expect([...evaluate(contrast.positive).data]).toEqual([1, 0, 1, 0])
    expect([...evaluate(contrast.weight).data]).toEqual([1, 1, 1, 1])
    expect([...evaluate(contrast.logExpectedCount!).data]).toEqual([5, 5, 6, 6])
  })

  it('keeps named dimensions', () => {
    const named = input('scores', 'float32', ['B', 'A', 'C'])
    expect(makeContrast({ ...parts, scores: named, target: tensor(0, 'bool') }).weight.shape).toEqual(['B', 'A', 'C'])
  })

  it('refuses other dtypes, larger parts and a lone row of scores', () => {
    expect(() => makeContrast({ ...parts, target: tensor([1, 0], 'int32') })).toThrow(
      'target must be bool or float32, found int32',
    )
    expect(() => makeContrast({ ...parts, weight: tensor([1, 1], 'int32') })).toThrow('weight must be float32')
    expect(() => makeContrast({ ...parts, scores: tensor([[1]], 'int32') })).toThrow('scores must be float32')
    expect(() => makeContrast({ ...parts, weight: tensor([[[1, 1]], [[1, 1]]]) })).toThrow(
      'contrast: weight [2, 1, 2] is larger than the scores [2, 2]',
    )
    expect(() => makeContrast({ ...parts, weight: tensor([1, 1, 1]) })).toThrow(ShapeError)
    expect(() => makeContrast({ ...parts, scores: tensor([1, 2]) })).toThrow('scores must be [..., A, C], found [2]')
  })
})

describe('concatenateContrasts', () => {
  it('puts the candidates of sources side by side', () => {
    const joined = concatenateContrasts([
      positives(tensor([[1], [2]])),
      negatives(tensor([[3], [4]]), { weight: 2 }),
      sampled(
        tensor([
          [5, 6],
          [7, 8],
        ]),
        { negatives: 1 },
      ),
    ])
    expect(joined.scores.shape).toEqual([2, 4])
    expect([...evaluate(joined.scores).data]).toEqual([1, 3, 5, 6, 2, 4, 7, 8])
    expect([...evaluate(joined.positive).data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0])
    expect([...evaluate(joined.weight).data]).toEqual([1, 2, 0.5, 0.5, 1, 2, 0.5, 0.5])
    expect(joined.logExpectedCount).toBeUndefined()
  })

  it('makes no difference when a contrast is cut and put together again', () => {
    const whole = infoNCE(inBatch(tensor([[1, 2, 0.5]].flatMap((row) => [row, row, row])))).loss
    const cut = infoNCE(
      concatenateContrasts([
        makeContrast({
          scores: tensor([[1], [1], [1]]),
          target: tensor([[1], [0], [0]], 'bool'),
          weight: scalar(1),
        }),
        makeContrast({
          scores: tensor([
            [2, 0.5],
            [2, 0.5],
            [2, 0.5],
          ]),
          target: tensor(
            [
              [0, 0],
              [1, 0],
              [0, 1],
            ],
            'bool',
          ),
          weight: scalar(1),
        }),
      ]),
    ).loss
    expect(item(evaluate(cut))).toBeCloseTo(item(evaluate(whole)), 14)
  })

  it('lets each source bring its own expected counts', () => {
    const mixed = concatenateContrasts([
      inBatch(scores, { logExpectedCount: tensor([-1, -2]) }),
      sampled(tensor([[0.5], [-0.5]]), { logProbability: tensor([-3]), negatives: 4 }),
    ])
    const row = (a: number[], positive: number) =>
      [-1, -2, Math.log(4) - 3].map((logExpectedCount, c) => ({
        score: a[c]!,
        positive: c === positive,
        weight: c === 2 ? 4 : 1,
        logExpectedCount,
      }))
    const rows = [row([1, 2, 0.5], 0), row([3, 4, -0.5], 1)]
    for (const [loss, naive] of [
      [sampledSoftmax(mixed).loss, naiveRanking.eachPositive],
      [noiseContrastiveEstimation(mixed).loss, naiveLogistic],
    ] as const) {
      const expected = rows.map((entries) => naive(entries, (each) => each.score - each.logExpectedCount))
      expect(item(evaluate(loss))).toBeCloseTo((expected[0]! + expected[1]!) / 2, 12)
    }
  })

  it('refuses expected counts of some sources only, no sources, and other anchors', () => {
    const [counted, uncounted] = [inBatch(scores, { logExpectedCount: scalar(0) }), inBatch(scores)]
    expect(() => concatenateContrasts([counted, uncounted, uncounted])).toThrow(
      'concatenateContrasts: 1 of 3 sources have logExpectedCount; give it to all of them or to none',
    )
    expect(() => concatenateContrasts([])).toThrow(ShapeError)
    expect(() => concatenateContrasts([inBatch(scores), positives(tensor([[1], [2], [3]]))])).toThrow(
      'concatenateContrasts: sources have anchors [2] and [3]: these must be equal, or 1',
    )
  })

  it('of one source is that source', () => {
    const one = inBatch(scores)
    expect(concatenateContrasts([one])).toEqual(one)
  })
})
