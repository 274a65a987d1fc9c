// One-line losses against the libraries that people know them from, and against their documented expansions.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { everyClass } from '../candidates/explicit.js'
import { inBatch } from '../candidates/in-batch.js'
import { enqueue } from '../candidates/queue.js'
import { sameLabel } from '../candidates/views.js'
import { evaluate, item } from '../evaluate.js'
import { gradient, toDense } from '../gradient.js'
import { inputsOf } from '../graph.js'
import { sphereFace } from '../objectives/margins.js'
import { circleLoss, contrastiveMargin, multiSimilarity } from '../objectives/pairs.js'
import { fullSoftmax, infoNCE } from '../objectives/ranking.js'
import { divide } from '../operations/elementwise.js'
import { flattenNested, input, type NestedNumbers, scalar, tensor } from '../operations/leaves.js'
import { cosineSimilarity } from '../similarity.js'
import type { Tensor } from '../tensor.js'
import {
  clipLoss,
  cpcLoss,
  debiasedLoss,
  decoupledLoss,
  gistLoss,
  hardNegativeLoss,
  multipleNegativesRankingLoss,
  nPairsLoss,
  ntXentLoss,
  sigLipLoss,
} from './batch.js'
import {
  arcFaceLoss,
  cosFaceLoss,
  mocoLoss,
  nceLoss,
  normalizedSoftmaxLoss,
  proxyAnchorLoss,
  proxyNcaLoss,
  sampledSoftmaxLoss,
  supConLoss,
  tripletLoss,
} from './labeled.js'

type Values = Readonly<Record<string, Tensor>>
// Options are those of a JSON file.
// biome-ignore lint/suspicious/noExplicitAny: each is checked by its preset
type Options = any

const labeled = (x: Tensor, labels: readonly number[]) => sameLabel(cosineSimilarity(x, x), tensor(labels, 'int32'))

const presets: Readonly<Record<string, (values: Values, options: Options) => { readonly loss: Tensor }>> = {
  ntXentLoss: ({ first, second }, options) => ntXentLoss(first!, second!, options),
  debiasedLoss: ({ first, second }, options) => debiasedLoss(first!, second!, options),
  hardNegativeLoss: ({ first, second }, options) => hardNegativeLoss(first!, second!, options),
  decoupledLoss: ({ first, second }, options) => decoupledLoss(first!, second!, options),
  clipLoss: ({ first, second }, options) => clipLoss(first!, second!, options),
  sigLipLoss: ({ first, second }, options) => sigLipLoss(first!, second!, options),
  multipleNegativesRankingLoss: ({ first, second, hardNegatives }, options) =>
    multipleNegativesRankingLoss(first!, second!, { ...options, ...(hardNegatives && { hardNegatives }) }),
  gistLoss: ({ first, second, guideAnchors, guidePositives }, options) =>
    gistLoss(first!, second!, { ...options, guideAnchors, guidePositives }),
  cpcLoss: ({ first, second }, options) => cpcLoss(first!, second!, options),
  nPairsLoss: ({ first, second }, options) => nPairsLoss(first!, second!, options),
  mocoLoss: ({ first, second, queue }, options) =>
    mocoLoss(first!, second!, { keys: queue!, count: scalar(6) }, options),
  supConLoss: ({ x }, { labels, ...options }) => supConLoss(x!, labels, options),
  tripletLoss: ({ x }, { labels, ...options }) => tripletLoss(x!, labels, options),
  multiSimilarity: ({ x }, { labels, ...options }) => multiSimilarity(labeled(x!, labels), options),
  circleLoss: ({ x }, { labels, ...options }) => circleLoss(labeled(x!, labels), options),
  contrastiveMargin: ({ x }, { labels, ...options }) => contrastiveMargin(labeled(x!, labels), options),
  arcFaceLoss: ({ x, classes }, { labels, ...options }) => arcFaceLoss(x!, classes!, labels, options),
  cosFaceLoss: ({ x, classes }, { labels, ...options }) => cosFaceLoss(x!, classes!, labels, options),
  sphereFace: ({ x, classes }, { labels, ...options }) =>
    fullSoftmax(sphereFace(everyClass(cosineSimilarity(x!, classes!), tensor(labels, 'int32')), options)),
  normalizedSoftmaxLoss: ({ x, classes }, { labels, ...options }) =>
    normalizedSoftmaxLoss(x!, classes!, labels, options),
  proxyNcaLoss: ({ x, classes }, { labels, ...options }) => proxyNcaLoss(x!, classes!, labels, options),
  proxyAnchorLoss: ({ x, classes }, { labels, ...options }) => proxyAnchorLoss(x!, classes!, labels, options),
}

interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly oracle: string
    readonly options: Options
    readonly values: Readonly<Record<string, NestedNumbers>>
    readonly loss: number
    readonly gradients: Readonly<Record<string, NestedNumbers>>
  }[]
}

const { cases } = JSON.parse(readFileSync(new URL('../fixtures/presets.json', import.meta.url), 'utf8')) as Fixture

/** Numbers of an expression, fed with what it reads of these. */
const numbersOf = (x: Tensor, values: Readonly<Record<string, NestedNumbers>>): number[] => {
  const feeds = Object.fromEntries(inputsOf([x]).map(({ attributes: { name } }) => [name, values[name]!]))
  return [...evaluate(x, feeds).data]
}

