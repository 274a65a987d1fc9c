import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { LOG_MEL_FLOOR, logMel } from './log-mel.js'
import { hertzOfMel, melOfHertz } from './mel-filters.js'

const sine = (length: number, hertz: number, sampleRate: number) =>
  Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / sampleRate))

describe('logMel', () => {
  it('hears a tone in its band, at any rate', () => {
    for (const sampleRate of [8000, 16000, 22050, 44100, 48000])
      for (const hertz of [250, 1000, 3000]) {
        const { columns, data } = logMel({ sampleRate })(sine(4000, hertz, sampleRate))
        const loudest = data.subarray(0, columns).indexOf(Math.max(...data.subarray(0, columns)))
        const center = hertzOfMel((melOfHertz(sampleRate / 2) * (loudest + 1)) / 41)
        expect(Math.abs(melOfHertz(center) - melOfHertz(hertz))).toBeLessThan(melOfHertz(sampleRate / 2) / 41)
      }
  })

  it('rises by ln 4 where a signal doubles', () => {
    const energies = logMel({ sampleRate: 8000 })
    const tone = sine(400, 900, 8000)
    const [soft, loud] = [energies(tone).data, energies(tone.map((x) => 2 * x)).data]
    for (const [i, value] of soft.entries()) expect(Math.abs(loud[i]! - value - Math.log(4))).toBeLessThan(1e-5)
  })

  it.each([
    [1, 1],
    [199, 1],
    [200, 1],
    [279, 1],
    [280, 2],
    [1000, 11],
  ])('makes of %i samples at 8 kHz %i frames', (length, rows) => {
    expect(logMel({ sampleRate: 8000 })(sine(length, 500, 8000)).rows).toBe(rows)
  })

  it('takes a signal that is shorter than a frame as if zeros came behind it', () => {
    const energies = logMel({ sampleRate: 8000 })
    const padded = new Float32Array(200)
    padded.set(sine(120, 700, 8000))
    expect(energies(sine(120, 700, 8000))).toEqual(energies(padded))
  })

  it('gives silence the logarithm of the floor', () => {
    const { data } = logMel({ sampleRate: 8000 })(new Float32Array(300))
    expect(new Set(data)).toEqual(new Set([Math.fround(Math.log(LOG_MEL_FLOOR))]))
  })

  it('keeps the noise of 16-bit rounding above the floor, and a sine about 10³', () => {
    const energies = logMel({ sampleRate: 8000 })
    const rounding = Float32Array.from({ length: 2000 }, (_, n) => (Math.sin(n * n) > 0 ? 0.5 : -0.5) / 32768)
    expect(Math.exp(Math.min(...energies(rounding).data))).toBeGreaterThan(LOG_MEL_FLOOR)
    const loudest = Math.exp(Math.max(...energies(sine(2000, 1000, 8000)).data))
    expect(loudest).toBeGreaterThan(1e3)
    expect(loudest).toBeLessThan(1e4)
  })

  it('refuses signals without samples or with samples that are no numbers', () => {
    const energies = logMel({ sampleRate: 8000 })
    expect(() => energies(new Float32Array())).toThrow('no samples')
    expect(() => energies(Float32Array.of(0, 1, Number.NaN))).toThrow('sample 2 is NaN')
    expect(() => energies(Float32Array.of(Number.POSITIVE_INFINITY))).toThrow('sample 0 is Infinity')
  })

  it.each([
    ['sampleRate', { sampleRate: 0 }],
    ['sampleRate', { sampleRate: Number.NaN }],
    ['frameSeconds', { sampleRate: 8000, frameSeconds: 0 }],
    ['hopSeconds', { sampleRate: 8000, hopSeconds: 1e-5 }],
    ['bands', { sampleRate: 8000, bands: 2.5 }],
    ['half the sample rate', { sampleRate: 8000, highestFrequency: 4001 }],
    ['half the sample rate', { sampleRate: 8000, lowestFrequency: 3000, highestFrequency: 3000 }],
    ['between two bins', { sampleRate: 8000, frameSeconds: 0.005 }],
  ])('refuses %s out of its range', (name, options) => {
    expect(() => logMel(options)).toThrow(ValueError)
    expect(() => logMel(options)).toThrow(name)
  })
})
