import { evaluate, type Feeds } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { ImageError } from './errors.js'
import { encoderGraph, modelNames, representationWidth } from './graphs.js'
import { embedImages, ImageEncoder } from './image-encoder.js'
import { openDrawings } from './testing/open-drawings.js'
import { untrainedModel } from './untrained.js'

const set = openDrawings({ images: 203, size: 16 })
const model = untrainedModel({
  ...{ size: 16, depth: 8, widthFactor: 0.25, headWidth: 10, embedding: 5, seed: 5 },
  level: { mean: [0.5, 0.4, 0.3], deviation: [0.25, 0.3, 0.2] },
})
const where = { provider: 'cpu', threads: 1 } as const

describe('embedImages', () => {
  it('gives a row for each image, as the reference has it, however many there are', async () => {
    const progress: number[][] = []
    const h = await embedImages(model, set, { ...where, onProgress: (...at) => progress.push(at) })
    const z = await embedImages(model, set, { ...where, encoding: 'z' })
    expect([h.rows, h.columns, z.rows, z.columns]).toEqual([203, 16, 203, 5])
    expect(representationWidth(model.configuration)).toBe(16)
    expect(progress).toEqual([
      [100, 203],
      [200, 203],
      [203, 203],
    ])
    const numbers = Object.entries(model.parameters).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: Array.from(data, Number) },
    ])
    for (const index of [0, 99, 100, 202]) {
      const pixels = Array.from(await set.read(index), (value) => value / 255)
      const feeds = {
        ...Object.fromEntries(numbers),
        'batch/images': { shape: [1, 3, 16, 16], data: pixels },
      } as Feeds
      const expected = evaluate(encoderGraph(model.configuration).outputs, feeds)
      for (const [name, { columns, data }] of Object.entries({ h, z })) {
        const row = data.subarray(index * columns, (index + 1) * columns)
        row.forEach((value, i) => {
          expect(value, `${name} of ${index}`).toBeCloseTo(expected[name]!.data[i]!, 4)
        })
      }
    }
    expect(h.data.slice(0, 16)).not.toEqual(h.data.slice(16, 32))
  })

  it('encodes some images of a set, in the order asked for', async () => {
    const encoder = await ImageEncoder.open(model.configuration, 'z', where)
    const some = await encoder.encodeSet(model.parameters, set, { indices: [7, 3, 7] })
    const all = await encoder.encodeSet(model.parameters, set)
    await encoder.close()
    for (const [row, index] of [7, 3, 7].entries())
      for (let i = 0; i < 5; i++) expect(some.data[row * 5 + i]).toBeCloseTo(all.data[index * 5 + i]!, 5)
    expect(some.rows).toBe(3)
  })

  it('refuses other images and encodings, and stops at its signal', async () => {
    await expect(embedImages(model, openDrawings({ images: 2, size: 20 }), where)).rejects.toThrow(ImageError)
    await expect(embedImages(model, set, { ...where, encoding: 'y' as 'h' })).rejects.toThrow(
      "encoding must be one of h, quarters, z; found 'y'",
    )
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(embedImages(model, set, { ...where, signal })).rejects.toThrow('enough')
  })
})

describe('a model before training', () => {
  it('has the numbers that its encoder reads, from the seed alone', () => {
    expect([...modelNames(model.configuration).keys()].sort()).toEqual(Object.keys(model.parameters).sort())
    const again = untrainedModel(model.configuration)
    expect(again.parameters).toEqual(model.parameters)
    const other = untrainedModel({ ...model.configuration, seed: 6 })
    expect(other.parameters['parameter/encoder.stem.weight']).not.toEqual(
      model.parameters['parameter/encoder.stem.weight'],
    )
    const all = (name: string) => [...new Set(Array.from(model.parameters[name]!.data, Number))]
    expect(all('state/encoder.stem.mean')).toEqual([0])
    expect(all('state/encoder.stem.variance')).toEqual([1])
    expect(all('parameter/encoder.stem.gain')).toEqual([1])
    expect(all('parameter/encoder.stem.shift')).toEqual([0])
  })

  it('starts from weights whose variance is 2 over what they feed', () => {
    const { data } = untrainedModel({ depth: 18, widthFactor: 0.25 }).parameters['parameter/encoder.4.2.2.weight']!
    const numbers = Array.from(data, Number)
    expect(numbers).toHaveLength(128 * 128 * 9)
    const variance = numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length
    expect((variance * 128 * 9) / 2).toBeCloseTo(1, 1)
  })
})