describe('presets have the numbers of', () => {
  it.each(cases.map((each) => [`${each.oracle}: ${each.name} ${JSON.stringify(each.options)}`, each] as const))(
    '%s',
    (_, { name, options, values, loss, gradients }) => {
      const inputs = Object.fromEntries(
        Object.entries(values).map(([key, numbers]) => [key, input(key, 'float32', flattenNested(numbers).shape)]),
      )
      const found = presets[name]!(inputs, options)
      expect(Math.abs(numbersOf(found.loss, values)[0]! - loss)).toBeLessThan(1e-6 * Math.max(1, Math.abs(loss)))
      const names = Object.keys(gradients)
      const slopes = gradient(
        found.loss,
        names.map((key) => inputs[key]!),
      )
      for (const [i, key] of names.entries()) {
        const { data } = flattenNested(gradients[key]!)
        const scale = Math.max(...data.map(Math.abs), 1e-3)
        for (const [j, slope] of numbersOf(toDense(slopes[i]!), values).entries())
          expect(Math.abs(slope - data[j]!), `${key}, entry ${j}: ${slope}, expected ${data[j]}`).toBeLessThan(
            1e-6 * scale,
          )
      }
    },
  )
})

describe('presets of sampled classes', () => {
  const anchors = [
    [0.5, -1],
    [1, 0.25],
  ]
  const noise = {
    positives: [
      [1, 1],
      [0.5, -0.5],
    ],
    samples: [
      [0, 1],
      [1, 1],
      [-1, 0],
    ],
    positiveLogProbability: [Math.log(0.2), Math.log(0.1)],
    sampleLogProbability: [Math.log(0.3), Math.log(0.2), Math.log(0.4)],
  }
  const dot = (a: number[], b: number[]) => a[0]! * b[0]! + a[1]! * b[1]!
  const scoresOf = (i: number) => ({
    own: dot(anchors[i]!, noise.positives[i]!) - noise.positiveLogProbability[i]! - Math.log(3),
    others: noise.samples.map((s, j) => dot(anchors[i]!, s) - noise.sampleLogProbability[j]! - Math.log(3)),
  })
  const mean = (of: (i: number) => number) => (of(0) + of(1)) / 2

  it('sampled softmax', () => {
    const expected = mean((i) => {
      const { own, others } = scoresOf(i)
      return Math.log([own, ...others].reduce((sum, s) => sum + Math.exp(s), 0)) - own
    })
    expect(item(evaluate(sampledSoftmaxLoss(anchors, noise).loss))).toBeCloseTo(expected, 12)
  })

  it('noise-contrastive estimation', () => {
    const expected = mean((i) => {
      const { own, others } = scoresOf(i)
      return Math.log1p(Math.exp(-own)) + others.reduce((sum, s) => sum + Math.log1p(Math.exp(s)), 0)
    })
    expect(item(evaluate(nceLoss(anchors, { ...noise, logPartition: 0 }).loss))).toBeCloseTo(expected, 12)
  })

  it('leave out accidental hits where they are given ids', () => {
    const expected = mean((i) => {
      const { own, others } = scoresOf(i)
      const kept = others.filter((_, j) => !(i === 0 && j === 1))
      return Math.log([own, ...kept].reduce((sum, s) => sum + Math.exp(s), 0)) - own
    })
    const found = sampledSoftmaxLoss(anchors, { ...noise, positiveIds: [7, 5], sampleIds: [3, 7, 9] })
    expect(item(evaluate(found.loss))).toBeCloseTo(expected, 12)
  })
})

describe('presets', () => {
  const [a, b] = [
    [
      [1, 0],
      [0.5, 2],
    ],
    [
      [0.8, 0.1],
      [0, 1],
    ],
  ]

  it('are their expansions', () => {
    const [x, y] = [tensor(a), tensor(b)]
    const expected = infoNCE(inBatch(divide(cosineSimilarity(x, y), 0.05)))
    expect(item(evaluate(multipleNegativesRankingLoss(a, b).loss))).toBeCloseTo(item(evaluate(expected.loss)), 12)
  })

  it('take a temperature that is learned', () => {
    const temperature = input('t', 'float32', [])
    const { loss } = clipLoss(a, b, { temperature })
    expect(item(evaluate(loss, { t: 0.07 }))).toBeCloseTo(item(evaluate(clipLoss(a, b).loss)), 12)
    expect(inputsOf([toDense(gradient(loss, [temperature])[0]!)]).length).toBe(1)
  })

  it('MoCo leaves out slots that are not filled', () => {
    const queue = {
      keys: tensor([
        [1, 0],
        [0, 1],
        [9, 9],
      ]),
      count: tensor(2),
    }
    const filled = {
      keys: tensor([
        [1, 0],
        [0, 1],
      ]),
      count: tensor(2),
    }
    expect(item(evaluate(mocoLoss(a, b, queue).loss))).toBeCloseTo(item(evaluate(mocoLoss(a, b, filled).loss)), 12)
    expect(item(evaluate(enqueue(queue, tensor(b)).count))).toBe(3)
  })

  it('check options by name, and temperatures', () => {
    const wrong = { temprature: 0.1 } as object
    expect(() => ntXentLoss(a, b, wrong)).toThrow(
      "ntXentLoss: there is no option 'temprature'; did you mean 'temperature'?",
    )
    expect(() => supConLoss(a, [0, 0], wrong)).toThrow('did you mean')
    expect(() => ntXentLoss(a, b, { temperature: 0 })).toThrow(
      'ntXentLoss: temperature must be a tensor, or a number above 0; found 0',
    )
    expect(() => multipleNegativesRankingLoss(a, b, { directions: ['both' as 'queryToQuery'] })).toThrow(
      'must be one of',
    )
    expect(() => ntXentLoss('a' as unknown as number, b)).toThrow(
      "ntXentLoss: expected a tensor or nested lists of numbers; found 'a'",
    )
  })
})
