import { evaluate, parameter, tensor } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { layerNormalize } from './normalization.js'

describe('layerNormalize', () => {
  it('gives each vector mean 0 and deviation 1, then gain and shift', () => {
    const x = tensor([
      [1, 2, 3, 4],
      [-5, 5, -5, 5],
    ])
    const [gain, shift] = [tensor([1, 1, 1, 2]), tensor([0, 0, 0, 1])]
    const y = [...evaluate(layerNormalize(x, gain, shift, 0), {}).data]
    const deviation = Math.sqrt(1.25)
    const expected = [-1.5 / deviation, -0.5 / deviation, 0.5 / deviation, (2 * 1.5) / deviation + 1, -1, 1, -1, 3]
    for (const [i, value] of expected.entries()) expect(y[i]).toBeCloseTo(value, 12)
  })

  it('leaves a vector of equal numbers at the shift', () => {
    const y = evaluate(layerNormalize(tensor([[7, 7]]), tensor([3, 3]), tensor([1, 2])), {})
    expect([...y.data]).toEqual([1, 2])
  })

  it('works on vectors under any leading axes', () => {
    const x = parameter('x', ['N', 3, 2])
    expect(layerNormalize(x, tensor([1, 1]), tensor([0, 0])).shape).toEqual(['N', 3, 2])
  })
})
