import { ValueError } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantSchedule, cosineSchedule, linearSchedule, scaleLearningRate, withWarmUp } from './schedules.js'

const rate = fc.double({ min: 0, max: 10, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('schedules', () => {
  it('constant stays', () => {
    fc.assert(fc.property(rate, share, (value, progress) => constantSchedule(value)(progress) === value))
  })

  it.each([
    ['linear', linearSchedule],
    ['cosine', cosineSchedule],
  ] as const)('%s begins and ends where it was told to, and is monotone between', (_, schedule) => {
    fc.assert(
      fc.property(rate, rate, share, share, (from, to, a, b) => {
        const at = schedule(from, to)
        expect(at(0)).toBeCloseTo(from, 12)
        expect(at(1)).toBeCloseTo(to, 12)
        const [early, late] = [at(Math.min(a, b)), at(Math.max(a, b))]
        expect((late - early) * Math.sign(to - from)).toBeGreaterThanOrEqual(-1e-12)
        expect(early).toBeGreaterThanOrEqual(Math.min(from, to) - 1e-12)
        expect(late).toBeLessThanOrEqual(Math.max(from, to) + 1e-12)
      }),
    )
  })

  it('linear falls to a ten-thousandth and cosine to 0 unless told otherwise', () => {
    expect(linearSchedule(0.025)(1)).toBeCloseTo(2.5e-6, 15)
    expect(linearSchedule(1, 0.5)(0.25)).toBe(0.875)
    expect(cosineSchedule(3)(1)).toBeCloseTo(0, 15)
    expect(cosineSchedule(3, 1)(0.5)).toBeCloseTo(2, 15)
    expect(cosineSchedule(1)(0.25)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 15)
  })

  it('warm-up rises in a straight line to where the schedule begins, then runs through all of it', () => {
    const inner = linearSchedule(0.8, 0.2)
    const at = withWarmUp(inner, 0.25)
    expect(at(0)).toBe(0)
    expect(at(0.125)).toBeCloseTo(0.4, 15)
    expect(at(0.25)).toBeCloseTo(0.8, 15)
    expect(at(0.625)).toBeCloseTo(0.5, 15)
    expect(at(1)).toBeCloseTo(0.2, 15)
    fc.assert(fc.property(share, (progress) => withWarmUp(inner, 0)(progress) === inner(progress)))
  })

  it.each([
    ['constant', () => constantSchedule(-1)],
    ['constant', () => constantSchedule(Number.NaN)],
    ['linear', () => linearSchedule(0.1, -1)],
    ['linear', () => linearSchedule(Number.POSITIVE_INFINITY)],
    ['cosine', () => cosineSchedule(Number.NaN)],
    ['warm-up', () => withWarmUp(constantSchedule(1), 1)],
    ['warm-up', () => withWarmUp(constantSchedule(1), Number.NaN)],
  ])('%s refuses rates and shares that are none', (_, build) => {
    expect(build).toThrow(ValueError)
  })
})

describe('scaleLearningRate', () => {
  it.each([
    ['none', 0.3, 1024, 0.3],
    ['linear', 0.3, 256, 0.3],
    ['linear', 0.3, 4096, 4.8],
    ['linear', 0.3, 64, 0.075],
    ['root', 0.3, 256, 0.3],
    ['root', 0.3, 1024, 0.6],
    ['root', 1.2, 4096, 4.8],
    ['root', 1.2, 1, 0.075],
  ] as const)('%s: %s at %s is %s', (scaling, rate, batch, expected) => {
    expect(scaleLearningRate(rate, batch, scaling)).toBeCloseTo(expected, 12)
  })

  it.each([
    [Number.NaN, 256],
    [-1, 256],
    [0.1, 0],
    [0.1, 1.5],
    [0.1, Number.POSITIVE_INFINITY],
  ])('refuses a rate of %s for a batch of %s', (rate, batch) => {
    expect(() => scaleLearningRate(rate, batch, 'linear')).toThrow(ValueError)
  })
})
