// Images in memory.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { ImageError } from '../errors.js'
import { imagesInMemory, selectImages } from './images.js'

const one = (name: string, value: number, side = 2) => ({ name, pixels: new Uint8Array(side * side).fill(value) })

describe('imagesInMemory', () => {
  it('keeps the images as they are', async () => {
    const images = [{ ...one('a', 1), labels: { class: 'x' } }, one('b', 2)]
    const set = imagesInMemory({ images, size: 2, channels: 1 })
    expect(set).toMatchObject({ size: 2, channels: 1 })
    expect(set.images).toEqual([
      { name: 'a', labels: { class: 'x' } },
      { name: 'b', labels: {} },
    ])
    expect(await set.read(1)).toBe(images[1]!.pixels)
    for (const index of [-1, 2, 0.5]) await expect(set.read(index)).rejects.toThrow(ValueError)
  })

  it('refuses none, impossible sizes, and images of another size', () => {
    expect(() => imagesInMemory({ images: [], size: 2 })).toThrow('no images: give at least one')
    for (const wrong of [{ size: 0 }, { size: 1.5 }, { channels: 2 }])
      expect(() => imagesInMemory({ images: [one('a', 1)], size: 2, channels: 1, ...wrong })).toThrow(ValueError)
    const mixed = { images: [one('a', 1), one('b', 1, 3)], size: 2, channels: 1 }
    expect(() => imagesInMemory(mixed)).toThrow(ImageError)
    expect(() => imagesInMemory(mixed)).toThrow('b: has 9 numbers; an image of 1 × 2 × 2 has 4')
    expect(() => imagesInMemory({ ...mixed, channels: 3 })).toThrow('a: has 4 numbers; an image of 3 × 2 × 2 has 12')
  })
})

it('selectImages keeps their order, and refuses a selection of none', async () => {
  const set = imagesInMemory({ images: [1, 2, 3].map((value) => one(`p${value}`, value)), size: 2, channels: 1 })
  const chosen = selectImages(set, (_, index) => index !== 1)
  expect(chosen.images.map(({ name }) => name)).toEqual(['p1', 'p3'])
  expect((await chosen.read(1))[0]).toBe(3)
  await expect(chosen.read(2)).rejects.toThrow(ValueError)
  expect(() => selectImages(set, ({ name }) => name === 'x')).toThrow('none of the 3 images is selected')
})
