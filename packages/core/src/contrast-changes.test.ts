// Changes of a contrast: each applies to all sources of a concatenation, and to the whole alike.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyClass, negatives, positives } from './candidates/explicit.js'
import { inBatch } from './candidates/in-batch.js'
import { enqueue, queued } from './candidates/queue.js'
import { sampled } from './candidates/sampled.js'
import { sameLabel } from './candidates/views.js'
import { type Contrast, makeContrast } from './contrast.js'
import {
  concatenateContrasts,
  exclude,
  magnifyNoise,
  mapScores,
  mapTarget,
  reweight,
  transposeContrast,
} from './contrast-changes.js'
import { evaluate, item } from './evaluate.js'
import { excludeHits, hits, includeHits } from './hits.js'
import { logSumExp } from './log-sum-exp.js'
import { negativeSampling, noiseContrastiveEstimation } from './objectives/binary.js'
import { decoupledInfoNCE } from './objectives/decoupled.js'
import type { Loss } from './objectives/objective.js'
import { fullSoftmax, infoNCE, sampledSoftmax } from './objectives/ranking.js'
import { add, divide, multiply, subtract } from './operations/elementwise.js'
import { constant, scalar, tensor } from './operations/leaves.js'
import { reduceMax } from './operations/reduction.js'
import { slice } from './operations/slicing.js'
import type { Tensor } from './tensor.js'

const value = (x: Tensor): number => item(evaluate(x))
const numbers = (x: Tensor): number[] => [...evaluate(x).data]
const conventions = ['eachPositive', 'meanOfPositives', 'anyPositive', 'singlePositive'] as const

const objectives: Readonly<Record<string, (contrast: Contrast) => Loss>> = {
  ...Object.fromEntries(
    conventions.flatMap((positives): [string, (contrast: Contrast) => Loss][] => [
      [`infoNCE by ${positives}`, (contrast) => infoNCE(contrast, { positives })],
      [`sampledSoftmax by ${positives}`, (contrast) => sampledSoftmax(contrast, { positives })],
    ]),
  ),
  fullSoftmax: (contrast) => fullSoftmax(contrast),
  decoupledInfoNCE: (contrast) => decoupledInfoNCE(contrast),
  negativeSampling: (contrast) => negativeSampling(contrast),
  noiseContrastiveEstimation: (contrast) => noiseContrastiveEstimation(contrast),
}

/** One positive and some samples, from two sources or in one piece. */
const forms = () => {
  const scores = [
    [1, 0.5, -0.25, 2],
    [-1, 0.75, 0.5, 0],
  ]
  const counts = [0.1, -0.2, 0.3, -0.4]
  const all = tensor(scores)
  return {
    joined: concatenateContrasts([
      positives(slice(all, 1, 0, 1), { logExpectedCount: tensor(counts.slice(0, 1)), ids: tensor([7], 'int32') }),
      negatives(slice(all, 1, 1, 4), {
        weight: tensor([1, 0.5, 2]),
        logExpectedCount: tensor(counts.slice(1)),
        ids: tensor([7, 3, -1], 'int32'),
      }),
    ]),
    whole: makeContrast({
      scores: all,
      target: tensor([1, 0, 0, 0], 'bool'),
      weight: tensor([1, 1, 0.5, 2]),
      logExpectedCount: tensor(counts),
      ids: tensor([7, 7, 3, -1], 'int32'),
    }),
  }
}

