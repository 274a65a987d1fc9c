// Pictures in memory.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { PictureError } from '../errors.js'
import { picturesInMemory, selectPictures } from './pictures.js'

const one = (name: string, value: number, side = 2) => ({ name, pixels: new Uint8Array(side * side).fill(value) })

describe('picturesInMemory', () => {
  it('keeps the pictures as they are', async () => {
    const pictures = [{ ...one('a', 1), labels: { class: 'x' } }, one('b', 2)]
    const set = picturesInMemory({ pictures, size: 2, channels: 1 })
    expect(set).toMatchObject({ size: 2, channels: 1 })
    expect(set.pictures).toEqual([
      { name: 'a', labels: { class: 'x' } },
      { name: 'b', labels: {} },
    ])
    expect(await set.read(1)).toBe(pictures[1]!.pixels)
    for (const index of [-1, 2, 0.5]) await expect(set.read(index)).rejects.toThrow(ValueError)
  })

  it('refuses none, impossible sizes, and pictures of another size', () => {
    expect(() => picturesInMemory({ pictures: [], size: 2 })).toThrow('no pictures: give at least one')
    for (const wrong of [{ size: 0 }, { size: 1.5 }, { channels: 2 }])
      expect(() => picturesInMemory({ pictures: [one('a', 1)], size: 2, channels: 1, ...wrong })).toThrow(ValueError)
    const mixed = { pictures: [one('a', 1), one('b', 1, 3)], size: 2, channels: 1 }
    expect(() => picturesInMemory(mixed)).toThrow(PictureError)
    expect(() => picturesInMemory(mixed)).toThrow('b: has 9 numbers; a picture of 1 × 2 × 2 has 4')
    expect(() => picturesInMemory({ ...mixed, channels: 3 })).toThrow('a: has 4 numbers; a picture of 3 × 2 × 2 has 12')
  })
})

it('selectPictures keeps their order, and refuses a selection of none', async () => {
  const set = picturesInMemory({ pictures: [1, 2, 3].map((value) => one(`p${value}`, value)), size: 2, channels: 1 })
  const chosen = selectPictures(set, (_, index) => index !== 1)
  expect(chosen.pictures.map(({ name }) => name)).toEqual(['p1', 'p3'])
  expect((await chosen.read(1))[0]).toBe(3)
  await expect(chosen.read(2)).rejects.toThrow(ValueError)
  expect(() => selectPictures(set, ({ name }) => name === 'x')).toThrow('none of the 3 pictures is selected')
})
