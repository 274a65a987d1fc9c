// What the encoders of every provider are held to, in Node and in browsers.
import type { Provider } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import type { Frames } from '../frames.js'
import { frameStride, geometryOf, receptiveField } from '../geometry.js'
import { SeriesEncoder } from '../series-encoder.js'
import { StreamingEncoder } from '../streaming-encoder.js'
import { expectReferenceFrames, referenceFrames } from './reference-frames.js'
import { smallModels } from './small-models.js'

const wave = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i * 0.37))

export function encoderSuite(provider: Provider): void {
  describe.each(smallModels)(`encoders of $name on ${provider}`, ({ model }) => {
    const { channels } = model.configuration
    const layers = geometryOf(model.configuration)
    const [field, stride] = [receptiveField(layers), frameStride(layers)]

    it('give the frames of the reference for series of any length', async () => {
      const encoder = await SeriesEncoder.open(model, { provider, threads: 1 })
      for (const length of [field + 6 * stride, field + 3 * stride + stride - 1, field]) {
        const samples = wave(length * channels)
        expectReferenceFrames(await encoder.encode(samples), model, samples)
      }
      await encoder.close()
    })

    it('give the same for a stream', async () => {
      const encoder = await StreamingEncoder.open(model, { provider, threads: 1 })
      const length = field + 7 * stride
      const samples = wave(length * channels)
      const cuts = [0, field - 1, field + stride, field + stride + 1, length]
      const parts: Frames[] = []
      for (const [i, from] of cuts.slice(0, -1).entries()) {
        const rows = Array.from({ length: channels }, (_, k) => [
          ...samples.subarray(k * length + from, k * length + cuts[i + 1]!),
        ])
        parts.push(await encoder.push(Float32Array.from(rows.flat())))
      }
      await encoder.close()
      expect(parts.map(({ count }) => count)).toEqual([0, 2, 0, 6])
      const together = (of: 'z' | 'c') => Float32Array.from(parts.flatMap((part) => [...part[of]]))
      expectReferenceFrames({ count: 8, z: together('z'), c: together('c') }, model, samples)
      expect(referenceFrames(model, samples).count).toBe(8)
    })
  })
}
