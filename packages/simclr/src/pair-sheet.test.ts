import { evaluate, input, Random, ValueError } from '@infonce/core'
import { ConfigurationError } from '@infonce/runtime'
import { encodePng, imageSheet } from '@infonce/views'
import { describe, expect, it } from 'vitest'
import { augment } from './augmentation/augment.js'
import { drawViews } from './augmentation/draw-views.js'
import type { ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { imagesInMemory } from './data/images.js'
import { ImageError } from './errors.js'
import { pairSheet } from './pair-sheet.js'

const SIZE = 6
/** One whose jitter goes both ways. */
const SEED = 5
const COUNT = 3 * SIZE * SIZE
const random = Random.fromSeed(3)
// Black and white count most: contrast takes them beyond 0 and 255.
const pixels = () => Uint8Array.from({ length: COUNT }, () => [0, 255, random.below(256)][random.below(3)]!)
const images = Array.from({ length: 5 }, (_, i) => ({ name: `${i}`, pixels: pixels() }))
const set = imagesInMemory({ images, size: SIZE })
const one = imagesInMemory({ images: images.slice(0, 1), size: SIZE })
const off: ConfigurationInput = { crop: [1, 1], flip: 0, jitter: 0, grayscale: 0 }

const sheetOf = async (rows: readonly (readonly Uint8Array[])[], channels = 3) => {
  const sheet = imageSheet({
    rows: rows.map((row) => row.map((each) => ({ pixels: each }))),
    size: SIZE,
    channels,
    group: 3,
  })
  return encodePng(sheet.pixels, sheet.width, sheet.height)
}

describe('pairSheet', () => {
  it('shows an image and its views, cut off at 0 and 255', async () => {
    const settings = configurationFor(one, { jitter: 1, grayscale: 0, jitterProbability: 1, seed: SEED })
    const source = input('images', 'float32', [1, 3, SIZE, SIZE])
    const original = images[0]!.pixels
    const drawn = Object.entries(drawViews(settings, 1, Random.fromSeed(SEED).split('views')))
    const { data } = evaluate(augment(source, settings).views, {
      images: { shape: [1, 3, SIZE, SIZE], data: Array.from(original, (x) => x / 255) },
      ...Object.fromEntries(
        drawn.map(([name, { dims, data }]) => [name, { shape: dims, data: Array.from(data, Number) }]),
      ),
    })
    const clamped = data.map((x) => Math.min(255, Math.max(0, Math.round(255 * x))))
    expect(Math.max(...data)).toBeGreaterThan(1.01)
    expect(Math.min(...data)).toBeLessThan(-0.01)
    const views = [clamped.slice(0, COUNT), clamped.slice(COUNT)].map((view) => Uint8Array.from(view))
    expect(await pairSheet(one, { jitter: 1, grayscale: 0, jitterProbability: 1, seed: SEED })).toEqual(
      await sheetOf([[original, ...views]]),
    )
  })

  it('shows each image three times where nothing happens, in rows of so many', async () => {
    const found = await pairSheet(set, off, { columns: 2, seed: 8 })
    const order = Random.fromSeed(8).split('pictures').shuffle([0, 1, 2, 3, 4])
    const triples = order.map((index) => new Array<Uint8Array>(3).fill(images[index]!.pixels))
    expect(found).toEqual(
      await sheetOf([triples.slice(0, 2), triples.slice(2, 4), triples.slice(4)].map((row) => row.flat())),
    )
  })

  it('shows images of one channel, some of them, and their mirror images', async () => {
    const gray = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => 7 * i)
    const mirrored = gray.map((_, i) => 7 * (SIZE * Math.floor(i / SIZE) + (SIZE - 1 - (i % SIZE))))
    const grays = [0, 1, 2].map((i) => ({ name: `${i}`, pixels: gray }))
    const found = await pairSheet(
      imagesInMemory({ images: grays, size: SIZE, channels: 1 }),
      { ...off, flip: 1 },
      {
        images: 2,
        columns: 1,
      },
    )
    expect(found).toEqual(await sheetOf(new Array(2).fill([gray, mirrored, mirrored]), 1))
  })

  it('makes the same of the same seed, another of another, which by default is the configuration’s', async () => {
    const first = await pairSheet(set, { seed: 2 })
    expect(await pairSheet(set, {}, { seed: 2 })).toEqual(first)
    expect(await pairSheet(set, { seed: 2 }, { seed: 3 })).not.toEqual(first)
  })

  it('refuses what cannot be', async () => {
    await expect(pairSheet(set, { flip: 2 })).rejects.toThrow(ConfigurationError)
    await expect(pairSheet(set, { size: 12 })).rejects.toThrow(ImageError)
    for (const options of [{ images: 0 }, { columns: 1.5 }])
      await expect(pairSheet(set, {}, options)).rejects.toThrow(ValueError)
  })
})
