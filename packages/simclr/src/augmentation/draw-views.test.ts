import { Random } from '@infonce/core'
import type { HostTensor } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from '../configuration.js'
import { drawViews } from './draw-views.js'

const N = 4000
const draw = (input: ConfigurationInput, seed = 1, images = N): Record<string, HostTensor> =>
  drawViews(parseConfiguration({ size: 40, ...input }), images, Random.fromSeed(seed))
/** One number of each view. */
const column = ({ data, dims }: HostTensor, index = 0): number[] => {
  const each = dims.slice(2).reduce((a, b) => a * b, 1)
  return Array.from({ length: data.length / each }, (_, i) => Number(data[i * each + index]))
}
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length

/** Numbers are uniform in low … high: in the bounds, and with the share below each quarter that it must be. */
function expectUniform(list: readonly number[], low: number, high: number): void {
  const margin = 1e-6 * (high - low)
  expect(Math.min(...list)).toBeGreaterThanOrEqual(low - margin)
  expect(Math.max(...list)).toBeLessThanOrEqual(high + margin)
  // Four standard deviations of a share.
  for (const quarter of [0.25, 0.5, 0.75]) {
    const share = list.filter((x) => x < low + quarter * (high - low)).length / list.length
    expect(Math.abs(share - quarter)).toBeLessThan(4 * Math.sqrt((quarter * (1 - quarter)) / list.length))
  }
}

/** Brightness, contrast, saturation and the cosine of the hue's angle of each view, read off its affine map. */
function factorsOf(drawn: Record<string, HostTensor>) {
  const matrices = drawn['batch/color']!
  const offsets = column(drawn['batch/contrast']!)
  const columns = Array.from({ length: 9 }, (_, i) => column(matrices, i))
  return offsets.map((offset, view) => {
    const [a, b, c, d, e, f, g, h, i] = columns.map((list) => list[view]!) as [number, ...number[]] & { length: 9 }
    const gain = a + b! + c!
    const brightness = gain + offset
    const determinant = a * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!)
    const saturation = Math.sqrt(Math.max(0, determinant) / gain ** 3)
    const cosine = ((a + e! + i!) / gain - 1) / (2 * saturation)
    return { brightness, contrast: gain / brightness, saturation, cosine }
  })
}

