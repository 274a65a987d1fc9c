// Every objective and convention at every corner, by the reference or on a runtime.
import {
  blackOut,
  type Contrast,
  circleLoss,
  concatenateContrasts,
  contrastiveMargin,
  decoupledInfoNCE,
  divide,
  dotProduct,
  everyClass,
  excludeHits,
  type Feeds,
  fullSoftmax,
  gradient,
  infoNCE,
  input,
  type Loss,
  makeContrast,
  multiSimilarity,
  negativeSampling,
  negatives,
  noiseContrastiveEstimation,
  normalize,
  type PositiveConvention,
  positives,
  proxyAnchor,
  sampledSoftmax,
  scalar,
  sigmoidLoss,
  type Tensor,
  tensor,
  toDense,
  tripletMargin,
} from '@infonce/core'
import { expect, it } from 'vitest'
import type { Open } from './not-numbers.fixture.js'

type Objective = (contrast: Contrast) => Loss

const conventions: readonly PositiveConvention[] = ['eachPositive', 'meanOfPositives', 'anyPositive', 'singlePositive']
const each = (of: (positives: PositiveConvention) => Objective, name: string): [string, Objective][] =>
  conventions.map((convention) => [`${name}, ${convention}`, of(convention)])

/** Every objective by every convention that it has. */
export const cornerObjectives: Readonly<Record<string, Objective>> = {
  ...Object.fromEntries([
    ...each((positives) => (contrast) => infoNCE(contrast, { positives }), 'infoNCE'),
    ...each((positives) => (contrast) => infoNCE(contrast, { positives, focal: 2 }), 'infoNCE, focal'),
    ...each((positives) => (contrast) => sampledSoftmax(contrast, { positives }), 'sampledSoftmax'),
  ]),
  'infoNCE, debiased': (contrast) =>
    infoNCE(contrast, { debias: { positivePrior: 0.1, hardness: 0.5, lowestScore: -5 } }),
  fullSoftmax: (contrast) => fullSoftmax(contrast),
  decoupledInfoNCE: (contrast) => decoupledInfoNCE(contrast),
  noiseContrastiveEstimation: (contrast) => noiseContrastiveEstimation(contrast),
  negativeSampling: (contrast) => negativeSampling(contrast),
  sigmoidLoss: (contrast) => sigmoidLoss(contrast),
  blackOut: (contrast) => blackOut(contrast),
  contrastiveMargin: (contrast) => contrastiveMargin(contrast),
  multiSimilarity: (contrast) => multiSimilarity(contrast),
  circleLoss: (contrast) => circleLoss(contrast),
  proxyAnchor: (contrast) => proxyAnchor(contrast),
  'tripletMargin, all': (contrast) => tripletMargin(contrast),
  'tripletMargin, hard': (contrast) => tripletMargin(contrast, { triplets: 'hard' }),
  'tripletMargin, semihard': (contrast) => tripletMargin(contrast, { triplets: 'semihard' }),
}

/** What is expected of the loss and its gradient. */
type Expectation = 'finite' | 'not a number' | 'zero'

interface Corner {
  readonly scores: readonly (readonly number[])[]
  readonly contrast: (scores: Tensor) => Contrast
  /** Of each objective, or by its name. */
  readonly expected: (objective: string) => Expectation
}

const finite = (): Expectation => 'finite'
const one = (scores: Tensor, weight: Tensor = scalar(1)): Contrast =>
  makeContrast({ scores, target: tensor([1, 0, 0], 'bool'), weight, logExpectedCount: tensor([0.5, -0.25, 0.125]) })
const rows = [
  [0.5, -0.25, 0.75],
  [-1, 0.25, 0.125],
]
const withScore = (c: number, score: number): number[][] =>
  rows.map((row, a) => row.map((x, i) => (a === 0 && i === c ? score : x)))

