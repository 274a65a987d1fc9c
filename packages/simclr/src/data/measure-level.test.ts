// Mean and deviation of pixels.
import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { ImageError } from '../errors.js'
import { type ImageSet, imagesInMemory } from './images.js'
import { measureLevel } from './measure-level.js'

const random = Random.fromSeed(8)
const setOf = (images: readonly Uint8Array[], channels: number): ImageSet =>
  imagesInMemory({
    images: images.map((pixels, i) => ({ name: `p${i}`, pixels })),
    size: Math.sqrt(images[0]!.length / channels),
    channels,
  })

describe('measureLevel', () => {
  it('is mean and deviation of each channel, of pixels 0 to 1', async () => {
    const images = Array.from({ length: 7 }, () =>
      Uint8Array.from({ length: 3 * 25 }, (_, i) =>
        i < 25 ? random.below(256) : i < 50 ? 100 + random.below(9) : 255 * random.below(2),
      ),
    )
    const { mean, deviation } = await measureLevel(setOf(images, 3))
    for (const channel of [0, 1, 2]) {
      const values = images.flatMap((pixels) =>
        [...pixels.subarray(25 * channel, 25 * (channel + 1))].map((x) => x / 255),
      )
      const average = values.reduce((sum, value) => sum + value, 0) / values.length
      expect(mean[channel]).toBeCloseTo(average, 12)
      const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
      expect(deviation[channel]).toBeCloseTo(Math.sqrt(squares / values.length), 10)
    }
  })

  it('looks at 10,000 images at even distances', async () => {
    const asked: number[] = []
    const set: ImageSet = {
      ...{ size: 1, channels: 1 },
      images: Array.from({ length: 25_000 }, (_, i) => ({ name: `p${i}`, labels: {} })),
      read: async (index) => {
        asked.push(index)
        return Uint8Array.of(index < 12_500 ? 0 : 255)
      },
    }
    expect(await measureLevel(set)).toEqual({ mean: [0.5], deviation: [0.5] })
    expect(asked).toHaveLength(10_000)
    expect(new Set(asked).size).toBe(10_000)
    expect([asked[0], asked[1], asked[2], asked[9_999]]).toEqual([0, 2, 5, 24_997])
  })

  it('refuses images without contrast, and stops at a signal', async () => {
    const flat = setOf([new Uint8Array(4).fill(77), new Uint8Array(4).fill(77)], 1)
    await expect(measureLevel(flat)).rejects.toThrow(ImageError)
    await expect(measureLevel(flat)).rejects.toThrow('every pixel of channel 1 has one value')
    await expect(measureLevel(flat, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})
