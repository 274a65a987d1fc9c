// Colours can be told from the paper, and text on them can be read.
import { describe, expect, it } from 'vitest'
import { classColours, classShapes, classStyle, colourOf, cssColour, inkOn, type Rgb } from './colours.js'

/** Contrast of two colours by WCAG 2.2. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (colour: Rgb): number => {
    const [red, green, blue] = colour.map((value) =>
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

describe('colours of classes', () => {
  it('stand out from the panels they are drawn on', () => {
    for (const { light, dark } of classColours) {
      expect(contrast(parse(light), parse('#f5f6f8'))).toBeGreaterThan(3)
      expect(contrast(parse(dark), parse('#1d2128'))).toBeGreaterThan(3)
    }
  })

  it('differ for 50 classes in colour or shape', () => {
    const styles = Array.from({ length: 50 }, (_, code) => classStyle(code))
    expect(new Set(styles.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(50)
    for (const { colour, shape } of styles) expect([classColours[colour], classShapes[shape]]).not.toContain(undefined)
  })
})

describe('the scale', () => {
  it('goes from dark to light between its limits and stays there beyond them', () => {
    const scale = { low: -1, high: 3 }
    expect([-5, -1, 1, 3, 7].map((value) => cssColour(colourOf(value, scale)))).toEqual([
      '#440154',
      '#440154',
      '#21918c',
      '#fde725',
      '#fde725',
    ])
    const steps = Array.from({ length: 41 }, (_, i) => contrast(colourOf(i / 40, { low: 0, high: 1 }), [0, 0, 0]))
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(cssColour(colourOf(2, { low: 2, high: 2 }))).toBe('#fde725')
  })

  it('carries text that can be read everywhere', () => {
    for (let i = 0; i <= 100; i++) {
      const colour = colourOf(i / 100, { low: 0, high: 1 })
      expect(contrast(colour, inkOn(colour) === 'black' ? [0, 0, 0] : [255, 255, 255])).toBeGreaterThan(4.5)
    }
  })
})
