// Estimates of mutual information: PyTorch's numbers, and Gaussians whose information is known.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inBatch } from '../candidates/in-batch.js'
import { type Contrast, makeContrast } from '../contrast.js'
import { mapScores } from '../contrast-changes.js'
import { evaluate, item } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import { inputsOf } from '../graph.js'
import { LOG_ZERO } from '../log-sum-exp.js'
import { infoNCE } from '../objectives/ranking.js'
import { add, multiply } from '../operations/elementwise.js'
import { constant, flattenNested, input, type NestedNumbers, scalar, tensor } from '../operations/leaves.js'
import { Random } from '../random.js'
import type { Tensor } from '../tensor.js'
import { club } from './club.js'
import { donskerVaradhan, mine, smile } from './donsker-varadhan.js'
import { infoNCEAnchor } from './info-nce-anchor.js'
import { jensenShannon } from './jensen-shannon.js'
import { infoNCEBound, interpolatedBound, nwj, tuba } from './lower-bounds.js'
import type { InformationEstimate } from './pairs.js'

type Options = Record<string, number>

const methods: Record<string, (contrast: Contrast, options: Options) => InformationEstimate> = {
  infoNCEBound,
  nwj,
  tuba,
  donskerVaradhan,
  jensenShannon,
  smile,
  interpolatedBound,
  club,
  infoNCEAnchor,
  mine: (contrast, { logAverage, decay }) => mine(contrast, { logAverage: scalar(logAverage!), decay: decay! }),
}

interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly scores: NestedNumbers
    readonly positive: NestedNumbers
    readonly weight: NestedNumbers
    readonly results: readonly {
      readonly method: string
      readonly options: Options
      readonly loss: number
      readonly information: number
      readonly gradient: NestedNumbers
    }[]
  }[]
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/information.json', import.meta.url), 'utf8')) as Fixture

function expectClose(found: number, expected: number, what: string): void {
  expect(Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-4), what).toBeLessThan(1e-9)
}

describe.each(cases)('PyTorch, $name', ({ scores: values, positive, weight, results }) => {
  const scores = input('scores', 'float32', flattenNested(values).shape)
  const contrast = makeContrast({ scores, target: tensor(positive, 'bool'), weight: tensor(weight) })
  it.each(results.map((result) => [`${result.method} ${JSON.stringify(result.options)}`, result] as const))(
    '%s',
    (_, { method, options, ...expected }) => {
      const { loss, metrics } = methods[method]!(contrast, options)
      const slope = toDense(gradient(loss, [scores])[0]!)
      const found = evaluate({ loss, information: metrics.information, slope }, { scores: values })
      expectClose(item(found.loss), expected.loss, 'loss')
      expectClose(item(found.information), expected.information, 'information')
      for (const [i, value] of flattenNested(expected.gradient).data.entries())
        expectClose(found.slope.data[i]!, value, `gradient ${i}`)
    },
  )
})

/** Pairs of d correlated Gaussians in a batch: ln p(x,y)/(p(x)p(y)) of all N × N, whose information is −d/2 ln(1 − ρ²). */
function gaussianRatios(rho: number, n: number, d = 20): number[][] {
  const random = Random.fromSeed(3).split('gaussian', n)
  const x = Array.from({ length: n }, () => Array.from({ length: d }, () => random.normal()))
  const y = x.map((row) => row.map((value) => rho * value + Math.sqrt(1 - rho * rho) * random.normal()))
  const rest = 1 - rho * rho
  return x.map((a) =>
    y.map((b) =>
      a.reduce(
        (sum, value, k) => sum - Math.log(rest) / 2 - (b[k]! - rho * value) ** 2 / (2 * rest) + b[k]! ** 2 / 2,
        0,
      ),
    ),
  )
}