describe('a change of a concatenation is that of the whole', () => {
  const changes: Readonly<Record<string, (contrast: Contrast) => Contrast>> = {
    'mapScores, entry by entry': (contrast) => mapScores(contrast, (scores) => divide(scores, 2)),
    'mapScores, over all candidates': (contrast) =>
      mapScores(contrast, (scores) => subtract(multiply(2, scores), reduceMax(scores, -1, true))),
    mapTarget: (contrast) => mapTarget(contrast, (target) => multiply(target, 0.5)),
    'reweight by a number': (contrast) => reweight(contrast, { factor: 0.5 }),
    'reweight by anchors': (contrast) => reweight(contrast, { logFactor: tensor([[0.5], [-1]]) }),
    'reweight by entries': (contrast) => reweight(contrast, { factor: tensor([1, 2, 3, 0]) }),
    exclude: (contrast) =>
      exclude(
        contrast,
        tensor(
          [
            [0, 1, 0, 0],
            [0, 0, 0, 1],
          ],
          'bool',
        ),
      ),
    magnifyNoise: (contrast) => magnifyNoise(contrast, 3),
    excludeHits: (contrast) => excludeHits(contrast),
  }

  it.each(Object.keys(changes))('%s', (name) => {
    const { joined, whole } = forms()
    for (const [objective, of] of Object.entries(objectives)) {
      const [found, expected] = [joined, whole].map((contrast) => of(changes[name]!(contrast)))
      expect(value(found!.loss), objective).toBeCloseTo(value(expected!.loss), 12)
      expect(
        numbers(found!.perPositive).reduce((a, b) => a + b),
        objective,
      ).toBeCloseTo(
        numbers(found!.perAnchor).reduce((a, b) => a + b),
        10,
      )
    }
  })

  it('halved scores read the same by every convention', () => {
    const contrast = concatenateContrasts([positives([[1]]), negatives([[0, 2]])])
    const halved = mapScores(contrast, (scores) => divide(scores, 2))
    for (const positives of conventions) expect(value(infoNCE(halved, { positives }).loss)).toBeCloseTo(1.1803, 4)
  })
})

describe('a copy of a contrast', () => {
  it('is refused by every objective, with what to do instead', () => {
    const { joined } = forms()
    const copy = { ...joined, scores: scalar(0) } as unknown as Contrast
    for (const [name, of] of Object.entries(objectives))
      expect(() => of(copy), name).toThrow('change a contrast with mapScores, mapTarget, reweight or exclude')
    for (const change of [mapScores, mapTarget])
      expect(() => change(copy, (x) => x)).toThrow('this is a copy of a contrast')
  })
})

describe('exclude', () => {
  it('takes a positive away too', () => {
    const { loss, metrics } = infoNCE(
      exclude(
        inBatch([
          [1, 2],
          [3, 4],
        ]),
        tensor(
          [
            [1, 0],
            [0, 0],
          ],
          'bool',
        ),
      ),
    )
    expect(value(loss)).toBeCloseTo(Math.log1p(Math.exp(-1)), 12)
    expect(value(metrics.anchorsWithoutPositive)).toBe(1)
  })
})

describe('transposeContrast', () => {
  it('is the contrast of the transposed scores', () => {
    const scores = [
      [1, 2, 0],
      [0.5, -1, 3],
      [0, 1, 2],
    ]
    const turned = scores.map((_, i) => scores.map((row) => row[i]!))
    for (const of of [objectives['infoNCE by eachPositive']!, objectives.negativeSampling!])
      expect(value(of(transposeContrast(inBatch(scores))).loss)).toBeCloseTo(value(of(inBatch(turned)).loss), 12)
  })

  it('turns contrasts that are not square', () => {
    const contrast = transposeContrast(
      everyClass(
        [
          [1, 2, 3],
          [0, 1, 0],
        ],
        tensor([2, 2], 'int32'),
      ),
    )
    expect(contrast.scores.shape).toEqual([3, 2])
    expect(numbers(contrast.positive)).toEqual([0, 0, 0, 0, 1, 1])
  })
})

describe('concatenateContrasts', () => {
  it('broadcasts candidates that all anchors share', () => {
    const shared = concatenateContrasts([positives([[1], [2]]), negatives([[0, 0.5]])])
    const own = concatenateContrasts([
      positives([[1], [2]]),
      negatives([
        [0, 0.5],
        [0, 0.5],
      ]),
    ])
    expect(shared.scores.shape).toEqual([2, 3])
    expect(value(infoNCE(shared).loss)).toBeCloseTo(value(infoNCE(own).loss), 14)
  })
})

