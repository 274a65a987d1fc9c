// Sheets, pixel by pixel.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { imageSheet, type Sheet } from './image-sheet.js'

/** The sheet as text: one letter a pixel. */
function drawn({ width, height, pixels }: Sheet, letters: Readonly<Record<string, string>>): string[] {
  const letter = (at: number) => letters[pixels.subarray(3 * at, 3 * at + 3).join(' ')] ?? '?'
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => letter(y * width + x)).join(''),
  )
}

/** A gray image of 2 × 2. */
const gray = (...pixels: number[]) => ({ pixels: Uint8Array.from(pixels) })
const letters = { '1 1 1': 'a', '2 2 2': 'b', '3 3 3': 'c', '4 4 4': 'd', '255 255 255': '.', '9 0 0': '#' }

describe('imageSheet', () => {
  it('puts images in rows and columns, with gaps between and around', () => {
    const rows = [[gray(1, 2, 3, 4), gray(4, 3, 2, 1)], [gray(1, 1, 1, 1)]]
    expect(drawn(imageSheet({ rows, size: 2, channels: 1, scale: 1, gap: 1 }), letters)).toEqual([
      '.......',
      '.ab.dc.',
      '.cd.ba.',
      '.......',
      '.aa....',
      '.aa....',
      '.......',
    ])
  })

  it('enlarges every pixel to a square', () => {
    const sheet = imageSheet({ rows: [[gray(1, 2, 3, 4)]], size: 2, channels: 1, scale: 3, gap: 0 })
    expect(drawn(sheet, letters)).toEqual(['aaabbb', 'aaabbb', 'aaabbb', 'cccddd', 'cccddd', 'cccddd'])
  })

  it('takes the planes of colors, and draws on the background', () => {
    const pixels = Uint8Array.of(10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33)
    const sheet = imageSheet({ rows: [[null, { pixels }]], size: 2, scale: 1, gap: 0, background: [7, 8, 9] })
    expect(sheet).toMatchObject({ width: 4, height: 2 })
    expect([...sheet.pixels]).toEqual([
      ...[7, 8, 9, 7, 8, 9, 10, 20, 30, 11, 21, 31],
      ...[7, 8, 9, 7, 8, 9, 12, 22, 32, 13, 23, 33],
    ])
  })

  it('frames an image in half of its gap', () => {
    const rows = [[{ ...gray(1, 1, 1, 1), frame: [9, 0, 0] as const }, gray(2, 2, 2, 2)]]
    expect(drawn(imageSheet({ rows, size: 2, channels: 1, scale: 1, gap: 2 }), letters)).toEqual([
      '..........',
      '.####.....',
      '.#aa#.bb..',
      '.#aa#.bb..',
      '.####.....',
      '..........',
    ])
  })

  it('parts groups of columns by wider gaps', () => {
    const rows = [[1, 2, 3].map((value) => ({ pixels: Uint8Array.of(value) }))]
    const sheet = imageSheet({ rows, size: 1, channels: 1, scale: 1, gap: 1, group: 2 })
    expect(drawn(sheet, letters)).toEqual(['.........', '.a.b...c.', '.........'])
  })

  it('enlarges by default to 64 pixels or a little more, and never makes smaller', () => {
    const width = (size: number) =>
      imageSheet({ rows: [[{ pixels: new Uint8Array(size * size) }]], size, channels: 1 }).width
    expect([28, 32, 64, 96].map(width)).toEqual([84 + 8, 64 + 8, 64 + 8, 96 + 8])
  })

  it('refuses images of other sizes, none, and impossible options', () => {
    const one = { rows: [[gray(1, 2, 3, 4)]], size: 2, channels: 1 }
    expect(() => imageSheet({ ...one, channels: 3 })).toThrow(
      'image 0 of row 0 (counted from 0) has 4 numbers; one of 3 × 2 × 2 has 12',
    )
    for (const wrong of [{ rows: [] }, { rows: [[]] }, { scale: 0.5 }, { gap: -1 }, { group: 0 }, { channels: 2 }])
      expect(() => imageSheet({ ...one, ...wrong })).toThrow(ValueError)
  })
})
