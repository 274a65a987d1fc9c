// PNG, JPEG and WebP of every kind, against Pillow.
import { describe, expect, it } from 'vitest'
import { cmykFile, pictureFiles, resizedPicture } from '../testing/picture-files.fixture.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openPictures } from './open-pictures.js'

const folder = temporaryFolder()

/** Expects bytes to be the planes of the oracle, each within its tolerance. */
function expectPlanes(pixels: Uint8Array, planes: readonly unknown[], tolerance: number): void {
  const expected = planes.flat(2) as number[]
  expect(pixels).toHaveLength(expected.length)
  const worst = Math.max(...expected.map((value, i) => Math.abs(pixels[i]! - value)))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

describe('one picture', () => {
  it.each(pictureFiles)('$name ($file)', async ({ file, bytes, channels, planes, tolerance }) => {
    folder.put({ [file]: bytes })
    const set = await openPictures(folder.path)
    expect(set).toMatchObject({ size: 8, channels, sizes: { count: 1, smallest: [8, 8] } })
    expectPlanes(await set.read(0), planes, tolerance)
  })

  it('of grey has the same three planes where colours are asked for', async () => {
    const { file, bytes, planes } = pictureFiles.find(({ name }) => name === 'grey')!
    folder.put({ [file]: bytes })
    const set = await openPictures(folder.path, { channels: 3 })
    expectPlanes(await set.read(0), [planes[0], planes[0], planes[0]], 0)
  })

  it('of colours becomes grey where that is asked for', async () => {
    const { file, bytes } = pictureFiles.find(({ name }) => name === 'EXIF orientation 1')!
    folder.put({ [file]: bytes })
    const set = await openPictures(folder.path, { channels: 1 })
    const grey = await set.read(0)
    expect(grey).toHaveLength(64)
    // Black is dark, red lighter, green lightest.
    const [red, green, black] = [grey[0]!, grey[7]!, grey[63]!]
    expect(black).toBeLessThan(20)
    expect(red).toBeGreaterThan(black + 40)
    expect(green).toBeGreaterThan(red + 40)
  })

  it('of CMYK has the colours that were meant', async () => {
    folder.put({ 'x.jpg': cmykFile })
    const set = await openPictures(folder.path)
    expect(set.channels).toBe(3)
    const pixels = await set.read(0)
    const at = (place: number) => [pixels[place]!, pixels[64 + place]!, pixels[128 + place]!] as const
    // How red the ink is depends on the profile.
    const [red, green, blue] = at(0)
    expect(red).toBeGreaterThan(180)
    expect(Math.max(green, blue)).toBeLessThan(90)
    expect(Math.max(...at(63))).toBeLessThan(80)
  })

  it('is resized to cover the square, and cut from its middle', async () => {
    folder.put({ 'x.png': resizedPicture.bytes })
    const set = await openPictures(folder.path, { size: 16 })
    expect(set).toMatchObject({ size: 16, sizes: { count: 1, smallest: [60, 44], largest: [60, 44] } })
    expectPlanes(await set.read(0), resizedPicture.planes, resizedPicture.tolerance)
  })
})
