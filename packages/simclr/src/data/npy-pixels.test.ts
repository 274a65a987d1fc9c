// Arrays of images of every kind of number, written by NumPy; and hints, run by NumPy.
import { join } from 'node:path'
import { npyLayout, readFromBytes } from '@infonce/runtime/internals'
import { describe, expect, it } from 'vitest'
import { ImageError } from '../errors.js'
import fixture from '../fixtures/npy-pixels.json' with { type: 'json' }
import { temporaryFolder } from '../testing/temporary-folder.js'
import { openImages } from './open-images.js'

const folder = temporaryFolder()
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

async function pixelsOf(base64: string, options: Parameters<typeof openImages>[1] = {}): Promise<number[][]> {
  folder.put({ 'x.npy': bytesOf(base64) })
  const set = await openImages(join(folder.path, 'x.npy'), options)
  return Promise.all(set.images.map(async (_, i) => [...(await set.read(i))]))
}

describe('what is clear', () => {
  it.each(fixture.read)('$name', async ({ base64, pixels }) => {
    expect(await pixelsOf(base64)).toEqual(pixels)
    // Read in parts.
    expect(await pixelsOf(base64, { cacheBytes: 20 })).toEqual(pixels)
  })
})

describe('what is not', () => {
  it.each(fixture.refused)('$name: refused with conversions that work', async ({ base64, hints }) => {
    const error: Error = await pixelsOf(base64).then(
      () => expect.fail('nothing was thrown'),
      (thrown) => thrown,
    )
    expect(error).toBeInstanceOf(ImageError)
    expect(error.message).not.toContain('\n')
    for (const { text, base64: converted } of hints) {
      expect(error.message).toContain(`(${text})`)
      const values = (await pixelsOf(converted)).flat()
      // What was different still is: nothing became one black image.
      expect(new Set(values).size).toBeGreaterThan(1)
    }
  })

  it.each(fixture.strange)('$name: refused with a conversion that is read', ({ base64, hint, converted }) => {
    const layoutOf = (bytes: Uint8Array) => readFromBytes(npyLayout(bytes.length, 'x.npy', ImageError), bytes)
    expect(() => layoutOf(bytesOf(base64))).toThrow(`(${hint})`)
    expect(layoutOf(bytesOf(converted)).shape.length).toBe(1)
  })
})
