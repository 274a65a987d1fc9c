import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { withDeltas } from './deltas.js'
import { frameStatistics } from './frame-statistics.js'
import { type MfccOptions, mfcc } from './mfcc.js'

describe('mfcc', () => {
  it('puts loudness into the 0th coefficient alone', () => {
    const coefficients = mfcc({ sampleRate: 16000 })
    const signal = Float32Array.from({ length: 800 }, (_, n) => 0.1 * Math.sin(0.3 * n) + 0.01 * Math.sin(n * n))
    const [soft, loud] = [coefficients(signal), coefficients(signal.map((x) => 10 * x))]
    expect(soft.columns).toBe(13)
    for (const [i, value] of soft.data.entries()) {
      const rise = i % 13 === 0 ? Math.sqrt(40) * Math.log(100) : 0
      expect(Math.abs(loud.data[i]! - value - rise)).toBeLessThan(1e-3)
    }
  })

  it.each([
    ['coefficients', { sampleRate: 8000, coefficients: 41 }],
    ['coefficients', { sampleRate: 8000, coefficients: 0 }],
    ['coefficients', { sampleRate: 8000, bands: 12 }],
    ['deltas', { sampleRate: 8000, deltas: 3 } as unknown as MfccOptions],
  ])('refuses %s out of its range', (name, options) => {
    expect(() => mfcc(options)).toThrow(ValueError)
    expect(() => mfcc(options)).toThrow(name)
  })
})

describe('withDeltas', () => {
  it('finds the slope of a line, and none of it', () => {
    const line = { rows: 9, columns: 1, data: Float32Array.from({ length: 9 }, (_, i) => 3 * i) }
    const { columns, data } = withDeltas(line, 2)
    expect(columns).toBe(3)
    expect(Array.from(data.subarray(4 * 3, 5 * 3))).toEqual([12, 3, 0])
  })

  it('gives one frame no change, and leaves features as they are for no order', () => {
    const one = { rows: 1, columns: 2, data: Float32Array.of(5, 6) }
    expect(Array.from(withDeltas(one, 1).data)).toEqual([5, 6, 0, 0])
    expect(withDeltas(one, 0)).toEqual(one)
  })
})

describe('frameStatistics', () => {
  it('gives means and then deviations', () => {
    const frames = { rows: 2, columns: 2, data: Float32Array.of(1, 10, 3, 10) }
    expect(Array.from(frameStatistics(frames))).toEqual([2, 10, 1, 0])
  })

  it('refuses no frames', () => {
    expect(() => frameStatistics({ rows: 0, columns: 2, data: new Float32Array() })).toThrow(ValueError)
  })
})
