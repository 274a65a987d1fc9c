// Holds the augmentation on a provider to the plain loops.
import { input, Random } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { hostTensor, openSession, type Provider } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../configuration.js'
import { augmentationCases, feedsOf, plainViews } from './augment.fixture.js'
import { augment } from './augment.js'
import { drawViews } from './draw-views.js'

/** The largest difference of two lists of the same length. */
export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  return Math.max(...Array.from(found, (x, i) => Math.abs(x - expected[i]!)))
}

export function augmentationSuite(provider: Provider): void {
  describe(`augmentation on ${provider}`, () => {
    it.each(augmentationCases)('gives the views of plain loops: $name', async (sample) => {
      const { channels, size } = sample.settings
      const images = input('images', 'float32', ['N', channels, size, size])
      const { views, inputs } = augment(images, sample.settings, sample.changes.length)
      const graph = { name: 'augment', inputs: [images, ...inputs], outputs: { views }, metadata: {} }
      // WebGPU leaves sizes that are computed from inputs to the CPU.
      const model = toModel(graph, provider === 'webgpu' ? { sizes: { N: sample.images.length } } : {})
      const session = await openSession(model, { provider, threads: 1, strict: true })
      const feeds = Object.entries(feedsOf(sample)).map(([name, { shape, data }]) => [
        name,
        hostTensor('float32', shape, Float32Array.from(data)),
      ])
      const found = (await session.run(Object.fromEntries(feeds))).views!
      expect(found.dims).toEqual([sample.changes.length * sample.images.length, channels, size, size])
      expect(largestDifference(found.data as Float32Array, plainViews(sample))).toBeLessThan(1e-5)
      await session.close()
    })

    it('draws for a seed the numbers that are drawn everywhere', () => {
      const drawn = drawViews(parseConfiguration({ blur: 1 }), 1, Random.fromSeed(1), 1)
      expect(Array.from(drawn['batch/crop']!.data, Number)).toEqual([
        10.688514709472656, 4.9226579666137695, 16.164663314819336, 14.120715141296387,
      ])
      expect(Array.from(drawn['batch/color']!.data, Number).slice(0, 3)).toEqual([
        0.7359153628349304, 0.09250786900520325, -0.14495949447155,
      ])
      expect(Array.from(drawn['batch/blur']!.data, Number)).toEqual([0.7112689018249512])
    })
  })
}
