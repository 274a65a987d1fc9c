// Colors can be told from the paper, and text on them can be read.
import { describe, expect, it } from 'vitest'
import { classColors, classShapes, classStyle, colorOf, cssColor, inkOn, type Rgb } from './colors.js'

/** Contrast of two colors by WCAG 2.2. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (color: Rgb): number => {
    const [red, green, blue] = color.map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  }
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}
const parse = (css: string): Rgb => {
  const value = Number.parseInt(css.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

describe('colors of classes', () => {
  it('stand out from the panels they are drawn on', () => {
    for (const { light, dark } of classColors) {
      expect(contrast(parse(light), parse('#f5f6f8'))).toBeGreaterThan(3)
      expect(contrast(parse(dark), parse('#1d2128'))).toBeGreaterThan(3)
    }
  })

  it('differ for 50 classes in color or shape', () => {
    const styles = Array.from({ length: 50 }, (_, code) => classStyle(code))
    expect(new Set(styles.map(({ color, shape }) => `${color} ${shape}`)).size).toBe(50)
    for (const { color, shape } of styles) expect([classColors[color], classShapes[shape]]).not.toContain(undefined)
  })
})

describe('the scale', () => {
  it('goes from dark to light between its limits and stays there beyond them', () => {
    const scale = { low: -1, high: 3 }
    expect([-5, -1, 1, 3, 7].map((value) => cssColor(colorOf(value, scale)))).toEqual([
      '#440154',
      '#440154',
      '#21918c',
      '#fde725',
      '#fde725',
    ])
    const steps = Array.from({ length: 41 }, (_, i) => contrast(colorOf(i / 40, { low: 0, high: 1 }), [0, 0, 0]))
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(cssColor(colorOf(2, { low: 2, high: 2 }))).toBe('#fde725')
  })

  it('carries text that can be read everywhere', () => {
    for (let i = 0; i <= 100; i++) {
      const color = colorOf(i / 100, { low: 0, high: 1 })
      expect(contrast(color, inkOn(color) === 'black' ? [0, 0, 0] : [255, 255, 255])).toBeGreaterThan(4.5)
    }
  })
})
