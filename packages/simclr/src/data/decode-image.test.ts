// PNG, JPEG and WebP of every kind, against Pillow.
import { describe, expect, it } from 'vitest'
import { cmykFile, imageFiles, resizedImage } from '../testing/image-files.fixture.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openImages } from './open-images.js'

const folder = temporaryFolder()

/** Expects bytes to be the planes of the oracle, each within its tolerance. */
function expectPlanes(pixels: Uint8Array, planes: readonly unknown[], tolerance: number): void {
  const expected = planes.flat(2) as number[]
  expect(pixels).toHaveLength(expected.length)
  const worst = Math.max(...expected.map((value, i) => Math.abs(pixels[i]! - value)))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

describe('one image', () => {
  it.each(imageFiles)('$name ($file)', async ({ file, bytes, channels, planes, tolerance }) => {
    folder.put({ [file]: bytes })
    const set = await openImages(folder.path)
    expect(set).toMatchObject({ size: 8, channels, sizes: { count: 1, smallest: [8, 8] } })
    expectPlanes(await set.read(0), planes, tolerance)
  })

  it('of gray has the same three planes where colors are asked for', async () => {
    const { file, bytes, planes } = imageFiles.find(({ name }) => name === 'gray')!
    folder.put({ [file]: bytes })
    const set = await openImages(folder.path, { channels: 3 })
    expectPlanes(await set.read(0), [planes[0], planes[0], planes[0]], 0)
  })

  it('of colors becomes gray where that is asked for', async () => {
    const { file, bytes } = imageFiles.find(({ name }) => name === 'EXIF orientation 1')!
    folder.put({ [file]: bytes })
    const set = await openImages(folder.path, { channels: 1 })
    const gray = await set.read(0)
    expect(gray).toHaveLength(64)
    // Black is dark, red lighter, green lightest.
    const [red, green, black] = [gray[0]!, gray[7]!, gray[63]!]
    expect(black).toBeLessThan(20)
    expect(red).toBeGreaterThan(black + 40)
    expect(green).toBeGreaterThan(red + 40)
  })

  it('of CMYK has the colors that were meant', async () => {
    folder.put({ 'x.jpg': cmykFile })
    const set = await openImages(folder.path)
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
    folder.put({ 'x.png': resizedImage.bytes })
    const set = await openImages(folder.path, { size: 16 })
    expect(set).toMatchObject({ size: 16, sizes: { count: 1, smallest: [60, 44], largest: [60, 44] } })
    expectPlanes(await set.read(0), resizedImage.planes, resizedImage.tolerance)
  })
})
