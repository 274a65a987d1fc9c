import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { uniform } from './initialisers.js'

describe('uniform', () => {
  it('stays in its limits, with the mean and variance of the uniform distribution', () => {
    const out = new Float32Array(20000)
    uniform(0.5)(out, Random.fromSeed(7))
    const mean = out.reduce((a, b) => a + b) / out.length
    const variance = out.reduce((a, b) => a + b * b, 0) / out.length
    expect(Math.max(...out)).toBeLessThanOrEqual(0.5)
    expect(Math.max(...out)).toBeGreaterThan(0.499)
    expect(Math.min(...out)).toBeGreaterThanOrEqual(-0.5)
    expect(Math.min(...out)).toBeLessThan(-0.499)
    // The standard deviations of the two estimates are 0.0020 and 0.00053.
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0027)
  })

  it('is a function of the seed', () => {
    const draw = (seed: number) => {
      const out = new Float32Array(10)
      uniform(1)(out, Random.fromSeed(seed))
      return out
    }
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %s', (limit) => {
    expect(() => uniform(limit)).toThrow(ValueError)
  })
})
