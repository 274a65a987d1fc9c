// Whole series to frames: the numbers of the reference, any length, and what is refused.
import { ValueError } from '@infonce/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SeriesError } from './errors.js'
import { frameStride, framesOf, geometryOf, receptiveField } from './geometry.js'
import { SeriesEncoder } from './series-encoder.js'
import { expectReferenceFrames } from './testing/reference-frames.js'
import { smallModels } from './testing/small-models.js'

const wave = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37))

describe.each(smallModels)('an encoder of $name', ({ model }) => {
  const { channels } = model.configuration
  const layers = geometryOf(model.configuration)
  const [field, stride] = [receptiveField(layers), frameStride(layers)]
  let encoder: SeriesEncoder
  beforeAll(async () => {
    encoder = await SeriesEncoder.open(model, { provider: 'cpu', threads: 1 })
  })
  afterAll(() => encoder.close())

  it('gives the frames of the reference', async () => {
    const samples = wave(channels * (field + 6 * stride))
    const found = await encoder.encode(samples)
    expect(found.count).toBe(7)
    expectReferenceFrames(found, model, samples)
  })

  it('leaves out samples that are not enough for another frame', async () => {
    const length = field + 2 * stride
    const exact = await encoder.encode(wave(length * channels))
    expect(exact.count).toBe(3)
    const rows = Array.from({ length: channels }, (_, k) => [
      ...wave(length * channels).subarray(k * length, (k + 1) * length),
    ])
    for (const more of [1, stride - 1]) {
      const longer = Float32Array.from(rows.flatMap((row) => [...row, ...new Array<number>(more).fill(0.5)]))
      expect(framesOf(layers, length + more)).toBe(3)
      const found = await encoder.encode(longer)
      expect(found).toEqual(exact)
    }
    expect((await encoder.encode(wave(field * channels))).count).toBe(1)
  })

  it('refuses series that are too short, and says which', async () => {
    const encoding = encoder.encode(new Float32Array((field - 1) * channels), 'a.wav')
    await expect(encoding).rejects.toThrow(SeriesError)
    await expect(encoding).rejects.toThrow(
      `a.wav: has ${field - 1} samples, fewer than the ${field} of a frame's receptive field: it is too short to be encoded`,
    )
    await expect(encoder.encode(new Float32Array(0))).rejects.toThrow('the series: has 0 samples')
  })
})

it('refuses samples that are no whole number a channel', async () => {
  const encoder = await SeriesEncoder.open(smallModels[1]!.model, { provider: 'cpu', threads: 1 })
  const encoding = encoder.encode(new Float32Array(100), 'b.npy')
  await expect(encoding).rejects.toThrow(ValueError)
  await expect(encoding).rejects.toThrow('b.npy: 100 samples do not divide into 3 channels of one length')
  await encoder.close()
})
