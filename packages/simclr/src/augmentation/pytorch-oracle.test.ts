import { evaluate, input } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../configuration.js'
import oracle from '../fixtures/augmentation.json' with { type: 'json' }
import { feedsOf, type Image, type ViewChange } from './augment.fixture.js'
import { augment } from './augment.js'
import type { CropBox } from './crop-box.js'

const { size } = oracle
const unchanged: ViewChange = {
  crop: [0, 0, size, size],
  flipped: false,
  blur: 0,
  color: { brightness: 1, contrast: 1, saturation: 1, hue: 0, gray: false },
}
const rows = Array.from({ length: size }, (_, i) => i)

/** Our view by the reference, and theirs, as lists of the given rows and columns. */
function both(
  pixels: readonly number[],
  view: readonly number[],
  change: Partial<ViewChange>,
  inner = { rows, columns: rows },
) {
  const at = (data: ArrayLike<number>, channel: number, y: number, x: number) => data[(channel * size + y) * size + x]!
  const image: Image = [0, 1, 2].map((channel) => rows.map((y) => rows.map((x) => at(pixels, channel, y, x))))
  const sample = {
    name: 'pytorch',
    settings: parseConfiguration({ size, blur: 0.5 }),
    images: [image],
    changes: [[{ ...unchanged, ...change }]],
  }
  const { views } = augment(input('images', 'float32', ['N', 3, size, size]), sample.settings, 1)
  const { data } = evaluate(views, feedsOf(sample))
  const pick = (list: ArrayLike<number>) =>
    [0, 1, 2].flatMap((channel) => inner.rows.flatMap((y) => inner.columns.map((x) => at(list, channel, y, x))))
  return { found: pick(data), expected: pick(view) }
}

function expectClose({ found, expected }: { found: number[]; expected: number[] }, tolerance: number): void {
  expect(found.length).toBeGreaterThan(0)
  expect(Math.max(...found.map((x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(tolerance)
}

describe('augmentation as PyTorch and torchvision do it', () => {
  it.each(oracle.crops)('samples crop $crop, flipped $flipped, as grid_sample', ({ crop, flipped, view }) => {
    expectClose(both(oracle.image, view, { crop: crop as unknown as CropBox, flipped }), 1e-9)
  })

  // torchvision cuts first, so that rows beyond the outermost centers of the crop are these; ours see the image.
  it.each(oracle.resized)('resizes crop $crop as resized_crop, inside of its edges', ({ crop, view, ...inner }) => {
    expectClose(both(oracle.image, view, { crop: crop as unknown as CropBox }, inner), 1e-9)
  })

  // torchvision's kernel ends somewhere and mirrors the image beyond its edges.
  it.each(oracle.blurs)('blurs by $blur as gaussian_blur, away from the edges', ({ blur, view, ...inner }) => {
    expectClose(both(oracle.image, view, { blur }, inner), 1e-9)
  })

  // torchvision weighs red by 0.2989, so that its weights add up to 0.9999. Its hue is another: it turns HSV.
  it.each(oracle.colors)('changes colors as the functions adjust_…: $color', ({ color, view }) => {
    expectClose(both(oracle.middling, view, { color }), 2e-4)
  })
})
