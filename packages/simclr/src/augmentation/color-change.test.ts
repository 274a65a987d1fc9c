import { describe, expect, it } from 'vitest'
import { type ColorChange, colorMap, LUMA } from './color-change.js'

const unchanged: ColorChange = { brightness: 1, contrast: 1, saturation: 1, hue: 0, gray: false }
const applied = (change: Partial<ColorChange>, pixel: readonly number[]): number[] => {
  const { matrix } = colorMap({ ...unchanged, ...change }, 3)
  return LUMA.map((_, row) => pixel.reduce((sum, x, column) => sum + matrix[3 * row + column]! * x, 0))
}
const luma = (pixel: readonly number[]): number => pixel.reduce((sum, x, i) => sum + LUMA[i]! * x, 0)

describe('colorMap', () => {
  it('is the identity where nothing changes', () => {
    const { matrix, offset } = colorMap(unchanged, 3)
    for (const [i, x] of matrix.entries()) expect(x).toBeCloseTo(i % 4 === 0 ? 1 : 0, 14)
    expect(offset).toBe(0)
  })

  it('turns hue from red towards green towards blue, and back at a full turn', () => {
    const [red, green, blue] = applied({ hue: 0.3 }, [0.8, 0.2, 0.2]) as [number, number, number]
    expect(green).toBeGreaterThan(0.2)
    expect(blue).toBeLessThan(0.2)
    expect(red).toBeLessThan(0.8)
    expect(applied({ hue: 0.3 }, [0.2, 0.8, 0.2])[2]).toBeGreaterThan(0.2)
    for (const [i, x] of applied({ hue: 2 * Math.PI }, [0.8, 0.2, 0.1]).entries())
      expect(x).toBeCloseTo([0.8, 0.2, 0.1][i]!, 14)
  })

  it('keeps luma and grays under saturation, hue and gray', () => {
    for (const change of [{ hue: 2 }, { saturation: 0.3 }, { saturation: 1.7, hue: -1 }, { gray: true }]) {
      expect(luma(applied(change, [0.9, 0.3, 0.1]))).toBeCloseTo(luma([0.9, 0.3, 0.1]), 14)
      for (const x of applied(change, [0.4, 0.4, 0.4])) expect(x).toBeCloseTo(0.4, 14)
    }
  })

  it('has a gain and an offset for one channel', () => {
    expect(colorMap({ ...unchanged, brightness: 1.5, contrast: 0.5, hue: 1, gray: true }, 1)).toEqual({
      matrix: [0.75],
      offset: 0.75,
    })
  })
})
