import { createHash } from 'node:crypto'
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { colors, SHADE } from './colors.js'
import { type Drawing, drawings } from './drawings.js'
import { FARTHEST, shapeNames, shapes } from './shapes.js'
import { textureNames } from './textures.js'

const few = (options = {}): Drawing[] => [...drawings({ images: 20, ...options })]
const hashOf = (made: readonly Drawing[]): string => {
  const hash = createHash('sha256')
  for (const { pixels } of made) hash.update(pixels)
  return hash.digest('hex')
}

/** Shares of a wide enough square of points, as far as a shape reaches. */
function areaOf(shape: string): number {
  let inside = 0
  let farthest = 0
  const steps = 200
  for (let row = 0; row < steps; row++)
    for (let column = 0; column < steps; column++) {
      const [x, y] = [column, row].map((at) => ((at + 0.5) / steps) * 2.4 - 1.2) as [number, number]
      if (!shapes[shape]!(x, y)) continue
      inside++
      farthest = Math.max(farthest, x * x + y * y)
    }
  expect(Math.sqrt(farthest), shape).toBeLessThan(FARTHEST)
  return (inside / steps / steps) * 2.4 * 2.4
}

describe('drawings', () => {
  it('have shapes in turn, and texture and color at random', () => {
    const made = few({ images: 600 })
    expect(made.slice(0, 11).map(({ name }) => name)).toEqual([
      ...[
        'disc-0',
        'ring-1',
        'square-2',
        'triangle-3',
        'star-4',
        'cross-5',
        'crescent-6',
        'bar-7',
        'arrow-8',
        'heart-9',
      ],
      'disc-10',
    ])
    for (const { name, labels, pixels } of made) {
      expect(name.startsWith(`${labels.shape}-`)).toBe(true)
      expect(pixels).toHaveLength(3072)
    }
    expect(new Set(made.map(({ labels }) => labels.color)).size).toBe(8)
    // 60 of a shape: every texture and nearly every color is among them.
    for (const shape of shapeNames) {
      const own = made.filter(({ labels }) => labels.shape === shape)
      expect(own).toHaveLength(60)
      expect(new Set(own.map(({ labels }) => labels.texture)).size).toBe(textureNames.length)
      expect(new Set(own.map(({ labels }) => labels.color)).size).toBeGreaterThan(5)
    }
  })

  it('depend on the seed and their number alone', () => {
    const all = drawings({ images: 20 })
    expect({ count: all.count, size: all.size }).toEqual({ count: 20, size: 32 })
    expect([...all]).toEqual([...all])
    expect(few({ images: 5 })).toEqual(few().slice(0, 5))
    expect(hashOf(few())).not.toBe(hashOf(few({ seed: 2 })))
    expect(drawings().count).toBe(4000)
  })

  it('are the same bytes wherever they are drawn', () => {
    // Of Node 20 on x64; their arithmetic is that of IEEE 754 alone.
    expect(hashOf(few())).toBe('b9811e82aeff6973699308ffa3a4b7ec2d4f0a7735a51e2dd62c10111dc1f837')
  })

  it('show the shape in the color of its name, which the ground has not', () => {
    for (const { labels, pixels, name } of few({ images: 100 })) {
      const wanted = colors[labels.color]!
      const isOfColor = (at: number) =>
        wanted.every((value, channel) => Math.abs(pixels[1024 * channel + at]! - value) <= SHADE + 7)
      const share = Array.from({ length: 1024 }, (_, at) => at).filter(isOfColor).length / 1024
      // A circle around the shape takes 16 to 44 % of the image; what is of the color beside it are edges.
      expect(share, name).toBeGreaterThan(0.02)
      expect(share, name).toBeLessThan(0.5)
    }
  })

  it('have smooth edges: what is drawn larger and averaged is nearly the same', () => {
    const of = (size: number) => few({ images: 10, size })
    const small = of(16)
    for (const [index, { pixels }] of of(64).entries()) {
      let difference = 0
      for (let at = 0; at < 3 * 256; at++) {
        const [channel, row, column] = [at >> 8, (at >> 4) & 15, at & 15]
        let sum = 0
        for (let y = 0; y < 4; y++)
          for (let x = 0; x < 4; x++) sum += pixels[channel * 4096 + (4 * row + y) * 64 + 4 * column + x]!
        difference += Math.abs(sum / 16 - small[index]!.pixels[at]!)
      }
      expect(difference / 768, small[index]!.name).toBeLessThan(8)
    }
  })

  it.each([
    [{ images: 0 }, 'images must be a whole number from 1'],
    [{ images: 1.5 }, 'images must be a whole number from 1'],
    [{ size: 15 }, 'size must be a whole number from 16 to 256, found 15'],
    [{ size: 257 }, 'size must be a whole number from 16 to 256, found 257'],
    [{ seed: 0.5 }, 'seed must be a whole number'],
  ])('refuse %o when called', (options, message) => {
    expect(() => drawings(options)).toThrow(ValueError)
    expect(() => drawings(options)).toThrow(message)
  })
})

describe('shapes', () => {
  it.each([
    ['disc', Math.PI * 0.88 ** 2],
    ['ring', Math.PI * (0.95 ** 2 - 0.55 ** 2)],
    ['square', 1.52 ** 2],
    // (y + 1.05) / 1.732 to both sides, from y = −1.05 to 0.6.
    ['triangle', 1.65 ** 2 / 1.732],
    ['cross', 4 * (2 * 0.29 * 0.95 - 0.29 ** 2)],
    ['bar', 1.96 * 0.6],
    ['arrow', 0.9 * 0.98 ** 2 + 0.95 * 0.52],
  ])('%s has its area', (shape, area) => {
    expect(areaOf(shape) / area).toBeCloseTo(1, 1.5)
  })

  it('are no slivers, and lie within reach', () => {
    for (const shape of shapeNames) expect(areaOf(shape), shape).toBeGreaterThan(0.8)
  })
})
