import { Random } from '@infonce/core'
import { ConfigurationError, type ModelEvent, Trainer, type TrainModelOptions, trainModel } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { imagesInMemory } from './data/images.js'
import { measureLevel } from './data/measure-level.js'
import { type SimClrTypes, simclr } from './definition.js'
import { ImageError } from './errors.js'
import { initialize, trainingGraphs } from './graphs.js'
import { ImageBatches } from './image-batches.js'
import type { SimClr } from './simclr.js'
import { openDrawings } from './testing/open-drawings.js'

const set = openDrawings({ images: 48, size: 16 })
const small: ConfigurationInput = {
  ...{ network: 'convolutional', widthFactor: 0.125, headWidth: 16, embedding: 8, batch: 16, epochs: 2, seed: 4 },
  scaling: 'none',
}
const ended = async (
  configuration: ConfigurationInput,
  more: Partial<TrainModelOptions<SimClrTypes>> = {},
): Promise<{ events: ModelEvent<SimClrTypes>[]; losses: number[]; model: SimClr }> => {
  const events: ModelEvent<SimClrTypes>[] = []
  for await (const event of trainModel(simclr, { images: set, configuration, threads: 1, ...more })) events.push(event)
  const end = events.at(-1) as Extract<ModelEvent<SimClrTypes>, { type: 'end' }>
  const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
  return { events, losses, model: end.model }
}

describe('training SimCLR', () => {
  it.each<[string, ConfigurationInput]>([
    ['simclr', {}],
    ['moco', { method: 'moco', queue: 32, keyMomentum: 0.9 }],
    ['supcon', { method: 'supcon', label: 'color' }],
  ])('learns by %s, and says what it does', async (_, more) => {
    const { events, losses, model } = await ended({ ...small, ...more, epochs: 12, learningRate: 0.3 })
    const [begin] = events as [Extract<ModelEvent<SimClrTypes>, { type: 'begin' }>]
    expect(begin).toMatchObject({ type: 'begin', steps: 0, stepsOfPass: 3, totalSteps: 36, images: 48 })
    expect(begin.configuration.level).toEqual(await measureLevel(set))
    expect(model.configuration).toEqual(begin.configuration)
    const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length
    // The queue makes the task harder while it fills.
    expect(mean(losses.slice(-6))).toBeLessThan(mean(more.method === 'moco' ? losses.slice(2, 6) : losses.slice(0, 4)))
  })

  it('gives the same bytes again, and others of another seed', async () => {
    const [a, b, c] = [await ended(small), await ended(small), await ended({ ...small, seed: 5 })]
    expect(a.model).toEqual(b.model)
    expect(a.losses).toEqual(b.losses)
    expect(c.model.parameters).not.toEqual(a.model.parameters)
  })

  it('starts at the loss of chance where the temperature makes all alike', async () => {
    const { losses } = await ended({ ...small, temperature: 1000 })
    expect(losses[0]).toBeCloseTo(Math.log(31), 2)
    const cold = await ended({ ...small, temperature: 0.05 })
    expect(Math.abs(cold.losses[0]! - Math.log(31))).toBeGreaterThan(0.3)
  })

  it('refuses images that do not fit', async () => {
    await expect(ended({ ...small, batch: 49 })).rejects.toThrow(ImageError)
    await expect(ended({ ...small, size: 32 })).rejects.toThrow('are 16 × 16 with 3 channels')
    await expect(ended({ ...small, method: 'supcon' })).rejects.toThrow("has no label 'class'")
    await expect(ended({ ...small, method: 'moco', queue: 8 })).rejects.toThrow(ConfigurationError)
    const flat = imagesInMemory({
      size: 16,
      images: Array.from({ length: 16 }, (_, n) => ({ name: `${n}`, pixels: new Uint8Array(768).fill(9) })),
    })
    await expect(ended(small, { images: flat })).rejects.toThrow('there is nothing to learn from')
    await expect(ended(small, { neighbors: { label: 'class' } })).rejects.toThrow("has no label 'class'")
    const optional = await ended(small, { neighbors: { label: 'class', optional: true } })
    expect(optional.events.some(({ type }) => type === 'neighbors')).toBe(false)
  })
})

