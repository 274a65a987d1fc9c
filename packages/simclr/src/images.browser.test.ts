// What pages do with images: draw them, read them, and write PNG files.

import { encodePng, imageSheet } from '@infonce/views'
import { expect, it } from 'vitest'
import { drawings, openDescribed } from './browser.js'

// What a page has and Node's types lack.
declare const createImageBitmap: (file: Blob) => Promise<{ readonly width: number; readonly height: number }>
declare const OffscreenCanvas: new (
  width: number,
  height: number,
) => {
  getContext(kind: '2d'): {
    drawImage(image: object, x: number, y: number): void
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
  }
}

it('drawings have the bytes that they have in Node', async () => {
  const bytes = [...drawings({ images: 20 })].flatMap(({ pixels }) => [...pixels])
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)))
  // That of drawings.test.ts.
  expect(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(
    'b9811e82aeff6973699308ffa3a4b7ec2d4f0a7735a51e2dd62c10111dc1f837',
  )
})

it('a sheet of images is a PNG file that the browser shows', async () => {
  const set = await openDescribed({ origin: { kind: 'drawings', options: { images: 4, size: 16 } } })
  const images = await Promise.all([0, 1, 2, 3].map(async (index) => ({ pixels: await set.read(index) })))
  const sheet = imageSheet({ rows: [images.slice(0, 2), images.slice(2)], size: 16, scale: 2 })
  const file = await encodePng(sheet.pixels, sheet.width, sheet.height)
  const bitmap = await createImageBitmap(new Blob([file], { type: 'image/png' }))
  expect([bitmap.width, bitmap.height]).toEqual([sheet.width, sheet.height])
  const context = new OffscreenCanvas(sheet.width, sheet.height).getContext('2d')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, sheet.width, sheet.height)
  expect(data.filter((_, i) => i % 4 < 3)).toEqual(new Uint8ClampedArray(sheet.pixels))
})

it('there are no files: a description of them says what to give instead', async () => {
  await expect(openDescribed({ origin: { kind: 'files', path: '/images' } })).rejects.toThrow(
    "/images: files cannot be opened in a browser: draw them on a canvas, and pass the pixels (kind 'memory')",
  )
})