describe('drawViews', () => {
  it('draws the same from the same seed, and other numbers from another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => draw({ blur: 0.5 }, seed, 50))
    expect(again).toEqual(first)
    expect(Object.keys(first!)).toHaveLength(5)
    for (const [name, { data }] of Object.entries(first!)) expect(other![name]!.data, name).not.toEqual(data)
  })

  it('draws the numbers of a part whatever the others are', () => {
    const all = draw({ blur: 0.5 }, 1, 50)
    const only = (...names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]]))
    expect(draw({ blur: 0.5, jitter: 0, grayscale: 0 }, 1, 50)).toEqual(only('batch/crop', 'batch/flip', 'batch/blur'))
    expect(draw({ crop: [1, 1], flip: 0 }, 1, 50)).toEqual(only('batch/color', 'batch/contrast'))
  })

  it('draws the views of an image independently', () => {
    for (const [name, tensor] of Object.entries(draw({ blur: 1 }))) {
      const list = column(tensor)
      const [a, b] = [list.slice(0, N), list.slice(N)]
      const [meanOfA, meanOfB] = [mean(a), mean(b)]
      const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
        mean(x.map((value, i) => (value - mx) * (y[i]! - my)))
      const correlation =
        product(a, b, meanOfA, meanOfB) / Math.sqrt(product(a, a, meanOfA, meanOfA) * product(b, b, meanOfB, meanOfB))
      expect(Math.abs(correlation), name).toBeLessThan(4 / Math.sqrt(N))
    }
  })

  it('draws crops inside the image, uniform in area, log-uniform in aspect, anywhere', () => {
    // Up to this share every aspect fits, so that none is drawn again.
    const crop = draw({ crop: [0.2, 0.74] })['batch/crop']!
    const [top, left, height, width] = [0, 1, 2, 3].map((index) => column(crop, index)) as [
      number[],
      number[],
      ...number[][],
    ]
    expectUniform(
      height!.map((h, i) => (h * width![i]!) / 1600),
      0.2,
      0.74,
    )
    expectUniform(
      height!.map((h, i) => Math.log(width![i]! / h)),
      Math.log(3 / 4),
      Math.log(4 / 3),
    )
    expectUniform(
      top.map((y, i) => y / (40 - height![i]!)),
      0,
      1,
    )
    expectUniform(
      left.map((x, i) => x / (40 - width![i]!)),
      0,
      1,
    )
  })

  it('never leaves the image, and takes all of it where nothing else fits', () => {
    const crop = draw({ crop: [0.9999999, 1] })['batch/crop']!
    const [top, left, height, width] = [0, 1, 2, 3].map((index) => column(crop, index)) as [number[], ...number[][]]
    expect(Math.max(...top.map((y, i) => y + height![i]!), ...left!.map((x, i) => x + width![i]!))).toBeLessThan(
      40 + 1e-5,
    )
    const whole = height!.filter((h, i) => h === 40 && width![i] === 40)
    expect(whole.length).toBeGreaterThan(0.99 * 2 * N)
  })

  it.each([0, 0.3, 1])('flips, blurs and makes gray with probability %d', (probability) => {
    const drawn = draw({ flip: probability, grayscale: probability, blur: probability, jitterProbability: 0 })
    const shares = {
      flip: drawn['batch/flip'] && mean(column(drawn['batch/flip'])),
      blur: drawn['batch/blur'] && mean(column(drawn['batch/blur']).map((width) => (width > 0 ? 1 : 0))),
      // The first number of the matrix: 1 where the view stays as it is, the weight of red where it is gray.
      gray: drawn['batch/color'] && mean(column(drawn['batch/color']).map((x) => (x < 0.5 ? 1 : 0))),
    }
    for (const [name, share] of Object.entries(shares))
      if (probability === 0) expect(share, name).toBeUndefined()
      else expect(Math.abs(share! - probability), name).toBeLessThan(probability === 1 ? 1e-9 : 0.03)
  })

  it('draws widths of the blur uniformly', () => {
    expectUniform(column(draw({ blur: 1, blurWidth: [0.5, 3] })['batch/blur']!), 0.5, 3)
  })

  it('draws brightness, contrast, saturation and hue as SimCLR does, by the strength', () => {
    const factors = factorsOf(draw({ jitter: 0.5, jitterProbability: 1, grayscale: 0 }))
    for (const name of ['brightness', 'contrast', 'saturation'] as const)
      expectUniform(
        factors.map((each) => each[name]),
        0.6 - 1e-4,
        1.4 + 1e-4,
      )
    // A tenth of a turn to either side; the cosine does not tell which.
    const turns = factors.map(({ cosine }) => Math.acos(Math.min(1, cosine)) / (2 * Math.PI))
    expectUniform(turns, 0 - 1e-3, 0.1 + 1e-3)
  })

  it.each([0.25, 1])('lets the jitter happen with probability %d', (probability) => {
    const factors = factorsOf(draw({ jitterProbability: probability, grayscale: 0 }))
    const changed = factors.filter(({ brightness }) => Math.abs(brightness - 1) > 1e-6)
    expect(Math.abs(changed.length / factors.length - probability)).toBeLessThan(probability === 1 ? 0.001 : 0.03)
  })

  it('draws for images of one channel brightness and contrast alone', () => {
    const drawn = draw({ channels: 1, grayscale: 1, jitterProbability: 1 })
    expect(drawn['batch/color']!.dims).toEqual([2, N, 1, 1])
    const [gain, offset] = [column(drawn['batch/color']!), column(drawn['batch/contrast']!)]
    const brightness = gain.map((x, i) => x + offset[i]!)
    expectUniform(brightness, 0.6, 1.4)
    expectUniform(
      gain.map((x, i) => x / brightness[i]!),
      0.6,
      1.4,
    )
    expect(Object.keys(draw({ channels: 1, grayscale: 1, jitter: 0 }))).toEqual(['batch/crop', 'batch/flip'])
  })

  it('draws nothing where nothing is to happen, and for as many views as are asked for', () => {
    expect(draw({ crop: [1, 1], flip: 0, jitter: 0, grayscale: 0 })).toEqual({})
    const drawn = drawViews(parseConfiguration({}), 5, Random.fromSeed(1), 3)
    expect(drawn['batch/crop']!.dims).toEqual([3, 5, 4])
    expect(drawn['batch/color']!.dims).toEqual([3, 5, 3, 3])
  })
})
