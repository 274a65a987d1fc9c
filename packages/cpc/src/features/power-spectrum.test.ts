import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { powerSpectrum } from './power-spectrum.js'

describe('powerSpectrum', () => {
  it.each([
    [2, 2],
    [4, 3],
    [16, 16],
    [64, 33],
    [128, 1],
  ])('of size %i is that of the sums, for %i samples', (size, length) => {
    const random = Random.fromSeed(size)
    const samples = Float64Array.from({ length }, () => random.normal())
    const power = new Float64Array(size / 2 + 1)
    const transform = powerSpectrum(size)
    // What an earlier call left behind must not be heard.
    transform(new Float64Array(size).fill(5), power)
    transform(samples, power)
    for (const [bin, found] of power.entries()) {
      let [real, imaginary] = [0, 0]
      for (const [n, sample] of samples.entries()) {
        real += sample * Math.cos((2 * Math.PI * bin * n) / size)
        imaginary += sample * Math.sin((2 * Math.PI * bin * n) / size)
      }
      expect(Math.abs(found - real ** 2 - imaginary ** 2)).toBeLessThan(1e-11 * size)
    }
  })
})
