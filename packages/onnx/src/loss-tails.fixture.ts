// Losses whose scores are far apart, on a runtime: the gradient is a small probability, and keeps its digits.
import {
  type Contrast,
  evaluate,
  type Feeds,
  gradient,
  infoNCE,
  input,
  logAddExp,
  logSigmoid,
  makeContrast,
  negate,
  negativeSampling,
  noiseContrastiveEstimation,
  reduceSum,
  sampledSoftmax,
  scalar,
  slice,
  softplus,
  type Tensor,
  tensor,
  toDense,
} from '@infonce/core'
import { expect, it } from 'vitest'
import { type Runtime, runOutputs } from './sweep-on-runtime.fixture.js'

const gaps = Array.from({ length: 81 }, (_, gap) => gap)
const shape = [gaps.length, 3]
const scores = input('scores', 'float32', shape)
/** Scores of a positive and two negatives, all of them float32: with the gap to 0, or half of it. */
const feeds = (share: number): Feeds => ({
  scores: { shape, data: gaps.flatMap((gap) => [share * gap, -share * gap, -share * gap - 1]) },
})
const toZero = feeds(1)
const toEachOther = feeds(0.5)

const contrast: Contrast = makeContrast({
  scores,
  target: tensor([1, 0, 0], 'bool'),
  weight: scalar(1),
  logExpectedCount: tensor([0.5, 0.5, 1]),
})
const column = (c: number): Tensor => slice(scores, 1, c, c + 1)
const sum = { reduction: 'sum' } as const

const losses: Readonly<Record<string, readonly [loss: Tensor, feeds: Feeds]>> = {
  softplus: [reduceSum(softplus(scores)), toZero],
  logSigmoid: [reduceSum(negate(logSigmoid(scores))), toZero],
  negativeSampling: [negativeSampling(contrast, sum).loss, toZero],
  noiseContrastiveEstimation: [noiseContrastiveEstimation(contrast, sum).loss, toZero],
  logAddExp: [reduceSum(logAddExp(column(0), column(1))), toEachOther],
  sampledSoftmax: [sampledSoftmax(contrast, sum).loss, toEachOther],
  'infoNCE by eachPositive': [infoNCE(contrast, { positives: 'eachPositive', ...sum }).loss, toEachOther],
  'infoNCE by anyPositive': [infoNCE(contrast, { positives: 'anyPositive', ...sum }).loss, toEachOther],
  'infoNCE by singlePositive': [infoNCE(contrast, { positives: 'singlePositive', ...sum }).loss, toEachOther],
}

/** Declares a test for each loss: every entry of its gradient is right within 1e-5 of itself. */
export function lossTailsOn(ort: Runtime, provider: string): void {
  it.each(Object.keys(losses))('%s, at gaps from 0 to 80', async (name) => {
    const [loss, fed] = losses[name]!
    const slope = toDense(gradient(loss, [scores])[0])
    const expected = evaluate(slope, fed).data
    const found = (await runOutputs({ slope }, fed, ort, provider)).slope!.data as Float32Array
    for (const [i, wanted] of expected.entries())
      expect(
        Math.abs(found[i]! - wanted),
        `gap ${gaps[Math.floor(i / 3)]}: ${found[i]}, expected ${wanted}`,
      ).toBeLessThanOrEqual(1e-5 * Math.abs(wanted))
  })
}
