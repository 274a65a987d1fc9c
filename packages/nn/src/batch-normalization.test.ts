// Held to PyTorch in float64 (tools/oracles/README.md).
import { readFileSync } from 'node:fs'
import {
  evaluate,
  gradient,
  input,
  multiply,
  type NestedNumbers,
  parameter,
  reduceSum,
  ShapeError,
  type Tensor,
  tensor,
  toDense,
  type Value,
  ValueError,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { batchNormalize, groupNormalize, normalizeBy } from './batch-normalization.js'

interface Found {
  readonly y: NestedNumbers
  readonly gradients: readonly NestedNumbers[]
}

interface Case {
  readonly x: NestedNumbers
  readonly gain: NestedNumbers
  readonly shift: NestedNumbers
  readonly mean: NestedNumbers
  readonly variance: NestedNumbers
  readonly weights: NestedNumbers
  readonly epsilon: number
  readonly batch: Found & { readonly mean: readonly number[]; readonly unbiasedVariance: readonly number[] }
  readonly given: Found
  readonly groups: readonly (Found & { readonly groups: number })[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('./fixtures/channel-normalization.json', import.meta.url), 'utf8'),
) as unknown as { readonly cases: readonly Case[] }

function expectAgreement(found: Value, expected: NestedNumbers, what: string): void {
  const { data, shape } = tensor(expected).attributes as Value
  expect(found.shape, what).toEqual(shape)
  data.forEach((value, i) => {
    expect(Math.abs(found.data[i]! - value), `${what}, entry ${i}`).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)))
  })
}

type Normalize = (x: Tensor, gain: Tensor, shift: Tensor) => Tensor

/** Value and gradients of a normalization, with the number of samples named. */
function expectPyTorch({ x, gain, shift, weights }: Case, expected: Found, normalize: Normalize): void {
  const like = (name: string, numbers: NestedNumbers) => input(name, 'float32', tensor(numbers).shape)
  const samples = input('x', 'float32', ['N', ...tensor(x).shape.slice(1)])
  const [g, s] = [like('gain', gain), like('shift', shift)]
  const y = normalize(samples, g, s)
  expect(y.shape).toEqual(samples.shape)
  const loss = reduceSum(multiply(y, input('weights', 'float32', samples.shape)))
  const gradients = gradient(loss, [samples, g, s]).map(toDense)
  const outputs = Object.fromEntries([y, ...gradients].map((each, i) => [String(i), each]))
  const found = evaluate(outputs, { x, gain, shift, weights })
  for (const [i, numbers] of [expected.y, ...expected.gradients].entries())
    expectAgreement(found[String(i)]!, numbers, `output ${i}`)
}

describe.each(cases.map((each) => [tensor(each.x).shape, each.epsilon, each] as const))(
  'PyTorch, x [%s], epsilon %d',
  (_, epsilon, given) => {
    it('by the statistics of the batch', () => {
      expectPyTorch(given, given.batch, (x, gain, shift) => batchNormalize(x, gain, shift, epsilon).value)
    })

    it('which are what it gives', () => {
      const x = tensor(given.x)
      const { mean, variance } = batchNormalize(x, tensor(given.gain), tensor(given.shift), epsilon)
      expectAgreement(evaluate(mean, {}), given.batch.mean, 'mean')
      const entries = (x.attributes as Value).data.length / (x.shape[1] as number)
      const biased = given.batch.unbiasedVariance.map((each) => (each * (entries - 1)) / entries)
      expectAgreement(evaluate(variance, {}), biased, 'variance')
    })

    it('by statistics that are given', () => {
      const [mean, variance] = [tensor(given.mean), tensor(given.variance)]
      expectPyTorch(given, given.given, (x, gain, shift) => normalizeBy(x, mean, variance, gain, shift, epsilon))
    })

    it.each(given.groups.map((each) => [each.groups, each] as const))('%d groups', (groups, expected) => {
      expectPyTorch(given, expected, (x, gain, shift) => groupNormalize(x, groups, gain, shift, epsilon))
    })
  },
)

describe('normalization of channels', () => {
  const [one, zero] = [tensor([1]), tensor([0])]

  it('leaves a channel of equal numbers at the shift', () => {
    const x = tensor([[[0.1, 0.1]], [[0.1, 0.1]], [[0.1, 0.1]]])
    for (const y of [batchNormalize(x, one, tensor([2])).value, groupNormalize(x, 1, one, tensor([2]))])
      for (const value of evaluate(y, {}).data) expect(value).toBeCloseTo(2, 10)
  })

  it('refuses what does not fit', () => {
    const x = parameter('x', ['N', 4, 2])
    const four = tensor([1, 1, 1, 1])
    expect(() => batchNormalize(x, one, four)).toThrow(ShapeError)
    expect(() => batchNormalize(x, four, one)).toThrow(ShapeError)
    expect(() => batchNormalize(parameter('x', [4]), four, four)).toThrow(ShapeError)
    expect(() => batchNormalize(parameter('x', [1, 'C', 2]), one, zero)).toThrow(ShapeError)
    expect(() => batchNormalize(x, four, four, -1)).toThrow(ValueError)
    expect(() => normalizeBy(x, one, four, four, four)).toThrow(ShapeError)
    expect(() => normalizeBy(x, four, four, four, four, Number.NaN)).toThrow(ValueError)
    expect(() => groupNormalize(x, 3, four, four)).toThrow(ValueError)
    expect(() => groupNormalize(x, 0, four, four)).toThrow(ValueError)
    expect(() => groupNormalize(x, 2, one, four)).toThrow(ShapeError)
    expect(() => groupNormalize(parameter('x', [1, 'C', 2]), 1, one, one)).toThrow(ShapeError)
  })
})