describe('soft targets', () => {
  it('label smoothing is cross-entropy with the smoothed distribution', () => {
    const scores = [
      [1, 2, 0.5],
      [0, -1, 3],
    ]
    const smoothed = mapTarget(everyClass(scores, tensor([1, 2], 'int32')), (target) =>
      add(multiply(target, 0.9), 0.1 / 3),
    )
    const expected = scores.map((row, i) => {
      const all = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0))
      return row.reduce((sum, x, c) => sum + ((c === [1, 2][i] ? 0.9 : 0) + 0.1 / 3) * (all - x), 0)
    })
    expect(value(fullSoftmax(smoothed).loss)).toBeCloseTo((expected[0]! + expected[1]!) / 2, 12)
  })

  it('TensorFlow’s labels of 1/num_true: sigmoid cross-entropy of the true classes, softmax of samples', () => {
    const [own, noise] = [
      [0.7, -0.3],
      [0.2, 1.1, -2],
    ]
    const contrast = concatenateContrasts([
      positives([own], { target: 0.5, logExpectedCount: scalar(0) }),
      negatives([noise], { logExpectedCount: scalar(0) }),
    ])
    const crossEntropy = (x: number, label: number) => Math.max(x, 0) - x * label + Math.log1p(Math.exp(-Math.abs(x)))
    const nce =
      own.reduce((sum, x) => sum + crossEntropy(x, 0.5), 0) + noise.reduce((sum, x) => sum + crossEntropy(x, 0), 0)
    expect(value(noiseContrastiveEstimation(contrast, { reduction: 'sum' }).loss)).toBeCloseTo(nce, 12)
    const all = Math.log([...own, ...noise].reduce((sum, x) => sum + Math.exp(x), 0))
    const softmax = own.reduce((sum, x) => sum + 0.5 * (all - x), 0)
    expect(value(sampledSoftmax(contrast, { positives: 'meanOfPositives', reduction: 'sum' }).loss)).toBeCloseTo(
      softmax,
      12,
    )
  })

  it('of 0 and 1 are hard ones', () => {
    const { whole } = forms()
    const soft = mapTarget(whole, (target) => target)
    for (const [name, of] of Object.entries(objectives)) {
      const [a, b] = [of(whole), of(soft)]
      expect(value(b.loss), name).toBeCloseTo(value(a.loss), 12)
      expect(numbers(b.perPositive).length, name).toBe(8)
      for (const [metric, found] of Object.entries(b.metrics))
        expect(value(found)).toBeCloseTo(value(a.metrics[metric]!), 10)
    }
  })
})

describe('ids', () => {
  const scores = [
    [1, 2, 0],
    [0.5, -1, 3],
    [0, 1, 2],
  ]
  const duplicates = () => inBatch(scores, { ids: tensor([4, 9, 4], 'int32') })

  it('duplicates in a batch are hits of each other', () => {
    expect(numbers(hits(duplicates()))).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0])
    const expected = exclude(
      inBatch(scores),
      tensor(
        [
          [0, 0, 1],
          [0, 0, 0],
          [1, 0, 0],
        ],
        'bool',
      ),
    )
    expect(value(infoNCE(excludeHits(duplicates())).loss)).toBeCloseTo(value(infoNCE(expected).loss), 14)
    expect(numbers(includeHits(duplicates()).positive)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  it('samples that are a positive are hits, of several positives too', () => {
    const contrast = concatenateContrasts([
      positives([[1, 1]], { ids: tensor([2, 5], 'int32') }),
      sampled([[0, 0, 0, 0]], { ids: tensor([5, 3, 2, -1], 'int32') }),
    ])
    expect(numbers(hits(contrast))).toEqual([0, 0, 1, 0, 1, 0])
    expect(numbers(excludeHits(contrast).weight)).toEqual([1, 1, 0, 1, 0, 1])
  })

  it('−1 is no id, and a positive that is not there hits nothing', () => {
    const padded = concatenateContrasts([
      positives([[1, 1]], { ids: tensor([3, 5], 'int32'), mask: tensor([1, 0], 'bool') }),
      negatives([[0, 0, 0]], { ids: tensor([5, 3, -1], 'int32') }),
    ])
    expect(numbers(hits(padded))).toEqual([0, 0, 0, 1, 0])
  })

  it('a queue of labels: keys of the anchor’s label are positives, or left out', () => {
    const labels = { keys: tensor([1, 2, 1, 1]), count: tensor(3) }
    const own = positives([[2], [1]], { ids: tensor([[1], [2]], 'int32') })
    const contrast = concatenateContrasts([
      own,
      queued(
        [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
        { count: labels.count, ids: tensor([1, 2, 1, 1], 'int32') },
      ),
    ])
    // The last slot is not filled.
    expect(numbers(includeHits(contrast).positive)).toEqual([1, 1, 0, 1, 0, 1, 0, 1, 0, 0])
    expect(numbers(excludeHits(contrast).weight)).toEqual([1, 0, 1, 0, 0, 1, 1, 0, 1, 0])
    expect(numbers(enqueue(labels, tensor([8, 9])).keys)).toEqual([8, 9, 1, 2])
  })

  it('without ids there is an error that says so', () => {
    for (const of of [hits, excludeHits, includeHits])
      expect(() => of(inBatch(scores))).toThrow('the contrast has no ids: pass ids when you create its candidates')
  })

  it('supervised contrast ignores −1, or another label', () => {
    const three = tensor([
      [0, 1, 2],
      [1, 0, 3],
      [2, 3, 0],
    ])
    const positive = (labels: number[], options?: object) =>
      numbers(sameLabel(three, tensor(labels, 'int32'), options).positive)
    expect(positive([-1, -1, 5])).toEqual(new Array(9).fill(0))
    expect(positive([0, 0, 5])).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 0])
    expect(positive([0, 0, 5], { ignoredLabel: 0 })).toEqual(new Array(9).fill(0))
    expect(numbers(everyClass(three, tensor([0, 1, -1], 'int32'), { ignoredLabel: 0 }).positive)).toEqual([
      0, 0, 0, 0, 1, 0, 0, 0, 0,
    ])
  })
})

