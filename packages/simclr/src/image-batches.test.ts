import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { type ImageSet, imagesInMemory } from './data/images.js'
import { ImageError } from './errors.js'
import { ImageBatches, type ImageBatchesState } from './image-batches.js'
import { labelValues } from './label-values.js'

const COUNT = 23
const classes = ['b', 'a', 'c']
/** Each image says its number in its first pixel. */
const numbered = (labels: (n: number) => Record<string, string> = (n) => ({ class: classes[n % 3]! })): ImageSet =>
  imagesInMemory({
    size: 4,
    channels: 1,
    images: Array.from({ length: COUNT }, (_, n) => ({
      name: `image ${n}`,
      labels: labels(n),
      pixels: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? n : 255 - n)),
    })),
  })
const configurationOf = (more: ConfigurationInput = {}) =>
  parseConfiguration({ size: 4, channels: 1, batch: 5, epochs: 6, seed: 3, ...more })
const batchesOf = (more: ConfigurationInput = {}, position?: ImageBatchesState) =>
  new ImageBatches(numbered(), configurationOf(more), position)

async function all(batches: ImageBatches) {
  const found = []
  for (let batch = await batches.take(); batch; batch = await batches.take()) {
    const { data, dims } = batch.feeds['batch/images']!
    const numbers = Array.from({ length: 5 }, (_, n) => Math.round(Number(data[n * 16]) * 255))
    found.push({ ...batch, dims, numbers })
  }
  return found
}

describe('ImageBatches', () => {
  it('give each image at most once a pass, in another order in each', async () => {
    const batches = batchesOf()
    expect(batches.steps).toBe(24)
    const found = await all(batches)
    expect(found).toHaveLength(24)
    const passes = Array.from({ length: 6 }, (_, pass) =>
      found.slice(pass * 4, pass * 4 + 4).flatMap(({ numbers }) => numbers),
    )
    for (const pass of passes) {
      expect(pass).toHaveLength(20)
      expect(new Set(pass).size).toBe(20)
      expect(Math.max(...pass)).toBeLessThan(COUNT)
    }
    expect(new Set(passes.map((pass) => pass.join())).size).toBe(6)
    // What one pass leaves out, others have.
    expect(new Set(passes.flat()).size).toBe(COUNT)
    expect(found.map(({ progress }) => progress)).toEqual(Array.from({ length: 24 }, (_, step) => step / 24))
  })

  it('give the pixels of the images, from 0 to 1, and numbers for two views', async () => {
    const { feeds, dims, numbers } = (await all(batchesOf()))[0]!
    expect(dims).toEqual([5, 1, 4, 4])
    const { data } = feeds['batch/images']!
    for (const [n, number] of numbers.entries()) {
      const expected = Array.from({ length: 16 }, (_, i) => Math.fround((i === 0 ? number : 255 - number) / 255))
      expect(Array.from(data.slice(n * 16, n * 16 + 16), Number)).toEqual(expected)
    }
    expect(feeds['batch/crop']!.dims).toEqual([2, 5, 4])
    expect(feeds['batch/labels']).toBeUndefined()
  })

  it('go on from where they stood, and depend on the seed and the step alone', async () => {
    const whole = await all(batchesOf())
    const first = batchesOf()
    for (let step = 0; step < 7; step++) await first.take()
    const state = JSON.parse(JSON.stringify(first.state())) as ImageBatchesState
    expect(await all(batchesOf({}, state))).toEqual(whole.slice(7))
    expect(await all(batchesOf())).toEqual(whole)
    const other = await all(batchesOf({ seed: 4 }))
    expect(other.map(({ numbers }) => numbers)).not.toEqual(whole.map(({ numbers }) => numbers))
    // Each step draws views anew.
    const crops = whole.map(({ feeds }) => feeds['batch/crop']!.data.join())
    expect(new Set(crops).size).toBe(24)
  })

  it('give labels by the method and to whom asks', async () => {
    const found = await all(batchesOf({ method: 'supcon' }))
    const codeOf = (n: number) => ['a', 'b', 'c'].indexOf(classes[n % 3]!)
    for (const { feeds, numbers } of found) {
      expect(feeds['batch/labels']!.dtype).toBe('int32')
      expect(Array.from(feeds['batch/labels']!.data, Number)).toEqual(numbers.map(codeOf))
    }
    const codes = Int32Array.from({ length: COUNT }, (_, n) => 100 - n)
    const asked = new ImageBatches(numbered(), configurationOf(), { step: 0 }, { views: 1, codes })
    const [one] = await all(asked)
    expect(Array.from(one!.feeds['batch/labels']!.data, Number)).toEqual(one!.numbers.map((n) => 100 - n))
    expect(one!.feeds['batch/crop']!.dims).toEqual([1, 5, 4])
  })

  it('refuse supervised contrast of labels that say nothing', () => {
    const configuration = configurationOf({ method: 'supcon' })
    const one = numbered(() => ({ class: 'cat' }))
    expect(() => new ImageBatches(one, configuration)).toThrow(ImageError)
    expect(() => new ImageBatches(one, configuration)).toThrow(
      "the images: all have the class 'cat': supervised contrastive learning needs at least two classes; use the method 'simclr'",
    )
    const some = numbered((n): Record<string, string> => (n === 9 ? { kind: 'x' } : { class: 'a', kind: 'y' }))
    expect(() => new ImageBatches(some, configuration)).toThrow("image 9: has no label 'class': it has kind")
    expect(() =>
      labelValues(
        numbered(() => ({})),
        'class',
      ),
    ).toThrow("image 0: has no label 'class': it has none")
  })
})
