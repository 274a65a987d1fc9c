import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ShapeError, ValueError } from '../errors.js'
import { evaluate, type Feeds } from '../evaluate.js'
import { constant, input, scalarValue, tensor } from '../operations/leaves.js'
import { unexpanded } from '../operations/movement.js'
import type { Tensor } from '../tensor.js'
import { everyClass, negatives, positives } from './explicit.js'
import { inBatch } from './in-batch.js'
import { accidentalHits, sampled } from './sampled.js'

const numbers = (x: Tensor | undefined, feeds: Feeds = {}) => [...evaluate(x!, feeds).data]
const scores = tensor([
  [1, 2, 3],
  [4, 5, 6],
])

describe('positives', () => {
  it('are all there, and candidates, unless the caller says otherwise', () => {
    const contrast = positives(scores)
    expect(numbers(contrast.positive)).toEqual([1, 1, 1, 1, 1, 1])
    expect(numbers(contrast.weight)).toEqual([1, 1, 1, 1, 1, 1])
    expect(contrast.logExpectedCount).toBeUndefined()
  })

  it('take a mask, under which padding is neither positive nor candidate', () => {
    const { positive, weight } = positives(scores, {
      mask: tensor(
        [
          [1, 1, 0],
          [1, 0, 0],
        ],
        'bool',
      ),
    })
    expect(numbers(positive)).toEqual([1, 1, 0, 1, 0, 0])
    expect(numbers(weight)).toEqual([1, 1, 0, 1, 0, 0])
  })

  it('may be no candidates of each other', () => {
    const { positive, weight } = positives(scores, { candidate: false })
    expect(numbers(positive)).toEqual([1, 1, 1, 1, 1, 1])
    expect(numbers(weight)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('bring expected counts', () => {
    expect(numbers(positives(scores, { logExpectedCount: tensor([-1, -2, -3]) }).logExpectedCount)).toEqual([
      -1, -2, -3, -1, -2, -3,
    ])
  })
})

describe('negatives', () => {
  it('count once, or as the caller says', () => {
    expect(numbers(negatives(scores).weight)).toEqual([1, 1, 1, 1, 1, 1])
    expect(numbers(negatives(scores, { weight: 0.5 }).weight)).toEqual(new Array(6).fill(0.5))
    expect(numbers(negatives(scores, { weight: tensor([1, 0, 2]) }).weight)).toEqual([1, 0, 2, 1, 0, 2])
    expect(numbers(negatives(scores).positive)).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('everyClass', () => {
  it('has the label as the one positive', () => {
    expect(numbers(everyClass(scores, tensor([2, 0], 'int32')).positive)).toEqual([0, 0, 1, 1, 0, 0])
  })

  it('has no positive for a label that is no class, such as −1 for padding', () => {
    expect(numbers(everyClass(scores, tensor([-1, 3], 'int32')).positive)).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('inBatch', () => {
  it('has its positives on the diagonal, under leading axes too', () => {
    const batch = input('scores', 'float32', ['B', 'N', 'N'])
    const feeds = { scores: { shape: [2, 2, 2], data: new Array(8).fill(0) } }
    const { scores: out, positive, weight } = inBatch(batch)
    const values = evaluate({ out, positive, weight }, feeds)
    expect([...values.positive.data]).toEqual([1, 0, 0, 1, 1, 0, 0, 1])
    expect([...values.weight.data]).toEqual(new Array(8).fill(1))
  })

  it('needs as many candidates as anchors', () => {
    expect(() => inBatch(scores)).toThrow('inBatch: expected scores [..., N, N], found [2, 3]')
    expect(() => inBatch(tensor([1]))).toThrow(ShapeError)
  })
})

describe('sampled', () => {
  it('have one number as their weight where their count is known, so that objectives mask nothing', () => {
    expect(scalarValue(unexpanded(sampled(scores, { negatives: 6 }).weight))).toBe(2)
    expect(
      scalarValue(unexpanded(sampled(input('scores', 'float32', [2, 'K']), { negatives: 6 }).weight)),
    ).toBeUndefined()
  })

  const logProbability = tensor([-1, -2, -3])

  it('weigh k/K each and are expected k·q times', () => {
    const contrast = sampled(scores, { logProbability, negatives: 6 })
    expect(numbers(contrast.weight)).toEqual(new Array(6).fill(2))
    const counts = numbers(contrast.logExpectedCount)
    ;[-1, -2, -3].forEach((logQ, c) => {
      expect(counts[c]).toBeCloseTo(logQ + Math.log(6), 14)
    })
  })

  it('stand for all K by default, for a named K too', () => {
    expect(numbers(sampled(scores, { logProbability }).weight)).toEqual(new Array(6).fill(1))
    const named = sampled(input('scores', 'float32', [1, 'K']), { logProbability: input('q', 'float32', ['K']) })
    const feeds = { scores: [[0, 0, 0, 0]], q: [-1, -1, -1, -1] }
    const { count, scores: out } = evaluate({ count: named.logExpectedCount!, scores: named.scores }, feeds)
    expect(count.data[3]).toBeCloseTo(Math.log(4) - 1, 14)
    expect(out.shape).toEqual([1, 4])
  })

  it('leave out what is excluded', () => {
    const exclude = tensor(
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      'bool',
    )
    expect(numbers(sampled(scores, { exclude, negatives: 6 }).weight)).toEqual([0, 2, 2, 2, 2, 0])
  })

  it.each([0, -1, Number.NaN, Infinity])('cannot stand for %d negatives', (count) => {
    expect(() => sampled(scores, { negatives: count })).toThrow(ValueError)
  })
})

describe('accidentalHits', () => {
  it('are the samples that are a positive of the anchor', () => {
    const id = fc.integer({ min: 0, max: 5 })
    const sizes = fc.tuple(...[0, 0, 0].map(() => fc.integer({ min: 1, max: 4 })))
    fc.assert(
      fc.property(
        sizes.chain(([anchors, each, samples]) =>
          fc.tuple(
            fc.array(fc.array(id, { minLength: each!, maxLength: each! }), {
              minLength: anchors!,
              maxLength: anchors!,
            }),
            fc.array(id, { minLength: samples!, maxLength: samples! }),
          ),
        ),
        ([own, drawn]) => {
          const hits = accidentalHits(tensor(own, 'int32'), tensor(drawn, 'int32'))
          expect(hits.dtype).toBe('bool')
          expect(hits.shape).toEqual([own.length, drawn.length])
          expect(numbers(hits)).toEqual(own.flatMap((row) => drawn.map((sample) => Number(row.includes(sample)))))
        },
      ),
    )
  })

  it('may be drawn for each batch', () => {
    const own = tensor([[[1, 2]], [[3, 4]]], 'int32')
    const drawn = tensor(
      [
        [1, 3, 4],
        [1, 3, 4],
      ],
      'int32',
    )
    const hits = accidentalHits(own, drawn)
    expect(hits.shape).toEqual([2, 1, 3])
    expect(numbers(hits)).toEqual([1, 0, 0, 0, 1, 1])
  })

  it('are none without positives, or without samples', () => {
    expect(numbers(accidentalHits(constant([], [2, 0], 'int32'), tensor([1], 'int32')))).toEqual([0, 0])
    expect(numbers(accidentalHits(tensor([[1]], 'int32'), constant([], [0], 'int32')))).toEqual([])
  })
})