/** What an expression asks for, of a record of numbers. */
const pickFeeds = (of: Tensor, values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(inputsOf([of]).map(({ attributes: { name } }) => [name, values[name]!]))

const RHO = { 2: 0.4257, 6: 0.6717, 10: 0.7951 } as const

const estimated = (of: (contrast: Contrast) => InformationEstimate, ratios: number[][]): number =>
  item(evaluate(of(inBatch(tensor(ratios))).metrics.information))

describe('of Gaussians', () => {
  const two = gaussianRatios(RHO[2], 256)

  it.each([
    ['nwj', (contrast: Contrast) => nwj(mapScores(contrast, (scores) => add(scores, 1))), 0.25],
    ['tuba', (contrast: Contrast) => tuba(contrast), 0.25],
    ['donskerVaradhan', (contrast: Contrast) => donskerVaradhan(contrast), 0.25],
    ['mine', (contrast: Contrast) => mine(contrast, { logAverage: scalar(0) }), 0.25],
    ['smile', (contrast: Contrast) => smile(contrast), 0.25],
    ['jensenShannon', (contrast: Contrast) => jensenShannon(contrast), 0.25],
    ['infoNCEBound', (contrast: Contrast) => infoNCEBound(contrast), 0.25],
    ['interpolatedBound', (contrast: Contrast) => interpolatedBound(contrast, { alpha: 0.5 }), 0.25],
    ['infoNCEAnchor', (contrast: Contrast) => infoNCEAnchor(contrast), 0.25],
  ])('%s with the true ratio reads 2 nats', (_, of, tolerance) => {
    expect(Math.abs(estimated(of, two) - 2)).toBeLessThan(tolerance)
  })

  it('InfoNCE stops at ln N, where the anchor class and SMILE go on', () => {
    const ten = gaussianRatios(RHO[10], 128)
    expect(estimated(infoNCEBound, ten)).toBeLessThan(Math.log(128))
    expect(estimated(infoNCEBound, ten)).toBeGreaterThan(Math.log(128) - 0.3)
    expect(Math.abs(estimated(infoNCEAnchor, ten) - 10)).toBeLessThan(0.8)
    expect(estimated((contrast) => smile(contrast, { clip: 5 }), ten)).toBeGreaterThan(8)
  })

  it('the bound at α 1 is InfoNCE, at α 0 TUBA, and between them it falls in between', () => {
    const six = gaussianRatios(RHO[6], 64)
    const at = (alpha: number): number => estimated((contrast) => interpolatedBound(contrast, { alpha }), six)
    expect(at(1)).toBeCloseTo(estimated(infoNCEBound, six), 9)
    const contrast = inBatch(tensor(six))
    expect(at(1)).toBeCloseTo(item(evaluate(infoNCE(contrast).metrics.bound)), 9)
    expect(at(0)).toBeCloseTo(estimated(tuba, six), 9)
    // Monotone in the ceiling: less α lifts it.
    expect(at(0.01)).toBeGreaterThan(at(1))
  })

  it('CLUB with the true conditional distribution is no less than the information', () => {
    expect(estimated(club, two)).toBeGreaterThan(2)
  })

  // A critic a·s + b of the true ratio s: where it is trained, the loss is least near a = 1 (and b = 0 where b matters).
  const batches = Array.from({ length: 20 }, (_, seed) => gaussianRatios(0.3, 40 + seed, 5))
  const slopes = (of: (contrast: Contrast) => InformationEstimate, at: { a: number; b: number }): [number, number] => {
    const [a, b] = [input('a', 'float32', []), input('b', 'float32', [])]
    const sums = [0, 0]
    for (const ratios of batches) {
      const { loss } = of(inBatch(add(multiply(constant(ratios.flat(), [ratios.length, ratios.length]), a), b)))
      const [ofA, ofB] = gradient(loss, [a, b]).map(toDense) as [Tensor, Tensor]
      // A slope that depends on nothing is asked for nothing.
      for (const [i, slope] of [ofA, ofB].entries())
        sums[i] = sums[i]! + item(evaluate(slope, pickFeeds(slope, at))) / batches.length
    }
    return sums as [number, number]
  }

  it.each([
    ['jensenShannon', jensenShannon],
    ['infoNCEAnchor', infoNCEAnchor],
    ['infoNCEAnchor, ν 3', (contrast: Contrast) => infoNCEAnchor(contrast, { priorRatio: 3 })],
    ['tuba', tuba],
  ] as const)('%s has its minimum at the true ratio alone', (_, of) => {
    const [scale, shift] = slopes(of, { a: 1, b: 0 })
    expect(Math.abs(scale)).toBeLessThan(0.03)
    expect(Math.abs(shift)).toBeLessThan(0.03)
    expect(slopes(of, { a: 1, b: 0.5 })[1]).toBeGreaterThan(Math.abs(shift))
    expect(slopes(of, { a: 1, b: -0.5 })[1]).toBeLessThan(-Math.abs(shift))
    expect(slopes(of, { a: 1.5, b: 0 })[0]).toBeGreaterThan(Math.abs(scale))
    expect(slopes(of, { a: 0.5, b: 0 })[0]).toBeLessThan(-Math.abs(scale))
  })

  it('InfoNCE and Donsker–Varadhan do not care for a shift', () => {
    for (const of of [infoNCEBound, donskerVaradhan]) expect(slopes(of, { a: 1, b: 0.5 })[1]).toBeCloseTo(0, 12)
  })
})

describe("MINE's moving average", () => {
  const contrast = inBatch(
    tensor([
      [1, 0],
      [2, 3],
    ]),
  )
  it('starts with the first batch', () => {
    const { nextLogAverage } = mine(contrast, { logAverage: scalar(LOG_ZERO) })
    expect(item(evaluate(nextLogAverage))).toBeCloseTo(Math.log((Math.exp(0) + Math.exp(2)) / 2), 12)
  })
  it('moves by a share of each further one', () => {
    const { nextLogAverage } = mine(contrast, { logAverage: scalar(0.5), decay: 0.9 })
    const batch = (Math.exp(0) + Math.exp(2)) / 2
    expect(item(evaluate(nextLogAverage))).toBeCloseTo(Math.log(0.9 * Math.exp(0.5) + 0.1 * batch), 12)
  })
})

describe('corners', () => {
  const all = Object.entries(methods).map(
    ([name, of]) => [name, (contrast: Contrast) => of(contrast, { logAverage: 0, decay: 0.5 })] as const,
  )
  const valuesOf = (
    of: (contrast: Contrast) => InformationEstimate,
    scores: number[][],
    positive: number[][],
    weight: number[][],
  ) => {
    const x = input('scores', 'float32', [scores.length, scores[0]!.length])
    const { loss, metrics } = of(makeContrast({ scores: x, target: tensor(positive, 'bool'), weight: tensor(weight) }))
    const slope = toDense(gradient(loss, [x])[0]!)
    const found = evaluate({ loss, information: metrics.information, slope }, { scores })
    return { loss: item(found.loss), information: item(found.information), slope: [...found.slope.data] }
  }

  it.each(all)('%s: an excluded NaN does not matter, one that counts does', (_, of) => {
    const positive = [
      [1, 0, 0],
      [0, 1, 0],
    ]
    const weight = [
      [1, 1, 0],
      [1, 1, 0],
    ]
    const clean = valuesOf(
      of,
      [
        [1, 0, 5],
        [0, 1, 5],
      ],
      positive,
      weight,
    )
    expect(
      valuesOf(
        of,
        [
          [1, 0, Number.NaN],
          [0, 1, Number.NaN],
        ],
        positive,
        weight,
      ),
    ).toEqual(clean)
    expect(clean.slope.every(Number.isFinite)).toBe(true)
    expect(
      valuesOf(
        of,
        [
          [Number.NaN, 0, 5],
          [0, 1, 5],
        ],
        positive,
        weight,
      ).loss,
    ).toBeNaN()
    if (of !== methods.club)
      expect(
        valuesOf(
          of,
          [
            [1, 0, 5],
            [0, 1, 5],
          ],
          positive,
          weight,
        ).loss,
      ).not.toBeNaN()
  })

  it.each(all)('%s: without any pair of a kind it is a finite number', (_, of) => {
    for (const [positive, weight] of [
      [
        [0, 0],
        [1, 1],
      ],
      [
        [1, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ] as const) {
      const found = valuesOf(of, [[1, 2]], [[...positive]], [[...weight]])
      expect(Number.isFinite(found.loss) && Number.isFinite(found.information)).toBe(true)
      expect(found.slope.every(Number.isFinite)).toBe(true)
    }
  })

  it('large scores do not overflow where the formula does not', () => {
    for (const of of [donskerVaradhan, infoNCEBound, infoNCEAnchor, jensenShannon])
      expect(
        Number.isFinite(
          valuesOf(
            of,
            [
              [1000, -1000],
              [-1000, 1000],
            ],
            [
              [1, 0],
              [0, 1],
            ],
            [
              [1, 1],
              [1, 1],
            ],
          ).loss,
        ),
      ).toBe(true)
  })

  it('options are checked', () => {
    const contrast = inBatch(
      tensor([
        [1, 0],
        [0, 1],
      ]),
    )
    expect(() => smile(contrast, { clip: 0 })).toThrow('clip must be above 0; found 0')
    expect(() => mine(contrast, { logAverage: scalar(0), decay: 1 })).toThrow('decay must be at least 0 and below 1')
    expect(() => interpolatedBound(contrast, { alpha: 2 })).toThrow('alpha must be from 0 to 1; found 2')
    expect(() => infoNCEAnchor(contrast, { priorRatio: 0 })).toThrow('priorRatio must be above 0')
  })
})