/** The corners by name. */
export const corners: Readonly<Record<string, Corner>> = {
  'NaN in a positive': { scores: withScore(0, Number.NaN), contrast: one, expected: () => 'not a number' },
  'NaN in a negative': { scores: withScore(1, Number.NaN), contrast: one, expected: () => 'not a number' },
  'NaN excluded': {
    scores: withScore(2, Number.NaN),
    contrast: (scores) => one(scores, tensor([1, 1, 0])),
    expected: finite,
  },
  '+1000 in a positive, −1000 in a negative': { scores: [[1000, -1000, 0], rows[1]!], contrast: one, expected: finite },
  '−1000 in a positive, +1000 in a negative': { scores: [[-1000, 1000, 0], rows[1]!], contrast: one, expected: finite },
  'a temperature of 0.001': { scores: rows, contrast: (scores) => one(divide(scores, 1e-3)), expected: finite },
  'one candidate, the positive': {
    scores: [[0.5], [2]],
    contrast: (scores) =>
      makeContrast({ scores, target: tensor(1, 'bool'), weight: scalar(1), logExpectedCount: scalar(0) }),
    expected: finite,
  },
  'no candidates': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({ scores, target: tensor(0, 'bool'), weight: scalar(0), logExpectedCount: scalar(0) }),
    expected: () => 'zero',
  },
  'no positive': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({ scores, target: tensor(0, 'bool'), weight: scalar(1), logExpectedCount: scalar(0) }),
    // These count the negatives of an anchor all the same.
    expected: (objective) =>
      ['sigmoidLoss', 'contrastiveMargin', 'multiSimilarity', 'proxyAnchor'].includes(objective) ? 'finite' : 'zero',
  },
  'all positive': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({ scores, target: tensor(1, 'bool'), weight: scalar(1), logExpectedCount: scalar(0) }),
    expected: finite,
  },
  'soft targets': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({ scores, target: tensor([0.75, 0.25, 0]), weight: scalar(1), logExpectedCount: scalar(0) }),
    expected: finite,
  },
  'soft targets, all above 0': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({ scores, target: tensor([0.9, 0.05, 0.05]), weight: scalar(1), logExpectedCount: scalar(0) }),
    expected: finite,
  },
  'duplicate ids': {
    scores: rows,
    contrast: (scores) =>
      excludeHits(
        makeContrast({
          scores,
          target: tensor([1, 0, 0], 'bool'),
          weight: scalar(1),
          logExpectedCount: scalar(0),
          ids: tensor([3, 3, 3], 'int32'),
        }),
      ),
    expected: finite,
  },
  'zero vectors': {
    scores: [
      [0, 0, 0],
      [1, 2, 3],
    ],
    contrast: (x) =>
      one(
        dotProduct(
          normalize(x),
          normalize(
            tensor([
              [0, 0, 0],
              [1, 0, 0],
              [0, 1, 0],
            ]),
          ),
        ),
      ),
    expected: finite,
  },
  'q = 0 of the positive': {
    scores: rows,
    contrast: (scores) =>
      makeContrast({
        scores,
        target: tensor([1, 0, 0], 'bool'),
        weight: scalar(1),
        logExpectedCount: tensor([-3e38, 0, 0]),
      }),
    expected: finite,
  },
  'two sources, the positive apart': {
    scores: rows,
    contrast: (scores) =>
      concatenateContrasts([
        positives(tensor([[1], [2]]), { candidate: false, logExpectedCount: scalar(0) }),
        negatives(scores, { weight: tensor([1, 0, 0.5]), logExpectedCount: scalar(0) }),
      ]),
    expected: finite,
  },
  'labels without a class': {
    scores: rows,
    contrast: (scores) => {
      const { scores: all, target, weight } = everyClass(scores, tensor([-1, 2], 'int32'))
      return makeContrast({ scores: all, target, weight, logExpectedCount: scalar(0), onePositive: true })
    },
    expected: finite,
  },
}

/**
 * Declares a test for each corner: loss, gradient and metrics are what is expected, and those of the reference within 1e-4
 * of the largest.
 */
export function cornersOn(reference: Open, open: Open): void {
  it.each(Object.keys(corners))('%s', async (name) => {
    const { scores: numbers, contrast, expected } = corners[name]!
    const shape = [numbers.length, numbers[0]!.length]
    const scores = input('scores', 'float32', shape)
    const feeds: Feeds = { scores: { shape, data: numbers.flat() } }
    const compared = contrast(scores)
    const outputs: Record<string, Tensor> = {}
    for (const [objective, of] of Object.entries(cornerObjectives)) {
      const { loss, perAnchor, perPositive, metrics } = of(compared)
      outputs[`${objective}: loss`] = loss
      outputs[`${objective}: perAnchor`] = perAnchor
      outputs[`${objective}: perPositive`] = perPositive
      outputs[`${objective}: accuracy`] = metrics.accuracy!
      const slope = toDense(gradient(loss, [scores])[0]!)
      outputs[`${objective}: gradient`] = slope
    }
    const run = await open(outputs)
    const found = await run(feeds)
    const wanted = await (await reference(outputs))(feeds)
    for (const objective of Object.keys(cornerObjectives)) {
      const loss = found[`${objective}: loss`]![0]!
      const slope = Array.from(found[`${objective}: gradient`]!)
      const kind = expected(objective)
      if (kind === 'not a number') {
        expect(loss, `${objective}: loss`).toBeNaN()
        continue
      }
      expect(Number.isFinite(loss), `${objective}: loss is ${loss}`).toBe(true)
      expect(slope.every(Number.isFinite), `${objective}: gradient is ${slope}`).toBe(true)
      if (kind === 'zero')
        expect(
          [Math.abs(loss), ...slope.map(Math.abs)].every((x) => x === 0),
          `${objective}: ${loss}, ${slope}`,
        ).toBe(true)
      for (const part of ['loss', 'perAnchor', 'perPositive', 'gradient', 'accuracy']) {
        const reference = Array.from(wanted[`${objective}: ${part}`]!)
        const scale = Math.max(1, ...reference.map(Math.abs))
        for (const [i, value] of Array.from(found[`${objective}: ${part}`]!).entries())
          expect(
            Math.abs(value - reference[i]!),
            `${objective}: ${part}, entry ${i}: ${value}, expected ${reference[i]}`,
          ).toBeLessThan(1e-4 * scale)
      }
    }
  })

  it.each([
    [0, 3],
    [2, 0],
    [0, 0],
  ])('an empty batch [%i, %i] gives 0', async (anchors, candidates) => {
    const shape = [anchors, candidates]
    const scores = input('scores', 'float32', shape)
    const compared = makeContrast({ scores, target: tensor(1, 'bool'), weight: scalar(1), logExpectedCount: scalar(0) })
    const outputs = Object.fromEntries(Object.entries(cornerObjectives).map(([name, of]) => [name, of(compared).loss]))
    const found = await (await reference(outputs))({ scores: { shape, data: [] } })
    for (const [name, value] of Object.entries(found)) expect(value[0], name).toBe(0)
  })
}