describe('reductions', () => {
  // Losses of 3 anchors with 2, 0 and 1 positives.
  const contrast = () =>
    makeContrast({
      scores: tensor([
        [1, 2, 0],
        [0, 0, 0],
        [40, -40, -40],
      ]),
      target: tensor(
        [
          [1, 1, 0],
          [0, 0, 0],
          [1, 0, 0],
        ],
        'bool',
      ),
      weight: scalar(1),
    })
  const [a, b] = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(-2))]

  it('are over anchors, pairs, and anchors above 0', () => {
    const loss = (options: object) => value(infoNCE(contrast(), options).loss)
    expect(loss({})).toBeCloseTo((a + b) / 2 / 2, 12)
    expect(loss({ reduction: 'sum' })).toBeCloseTo(a + b, 12)
    expect(loss({ reduction: 'pairs' })).toBeCloseTo((a + b) / 3, 12)
    expect(loss({ anchorWeight: tensor([[1], [5], [3]]) })).toBeCloseTo((a + b) / 2 / 4, 12)
    expect(loss({ reduction: 'pairs', anchorWeight: tensor([[1], [5], [3]]) })).toBeCloseTo((a + b) / 5, 12)
    const zero = makeContrast({
      scores: tensor([
        [1, 0],
        [0, -3e38],
      ]),
      target: tensor([1, 0], 'bool'),
      weight: scalar(1),
    })
    expect(value(infoNCE(zero, { reduction: 'nonzero' }).loss)).toBeCloseTo(a, 12)
  })

  it('a weight of anchors must have one number for each', () => {
    expect(() => infoNCE(contrast(), { anchorWeight: tensor([1, 2, 3]) })).toThrow(
      'anchorWeight must be a scalar or [3, 1]; found [3]',
    )
  })
})

describe('focal', () => {
  it('is (1 − p)^γ times the loss, and cross-entropy at γ 0 exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 }), (row) => {
        const contrast = everyClass([row], tensor([0], 'int32'))
        const all = value(logSumExp(tensor(row)))
        const p = Math.exp(row[0]! - all)
        for (const gamma of [0.5, 2])
          for (const of of [infoNCE, fullSoftmax])
            expect(value(of(contrast, { focal: gamma }).loss)).toBeCloseTo((1 - p) ** gamma * (all - row[0]!), 8)
        expect(value(infoNCE(contrast, { focal: 0 }).loss)).toBe(value(infoNCE(contrast).loss))
        const q = 1 / (1 + Math.exp(-row[0]!))
        const noise = row.slice(1).reduce((sum, x) => {
          const right = 1 / (1 + Math.exp(x))
          return sum - (1 - right) ** 2 * Math.log(right)
        }, 0)
        expect(value(negativeSampling(contrast, { focal: 2 }).loss)).toBeCloseTo(
          -((1 - q) ** 2) * Math.log(q) + noise,
          8,
        )
      }),
    )
  })
})

