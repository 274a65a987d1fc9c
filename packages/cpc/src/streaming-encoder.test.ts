// A stream gives the frames of the whole series, however it is cut.
import { Random, ValueError } from '@infonce/core'
import { SessionError } from '@infonce/runtime'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Frames } from './frames.js'
import { framesOf, geometryOf, receptiveField } from './geometry.js'
import { SeriesEncoder } from './series-encoder.js'
import { StreamingEncoder } from './streaming-encoder.js'
import { smallModels } from './testing/small-models.js'

const options = { provider: 'cpu', threads: 1 } as const

function noise(seed: number, count: number): Float32Array {
  const random = Random.fromSeed(seed)
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1)
}

/** Samples from one place to another, of every channel of a series. */
function part(series: Float32Array, channels: number, from: number, to: number): Float32Array {
  const length = series.length / channels
  const rows = Array.from({ length: channels }, (_, channel) =>
    series.subarray(channel * length + from, channel * length + to),
  )
  return Float32Array.from(rows.flatMap((row) => [...row]))
}

const together = (parts: readonly Frames[], of: 'z' | 'c'): number[] => parts.flatMap((each) => [...each[of]])

function expectClose(found: readonly number[], expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  const error = Math.max(0, ...found.map((value, i) => Math.abs(value - expected[i]!)))
  expect(error).toBeLessThan(1e-5)
}

describe.each(smallModels)('a stream of $name', ({ model }) => {
  const { channels } = model.configuration
  const layers = geometryOf(model.configuration)
  const field = receptiveField(layers)
  let stream: StreamingEncoder
  let whole: SeriesEncoder
  beforeAll(async () => {
    stream = await StreamingEncoder.open(model, options)
    whole = await SeriesEncoder.open(model, options)
  })
  afterAll(async () => {
    await stream.close()
    await whole.close()
  })

  it('is that of the whole series, and each frame comes with its last sample', async () => {
    const chunks = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 })), {
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(), async (lengths, seed) => {
        const total = lengths.reduce((a, b) => a + b)
        const series = noise(seed, channels * total)
        stream.reset()
        const parts: Frames[] = []
        let [at, count] = [0, 0]
        for (const length of lengths) {
          const frames = await stream.push(part(series, channels, at, at + length))
          at += length
          count += frames.count
          expect(count).toBe(framesOf(layers, at))
          parts.push(frames)
        }
        if (total < field) expect(together(parts, 'z')).toEqual([])
        else {
          const expected = await whole.encode(series)
          expect(count).toBe(expected.count)
          expectClose(together(parts, 'z'), expected.z)
          expectClose(together(parts, 'c'), expected.c)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is the same sample by sample', async () => {
    const series = noise(3, channels * (field + 21))
    stream.reset()
    const parts: Frames[] = []
    for (let t = 0; t < field + 21; t++) parts.push(await stream.push(part(series, channels, t, t + 1)))
    const expected = await whole.encode(series)
    expect(expected.count).toBeGreaterThan(3)
    expectClose(together(parts, 'z'), expected.z)
    expectClose(together(parts, 'c'), expected.c)
  })

  it('takes parts that are not waited for, in their order, and a reset between them', async () => {
    const series = noise(4, channels * (2 * field + 20))
    const half = field + 10
    stream.reset()
    const buffer = part(series, channels, 0, half)
    const before = stream.push(buffer)
    // What is pushed is read at once.
    buffer.fill(0)
    const after = stream.push(part(series, channels, half, 2 * half))
    stream.reset()
    const again = stream.push(part(series, channels, 0, half))
    const parts = [await before, await after]
    const expected = await whole.encode(series)
    expectClose(together(parts, 'z'), expected.z)
    expectClose(together(parts, 'c'), expected.c)
    expect(await again).toEqual(await before)
  })
})

describe('a stream', () => {
  const { model } = smallModels[1]!

  it('refuses samples that are no whole number a channel, and goes on as if they had not come', async () => {
    const stream = await StreamingEncoder.open(model, options)
    const series = noise(5, 3 * 40)
    const parts = [await stream.push(part(series, 3, 0, 15))]
    const refused = stream.push(new Float32Array(7))
    await expect(refused).rejects.toThrow(ValueError)
    await expect(refused).rejects.toThrow('7 samples do not divide into 3 channels of one length')
    parts.push(await stream.push(part(series, 3, 15, 40)))
    await stream.close()
    const whole = await SeriesEncoder.open(model, options)
    expectClose(together(parts, 'c'), (await whole.encode(series)).c)
    await whole.close()
  })

  it('gives no frames after it was closed, and may be closed twice', async () => {
    const stream = await StreamingEncoder.open(model, options)
    await stream.close()
    await stream.close()
    await expect(stream.push(noise(6, 3 * 30))).rejects.toThrow(SessionError)
  })
})
