// Sprites hold the images, each in its place.
import { Random } from '@infonce/core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { imagesInMemory } from './image-report.fixture.js'
import { makeSprite, resized } from './sprite.js'

const noise = (length: number, seed: number): Uint8Array => {
  const random = Random.fromSeed(seed)
  return Uint8Array.from({ length }, () => random.below(256))
}

describe('resized', () => {
  it('is the mean of whole blocks', () => {
    const pixels = noise(3 * 8 * 8, 1)
    const small = resized(pixels, 3, 8, 2)
    for (let channel = 0; channel < 3; channel++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 2; x++) {
          let sum = 0
          for (let i = 0; i < 4; i++)
            for (let j = 0; j < 4; j++) sum += pixels[channel * 64 + (4 * y + i) * 8 + 4 * x + j]!
          expect(Math.abs(small[channel * 4 + y * 2 + x]! - sum / 16)).toBeLessThanOrEqual(0.5)
        }
  })

  it('keeps a plain image plain where pixels are cut', () => {
    expect(new Set(resized(new Uint8Array(7 * 7).fill(201), 1, 7, 5))).toEqual(new Set([201]))
    // Of three pixels, the first new one has the first whole and half of the second.
    expect([...resized(Uint8Array.of(0, 90, 240, 0, 90, 240, 0, 90, 240), 1, 3, 2)]).toEqual([30, 190, 30, 190])
  })
})

describe('makeSprite', () => {
  const set = (count: number, size: number, channels = 3) =>
    imagesInMemory({
      images: Array.from({ length: count }, (_, i) => ({
        name: String(i),
        pixels: noise(channels * size * size, i + 1),
      })),
      size,
      channels,
    })
  const all = (images: ReturnType<typeof set>) => images.images.map((_, index) => ({ set: images, index }))

  it('has every image at its place, as another decoder reads it', async () => {
    const images = set(7, 6)
    const sprite = await makeSprite(all(images), 1e6)
    expect(sprite).toMatchObject({ side: 6, columns: 3, rows: 3 })
    const png = Buffer.from(sprite.address.replace('data:image/png;base64,', ''), 'base64')
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 18, height: 18, channels: 3 })
    for (let index = 0; index < 7; index++) {
      const pixels = await images.read(index)
      for (let y = 0; y < 6; y++)
        for (let x = 0; x < 6; x++)
          for (let channel = 0; channel < 3; channel++) {
            const [atX, atY] = [(index % 3) * 6 + x, Math.floor(index / 3) * 6 + y]
            expect(data[3 * (atY * 18 + atX) + channel]).toBe(pixels[channel * 36 + y * 6 + x])
          }
    }
  })

  it('makes images smaller where all of them would have too many pixels', async () => {
    const { side, columns, rows } = await makeSprite(all(set(50, 32, 1)), 20_000)
    expect(side).toBe(20)
    expect(columns * rows).toBeGreaterThanOrEqual(50)
  })
})
