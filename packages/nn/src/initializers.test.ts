import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { heNormal, normal, uniform } from './initializers.js'

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

describe('normal', () => {
  it('has the mean, the variance and the tails of the normal distribution', () => {
    const out = new Float32Array(20000)
    normal(0.5)(out, Random.fromSeed(7))
    const mean = out.reduce((a, b) => a + b) / out.length
    const variance = out.reduce((a, b) => a + b * b, 0) / out.length
    const beyond = out.filter((x) => Math.abs(x) > 1).length / out.length
    // The standard deviations of the three estimates are 0.0035, 0.0025 and 0.0015.
    expect(Math.abs(mean)).toBeLessThan(0.018)
    expect(Math.abs(variance - 0.25)).toBeLessThan(0.0125)
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.0075)
  })

  it('is a function of the seed, and all zeros without a deviation', () => {
    const draw = (seed: number, deviation = 1) => {
      const out = new Float32Array(10)
      normal(deviation)(out, Random.fromSeed(seed))
      return out
    }
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
    expect(draw(3, 0).every((x) => x === 0)).toBe(true)
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the deviation %s', (deviation) => {
    expect(() => normal(deviation)).toThrow(ValueError)
  })
})

describe('heNormal', () => {
  it('keeps the mean square of activations through ReLU layers', () => {
    const [width, examples] = [200, 100]
    const random = Random.fromSeed(5)
    let rows = Array.from({ length: examples }, () => Array.from({ length: width }, () => random.normal()))
    for (let layer = 0; layer < 4; layer++) {
      const weight = new Float32Array(width * width)
      heNormal(width)(weight, random.split('layer', layer))
      rows = rows.map((row) =>
        Array.from({ length: width }, (_, j) =>
          row.reduce((sum, x, i) => sum + Math.max(x, 0) * weight[i * width + j]!, 0),
        ),
      )
    }
    const square = rows.flat().reduce((sum, x) => sum + x * x, 0) / (width * examples)
    // 1 on average over weights; with a gain of 1 in place of 2 it would be 1/16.
    expect(square).toBeGreaterThan(0.6)
    expect(square).toBeLessThan(1.6)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the fan %s', (fan) => {
    expect(() => heNormal(fan)).toThrow(ValueError)
  })
})