describe('the queue', () => {
  it('is a list that the newest keys enter at the front and the oldest leave', async () => {
    const configuration = parseConfiguration({ ...small, size: 16, method: 'moco', batch: 5, queue: 12, epochs: 9 })
    const source = new ImageBatches(openDrawings({ images: 20, size: 16 }), configuration)
    const trainer = await Trainer.open(trainingGraphs(configuration), {
      sizes: {},
      provider: 'cpu',
      threads: 1,
      initialize: (values) => initialize(configuration, values),
    })
    const rowsOf = async (): Promise<{
      rows: number[][]
      count: number
      keys: Float32Array
      trained: Float32Array
    }> => {
      const state = await trainer.readState()
      const data = Array.from(state['state/queue.keys']!.data, Number)
      const parameters = await trainer.readParameters()
      return {
        rows: Array.from({ length: 12 }, (_, row) => data.slice(row * 8, row * 8 + 8)),
        count: Number(state['state/queue.count']!.data[0]),
        keys: (state['state/key.head.2.weight']!.data as Float32Array).slice(),
        trained: (parameters['parameter/head.2.weight']!.data as Float32Array).slice(),
      }
    }
    let list: number[][] = []
    let before = await rowsOf()
    expect(before.count).toBe(0)
    expect(before.keys).toEqual(before.trained)
    for (let step = 1; step <= 4; step++) {
      await trainer.step((await source.take())!.feeds, 0.1, false)
      const after = await rowsOf()
      const added = after.rows.slice(0, 5)
      for (const key of added) expect(Math.hypot(...key)).toBeCloseTo(1, 5)
      list = [...added, ...list].slice(0, 12)
      expect(after.count).toBe(Math.min(12, 5 * step))
      expect(after.rows.slice(0, after.count)).toEqual(list)
      // The momentum encoder follows what was trained before the step.
      after.keys.forEach((value, i) => {
        expect(value).toBeCloseTo(0.99 * before.keys[i]! + 0.01 * before.trained[i]!, 6)
      })
      before = after
    }
    expect(new Set(list.map((key) => key.join())).size).toBe(12)
    await trainer.close()
  })

  it('gives no negatives from slots that are not filled', async () => {
    const configuration = parseConfiguration({
      ...small,
      size: 16,
      method: 'moco',
      batch: 4,
      queue: 9,
      batchKeys: false,
    })
    const source = new ImageBatches(openDrawings({ images: 20, size: 16 }), configuration)
    const batches = [(await source.take())!.feeds, (await source.take())!.feeds]
    const random = Random.fromSeed(1)
    const lossesWith = async (garbage: boolean): Promise<(number | undefined)[]> => {
      const trainer = await Trainer.open(trainingGraphs(configuration), {
        sizes: {},
        provider: 'cpu',
        threads: 1,
        initialize: (values) => {
          initialize(configuration, values)
          if (!garbage) return
          const keys = values['state/queue.keys']!.data as Float32Array
          for (let i = 0; i < keys.length; i++) keys[i] = 50 * random.normal()
        },
      })
      const losses = []
      for (const feeds of batches) losses.push((await trainer.step(feeds, 0.1, true))!.loss)
      await trainer.close()
      return losses
    }
    const [clean, dirty] = [await lossesWith(false), await lossesWith(true)]
    expect(dirty).toEqual(clean)
    // No negatives at all, then those of one step.
    expect(clean[0]).toBe(0)
    expect(clean[1]).toBeGreaterThan(0.1)
    expect(clean[1]).toBeLessThan(2 * Math.log(5))
  })
})