describe('debias', () => {
  const scores = [
    [1, 0.5, -0.25, 0.75],
    [0.25, 2, 0, -1],
    [0, 1, -0.5, 0.25],
    [-1, 0.5, 0.75, 1.5],
  ]

  /** Chuang et al. 2020 and Robinson et al. 2021, one anchor at a time. */
  const naive = (prior: number, beta: number, lowest: number): number => {
    const losses = scores.map((row, i) => {
      const own = Math.exp(row[i]!)
      const others = row.filter((_, c) => c !== i)
      const n = others.length
      const importance = others.map((s) => Math.exp(beta * s))
      const meanImportance = importance.reduce((x, y) => x + y, 0) / n
      const sum = others.reduce((total, s, c) => total + (importance[c]! / meanImportance) * Math.exp(s), 0)
      const g = Math.max((sum - prior * n * own) / (1 - prior), n * Math.exp(lowest))
      return -Math.log(own / (own + g))
    })
    return losses.reduce((x, y) => x + y, 0) / losses.length
  }

  it.each([
    [0.1, 0, -2],
    [0.3, 0, -2],
    [0.1, 1, -2],
    [0, 0.5, -2],
    [0, 0, -2],
    [0.9, 0, -1],
  ])('is the formula at τ⁺ %d, β %d', (positivePrior, hardness, lowestScore) => {
    const debias = { positivePrior, hardness, lowestScore }
    for (const positives of ['eachPositive', 'singlePositive'] as const)
      expect(value(infoNCE(inBatch(scores), { positives, debias }).loss)).toBeCloseTo(
        naive(positivePrior, hardness, lowestScore),
        12,
      )
    // Several positives known, one there.
    const general = makeContrast({ ...inBatch(scores), onePositive: false })
    expect(value(infoNCE(general, { debias }).loss)).toBeCloseTo(naive(positivePrior, hardness, lowestScore), 12)
  })

  it('does not overflow', () => {
    const large = mapScores(inBatch(scores), (x) => multiply(x, 1000))
    expect(Number.isFinite(value(infoNCE(large, { debias: { positivePrior: 0.1, hardness: 2 } }).loss))).toBe(true)
  })

  it('is refused where it has no meaning', () => {
    expect(() => infoNCE(inBatch(scores), { debias: { positivePrior: 1 } })).toThrow(
      'positivePrior must be at least 0 and below 1',
    )
    expect(() => infoNCE(inBatch(scores), { positives: 'anyPositive', debias: { positivePrior: 0.1 } })).toThrow(
      "'anyPositive' does not have",
    )
  })
})

describe('noise that is magnified', () => {
  it('brings the gradient of NCE nearer to that of maximum likelihood', () => {
    const noise = [0.2, 0.5, 0.3]
    const theta = [0.3, -1.2, 0.8]
    const labels = [0, 1, 2, 2]
    const slopes = (times: number): number[] => {
      // The gradient by finite differences of the exact expectation over noise.
      const lossAt = (values: readonly number[]): number => {
        const k = 2
        const counts = noise.map((q) => Math.log(k * q))
        const contrast = concatenateContrasts([
          positives(
            labels.map((c) => [values[c]!]),
            { logExpectedCount: tensor(labels.map((c) => [counts[c]!])) },
          ),
          negatives(
            labels.map(() => [...values]),
            {
              weight: tensor(noise.map((q) => k * q)),
              logExpectedCount: tensor(counts),
            },
          ),
        ])
        const logZ = Math.log(theta.reduce((sum, x) => sum + Math.exp(x), 0))
        return value(noiseContrastiveEstimation(magnifyNoise(contrast, times), { logPartition: logZ }).loss)
      }
      return theta.map((_, c) => {
        const moved = (by: number) => theta.map((x, i) => (i === c ? x + by : x))
        return (lossAt(moved(1e-5)) - lossAt(moved(-1e-5))) / 2e-5
      })
    }
    const z = theta.reduce((sum, x) => sum + Math.exp(x), 0)
    const wanted = theta.map((x, c) => Math.exp(x) / z - labels.filter((label) => label === c).length / 4)
    const errors = [1, 10, 100].map((times) =>
      Math.max(...slopes(times).map((slope, c) => Math.abs(slope - wanted[c]!))),
    )
    expect(errors[1]).toBeLessThan(errors[0]! / 4)
    expect(errors[2]).toBeLessThan(errors[1]! / 4)
  })
})

it('constants of typed arrays are candidates too', () => {
  expect(value(infoNCE(inBatch(constant(Float32Array.of(1, 0, 0, 1), [2, 2]))).loss)).toBeCloseTo(
    Math.log1p(Math.exp(-1)),
    12,
  )
})
