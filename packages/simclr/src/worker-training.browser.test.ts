// Training in a Web Worker.
import {
  type ModelEvent,
  type OpeningEvent,
  type TrainInWorkerOptions,
  trainInWorker,
  trainModel,
  type WebWorker,
} from '@infonce/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import { type SimClrTypes, simclr } from './definition.js'
import { ImageError } from './errors.js'
import { type ImageDescription, openDescribed } from './image-description.js'
import { SimClr } from './simclr.js'

interface Page {
  readonly Worker: new (script: URL, options: { readonly type: 'module' }) => WebWorker & { terminate(): void }
}

let worker: InstanceType<Page['Worker']>
beforeEach(() => {
  const script = new URL('./testing/web-worker.ts', import.meta.url)
  worker = new (globalThis as unknown as Page).Worker(script, { type: 'module' })
})
afterEach(() => worker.terminate())

const images: ImageDescription = { origin: { kind: 'drawings', options: { images: 24, size: 16 } } }
const configuration: ConfigurationInput = {
  ...{ network: 'convolutional', widthFactor: 0.0625, headWidth: 8, embedding: 6, batch: 4, epochs: 1 },
}
const shared = { provider: 'wasm', threads: 1, lossEvery: 1, configuration } as const
const inWorker = (
  more: Partial<TrainInWorkerOptions<SimClrTypes>> = {},
): AsyncGenerator<ModelEvent<SimClrTypes> | OpeningEvent, void> =>
  trainInWorker(simclr, worker, { ...shared, images, ...more })

async function collect(
  events: AsyncIterable<ModelEvent<SimClrTypes> | OpeningEvent>,
): Promise<(ModelEvent<SimClrTypes> | OpeningEvent)[]> {
  const all: (ModelEvent<SimClrTypes> | OpeningEvent)[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('training in a Web Worker', { timeout: 120_000 }, () => {
  it('gives the events and the model that training in the page gives', async () => {
    const here = await collect(trainModel(simclr, { ...shared, images: await openDescribed(images) }))
    const there = await collect(inWorker())
    expect(there.slice(0, -1)).toEqual(here.slice(0, -1))
    const [begin] = there
    if (begin?.type !== 'begin') throw new Error('training did not begin')
    expect(begin.totalSteps).toBeGreaterThan(4)
    expect(there.filter(({ type }) => type === 'step')).toHaveLength(begin.totalSteps)
    const [a, b] = [here.at(-1), there.at(-1)]
    if (a?.type !== 'end' || b?.type !== 'end') throw new Error('training did not end')
    expect(b.model).toBeInstanceOf(SimClr)
    expect(b.model).toEqual(a.model)
  })

  it('stops at its signal, and trains again', async () => {
    const abort = new AbortController()
    const more = { signal: abort.signal, configuration: { ...configuration, epochs: 5000 } }
    let last: ModelEvent<SimClrTypes> | OpeningEvent | undefined
    for await (const event of inWorker(more)) {
      last = event
      if (event.type === 'step' && event.step === 3) abort.abort()
    }
    expect(last).toMatchObject({ type: 'end', reason: 'stopped' })
    expect((await collect(inWorker())).at(-1)).toMatchObject({ type: 'end', reason: 'finished' })
  })

  it('throws errors of the classes that training throws', async () => {
    const few: ImageDescription = { origin: { kind: 'drawings', options: { images: 3, size: 16 } } }
    const failure = await collect(inWorker({ images: few })).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ImageError)
    expect((failure as ImageError).message).toMatch(/^the images: there are 3, fewer than the batch of 4/)
    const files: ImageDescription = { origin: { kind: 'files', path: 'photographs' } }
    await expect(collect(inWorker({ images: files }))).rejects.toThrow(
      'photographs: files cannot be opened in a browser',
    )
  })
})
