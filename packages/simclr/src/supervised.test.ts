import { Random } from '@infonce/core'
import { LabelError } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import { imagesInMemory, selectImages } from './data/images.js'
import { ImageError } from './errors.js'
import { embedImages } from './image-encoder.js'
import { type Classifier, type SupervisedEvent, trainSupervised } from './supervised.js'

/** Images of three kinds: a bright bar across, down, or aslant, anywhere, in noise. */
const kinds = ['across', 'down', 'aslant'] as const
const images = (count: number, seed: number, size = 12) => {
  const random = Random.fromSeed(seed)
  return imagesInMemory({
    size,
    channels: 1,
    images: Array.from({ length: count }, (_, n) => {
      const kind = kinds[n % 3]!
      const at = 3 + Math.floor(random.uniform() * (size - 6))
      const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
        const [y, x] = [Math.floor(i / size), i % size]
        const off = { across: y - at, down: x - at, aslant: x - y + at - size / 2 }[kind]
        return (Math.abs(off) < 1 ? 180 : 30) + Math.floor(random.uniform() * 40)
      })
      return { name: `${kind} ${n}`, pixels, labels: { kind } }
    }),
  })
}
const set = images(96, 1)
const configuration: ConfigurationInput = {
  ...{ depth: 8, widthFactor: 0.5, batch: 24, epochs: 12, scaling: 'none', learningRate: 0.1 },
  ...{ crop: [0.6, 1], jitter: 0.2 },
}

async function trained(more: ConfigurationInput = {}): Promise<{ events: SupervisedEvent[]; model: Classifier }> {
  const events: SupervisedEvent[] = []
  const options = { images: set, label: 'kind', configuration: { ...configuration, ...more }, threads: 1 }
  for await (const event of trainSupervised(options)) events.push(event)
  const end = events.at(-1)!
  if (end.type !== 'end') throw new Error('training did not end')
  return { events, model: end.model }
}

describe('trainSupervised', { timeout: 120_000 }, () => {
  it('learns labels that other images have too, by the same network', async () => {
    const { events, model } = await trained()
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(48)
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished', step: 48 })
    expect(model.classes).toEqual(['aslant', 'across', 'down'].sort())
    const other = images(60, 2)
    const found = await model.classify(other, { threads: 1 })
    const right = found.filter((kind, i) => kind === other.images[i]!.labels.kind).length
    expect(right / found.length).toBeGreaterThan(0.9)
    // The statistics of batch normalization were carried out of training.
    const names = Object.keys(model.encoder.parameters)
    expect(names.filter((name) => name.startsWith('state/'))).toContain('state/encoder.stem.variance')
    expect(names.some((name) => /head|classes|velocity/.test(name))).toBe(false)
    const mean = model.encoder.parameters['state/encoder.1.1.1.mean']!.data as Float32Array
    expect(mean.some((value) => Math.abs(value) > 0.01)).toBe(true)
    expect(model.encoder.configuration.level).not.toBeNull()
    expect((await embedImages(model.encoder, other, { threads: 1 })).rows).toBe(60)
  })

  it('learns without statistics of a batch, by another optimizer', async () => {
    const more = { normalization: 'layer', optimizer: 'adamw', learningRate: 0.01, epochs: 3 } as const
    const { events, model } = await trained(more)
    const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
    expect(Math.min(...losses)).toBeLessThan(losses[0]! - 0.3)
    expect(Object.keys(model.encoder.parameters).every((name) => name.startsWith('parameter/encoder.'))).toBe(true)
  })

  it('stops at its signal', async () => {
    const control = new AbortController()
    let last: SupervisedEvent | undefined
    const options = { images: set, label: 'kind', configuration, threads: 1, signal: control.signal }
    for await (const event of trainSupervised(options)) {
      last = event
      if (event.type === 'step' && event.step === 2) control.abort()
    }
    expect(last).toMatchObject({ type: 'end', reason: 'stopped', step: 2 })
  })

  it('refuses what cannot be learned', async () => {
    const first = (options: Partial<Parameters<typeof trainSupervised>[0]>) =>
      trainSupervised({ images: set, label: 'kind', configuration, ...options }).next()
    await expect(first({ label: 'color' })).rejects.toThrow(ImageError)
    await expect(first({ label: 'color' })).rejects.toThrow("has no label 'color': it has kind")
    const one = selectImages(set, ({ labels }) => labels.kind === 'down')
    await expect(first({ images: one })).rejects.toThrow(LabelError)
    await expect(first({ images: one })).rejects.toThrow("all images have the kind 'down'")
    await expect(first({ configuration: { ...configuration, batch: 97 } })).rejects.toThrow('fewer than the batch')
    await expect(first({ configuration: { ...configuration, size: 13 } })).rejects.toThrow('12 × 12 with 1 channel')
  })
})
