// PNG files, read back by other programs' decoders.
import { Random, ValueError } from '@infonce/core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { encodePng } from './png.js'

const random = Random.fromSeed(5)
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256))

describe('encodePng', () => {
  it.each([
    [1, 1],
    [1, 7],
    [7, 1],
    [33, 20],
    [300, 200],
  ])('%i × %i pixels are those that sharp reads', async (width, height) => {
    for (const pixels of [noise(3 * width * height), new Uint8Array(3 * width * height).fill(200)]) {
      const { data, info } = await sharp(await encodePng(pixels, width, height))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject({ width, height, channels: 3 })
      expect([...data]).toEqual([...pixels])
    }
  })

  it('has the checksums of the standard: a decoder that minds them finds no fault', async () => {
    const file = await encodePng(noise(60), 5, 4)
    // The IEND chunk, whose bytes every PNG file ends with (PNG specification, section 11.2.5).
    expect([...file.subarray(-12)]).toEqual([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
    await expect(sharp(file, { failOn: 'warning' }).raw().toBuffer()).resolves.toHaveLength(60)
    const broken = Uint8Array.from(file)
    broken[20]! ^= 1
    await expect(sharp(broken, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow()
  })

  it('compresses what repeats', async () => {
    expect((await encodePng(new Uint8Array(3 * 500 * 500).fill(9), 500, 500)).length).toBeLessThan(5000)
  })

  it('refuses sizes that are none, and another number of bytes', async () => {
    await expect(encodePng(new Uint8Array(0), 0, 1)).rejects.toThrow(ValueError)
    await expect(encodePng(new Uint8Array(3), 1, 1.5)).rejects.toThrow('height must be a whole number from 1')
    await expect(encodePng(new Uint8Array(3), 1, 2)).rejects.toThrow('an image of 1 × 2 has 6 bytes, found 3')
  })
})
