import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeContrast } from '../contrast.js'
import { evaluate, item } from '../evaluate.js'
import { gradient } from '../gradient.js'
import { input, scalar, tensor } from '../operations/leaves.js'
import type { Tensor } from '../tensor.js'
import { negativeSampling } from './binary.js'
import { anyContrast, toContrast } from './naive.fixture.js'
import { contrastMetrics, type Loss } from './objective.js'
import { infoNCE } from './ranking.js'

describe('contrastMetrics', () => {
  it('are what loops count', () => {
    fc.assert(
      fc.property(anyContrast, (rows) => {
        let [hits, positives, positiveScores, negativeWeight, negativeScores, without] = [0, 0, 0, 0, 0, 0]
        for (const row of rows) {
          const negatives = row.filter((each) => !each.positive && each.weight > 0)
          for (const each of row.filter(({ positive }) => positive)) {
            positives++
            positiveScores += each.score
            if (negatives.every(({ score }) => each.score > score)) hits++
          }
          for (const { weight, score } of negatives) {
            negativeWeight += weight
            negativeScores += weight * score
          }
          if (!row.some(({ positive }) => positive)) without++
        }
        const found = evaluate(contrastMetrics(toContrast(rows)))
        expect(item(found.accuracy)).toBeCloseTo(positives ? hits / positives : 0, 12)
        expect(item(found.positiveScore)).toBeCloseTo(positives ? positiveScores / positives : 0, 10)
        expect(item(found.negativeScore)).toBeCloseTo(negativeWeight ? negativeScores / negativeWeight : 0, 10)
        expect(item(found.anchorsWithoutPositive)).toBe(without)
      }),
    )
  })

  it('leave the accuracy alone where NaN counts for no positive', () => {
    const scores = tensor([
      [2, 1],
      [Number.NaN, 1],
    ])
    const positive = tensor(
      [
        [1, 0],
        [0, 0],
      ],
      'bool',
    )
    const { loss, metrics } = infoNCE(makeContrast({ scores, target: positive, weight: scalar(1) }))
    expect(item(evaluate(loss))).toBeCloseTo(Math.log(1 + Math.exp(-1)), 14)
    expect(item(evaluate(metrics.accuracy))).toBe(1)
    expect(item(evaluate(metrics.negativeScore))).toBeNaN()
  })

  it('do not call a collapsed encoder accurate: a tie is a miss', () => {
    const contrast = makeContrast({ scores: tensor([[1, 1]]), target: tensor([1, 0], 'bool'), weight: scalar(1) })
    expect(item(evaluate(contrastMetrics(contrast).accuracy))).toBe(0)
  })
})

describe('the loss over leading axes', () => {
  // Two batches of two anchors, where one anchor has no positive.
  const scores = input('scores', 'float32', ['B', 2, 3])
  const flags = [
    [
      [1, 0, 0],
      [0, 1, 1],
    ],
    [
      [0, 0, 0],
      [0, 0, 1],
    ],
  ]
  const numbers = [
    [
      [1, 2, 3],
      [0, -1, 2],
    ],
    [
      [9, 9, 9],
      [3, 1, 0],
    ],
  ]
  const positive = input('positive', 'bool', ['B', 2, 3])
  const contrast = makeContrast({ scores, target: positive, weight: scalar(1) })

  it.each<[string, Loss]>([
    ['infoNCE', infoNCE(contrast)],
    ['negativeSampling', negativeSampling(contrast)],
  ])('is that of all anchors in one list: %s', (name, nested) => {
    const flat = makeContrast({
      scores: tensor(numbers.flat()),
      target: tensor(flags.flat(), 'bool'),
      weight: scalar(1),
    })
    const listed: Loss = name === 'infoNCE' ? infoNCE(flat) : negativeSampling(flat)
    const feeds = { scores: numbers, positive: flags }
    expect(evaluate(nested.perAnchor, feeds).shape).toEqual([2, 2, 1])
    expect([...evaluate(nested.perAnchor, feeds).data]).toEqual([...evaluate(listed.perAnchor).data])
    expect(item(evaluate(nested.loss, feeds))).toBeCloseTo(item(evaluate(listed.loss)), 14)
    for (const [key, metric] of Object.entries(evaluate(nested.metrics, feeds)))
      expect(item(metric), key).toBeCloseTo(item(evaluate(listed.metrics[key]!)), 14)
    expect((gradient(nested.loss, [scores])[0] as Tensor).shape).toEqual(['B', 2, 3])
  })
})
