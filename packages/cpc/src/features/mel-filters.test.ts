import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { hertzOfMel, melFilters, melOfHertz } from './mel-filters.js'

describe('melOfHertz', () => {
  it('is about 1000 at 1000 Hz, as the scale was made, and hertzOfMel turns it round', () => {
    expect(melOfHertz(0)).toBe(0)
    expect(Math.abs(melOfHertz(1000) - 1000)).toBeLessThan(0.02)
    for (const hertz of [0, 1, 440, 20000]) expect(Math.abs(hertzOfMel(melOfHertz(hertz)) - hertz)).toBeLessThan(1e-9)
  })
})

describe('melFilters', () => {
  it('overlap so that each bin between the first and the last peak counts once', () => {
    const size = 512
    const filters = melFilters(20, size, 16000, 0, 8000)
    const sums = new Float64Array(size / 2 + 1)
    for (const { first, weights } of filters) for (const [i, weight] of weights.entries()) sums[first + i]! += weight
    const edge = (i: number) => (hertzOfMel((melOfHertz(8000) * i) / 21) * size) / 16000
    for (const [bin, sum] of sums.entries())
      if (bin >= edge(1) && bin <= edge(20)) expect(Math.abs(sum - 1)).toBeLessThan(1e-12)
      else expect(sum).toBeLessThan(1)
  })

  it('keep to the frequencies asked for', () => {
    for (const { first, weights } of melFilters(10, 512, 16000, 300, 3400)) {
      expect((first * 16000) / 512).toBeGreaterThan(300)
      expect(((first + weights.length - 1) * 16000) / 512).toBeLessThan(3400)
    }
  })

  it('refuse bands that hold no bin', () => {
    expect(() => melFilters(120, 256, 8000, 0, 4000)).toThrow(ValueError)
    expect(() => melFilters(120, 256, 8000, 0, 4000)).toThrow('band 1 of 120, 0.0 to 22.4 Hz')
  })
})
