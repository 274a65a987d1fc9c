// Chunks of a batch: the same training as on whole batches, where the network treats images apart.
import { trainModel } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import { imagesInMemory } from './data/images.js'
import { simclr } from './definition.js'
import { drawings } from './drawings/drawings.js'
import type { SimClr } from './simclr.js'

const images = imagesInMemory({ images: [...drawings({ images: 24, seed: 3, size: 16 })], size: 16 })
const small = {
  network: 'convolutional',
  widthFactor: 0.125,
  groups: 4,
  headWidth: 16,
  embedding: 8,
  batch: 12,
  epochs: 2,
  blur: 0.5,
  learningRate: 1,
} as const

async function trained(configuration: ConfigurationInput) {
  const losses: number[] = []
  let model: SimClr | undefined
  for await (const event of trainModel(simclr, { images, configuration: { ...small, ...configuration } }))
    if (event.type === 'step') losses.push(event.metrics.loss!)
    else if (event.type === 'end') model = event.model
  return { losses, parameters: model!.parameters }
}

describe('chunks', () => {
  it.each<[string, ConfigurationInput]>([
    ['two views', { normalization: 'group' }],
    ['three views', { normalization: 'group', views: 3 }],
    ['labels', { normalization: 'layer', method: 'supcon', label: 'shape' }],
  ])('train as whole batches do: %s', async (_, configuration) => {
    const whole = await trained(configuration)
    const chunked = await trained({ ...configuration, chunk: 4 })
    expect(chunked.losses.length).toBe(4)
    chunked.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(whole.losses[i]!, 4)
    })
    expect(whole.losses[3]).not.toBeCloseTo(whole.losses[0]!, 2)
    for (const [name, { data }] of Object.entries(whole.parameters)) {
      const other = chunked.parameters[name]!.data
      data.forEach((value, i) => {
        expect(Math.abs(Number(other[i]) - Number(value)), name).toBeLessThan(2e-4)
      })
    }
  })

  it('with batch normalization keep the statistics of all chunks', async () => {
    const { parameters } = await trained({ chunk: 4 })
    const mean = parameters['state/encoder.1.mean']!.data
    expect(mean.some((value) => Math.abs(Number(value)) > 1e-3)).toBe(true)
  })
})
