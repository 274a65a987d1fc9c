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
import { Cpc } from './cpc.js'
import { type CpcTypes, cpc } from './definition.js'
import { SeriesError } from './errors.js'
import { openDescribed, type SeriesDescription } from './series-description.js'

interface Page {
  readonly Worker: new (script: URL, options: { readonly type: 'module' }) => WebWorker & { terminate(): void }
}

let worker: InstanceType<Page['Worker']>
beforeEach(() => {
  const script = new URL('./testing/web-worker.ts', import.meta.url)
  worker = new (globalThis as unknown as Page).Worker(script, { type: 'module' })
})
afterEach(() => worker.terminate())

const series: SeriesDescription = {
  origin: { kind: 'voices', options: { speakers: 2, words: 2, repetitions: 3 } },
  without: { repetition: ['0'] },
}
const configuration = {
  widths: [8, 8],
  kernels: [20, 16],
  strides: [10, 8],
  contextWidth: 8,
  steps: 1,
  negatives: 20,
  frames: 5,
  batch: 4,
  epochs: 1,
}
const shared = { provider: 'wasm', threads: 1, lossEvery: 1, configuration } as const
const inWorker = (
  more: Partial<TrainInWorkerOptions<CpcTypes>> = {},
): AsyncGenerator<ModelEvent<CpcTypes> | OpeningEvent, void> =>
  trainInWorker(cpc, worker, { ...shared, series, ...more })

async function collect(
  events: AsyncIterable<ModelEvent<CpcTypes> | OpeningEvent>,
): Promise<(ModelEvent<CpcTypes> | OpeningEvent)[]> {
  const all: (ModelEvent<CpcTypes> | OpeningEvent)[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('training in a Web Worker', () => {
  it('gives the events and the model that training in the page gives', async () => {
    const here = await collect(trainModel(cpc, { ...shared, series: await openDescribed(series) }))
    const there = await collect(inWorker())
    expect(there.slice(0, -1)).toEqual(here.slice(0, -1))
    const [begin] = there
    if (begin?.type !== 'begin') throw new Error('training did not begin')
    expect(begin.totalSteps).toBeGreaterThan(4)
    expect(there.filter(({ type }) => type === 'step')).toHaveLength(begin.totalSteps)
    const [a, b] = [here.at(-1), there.at(-1)]
    if (a?.type !== 'end' || b?.type !== 'end') throw new Error('training did not end')
    expect(b.model).toBeInstanceOf(Cpc)
    expect(b.model).toEqual(a.model)
  })

  it('stops at its signal, and trains again', async () => {
    const abort = new AbortController()
    const more = { signal: abort.signal, configuration: { ...configuration, epochs: 5000 } }
    let last: ModelEvent<CpcTypes> | OpeningEvent | undefined
    for await (const event of inWorker(more)) {
      last = event
      if (event.type === 'step' && event.step === 3) abort.abort()
    }
    expect(last).toMatchObject({ type: 'end', reason: 'stopped' })
    expect((await collect(inWorker())).at(-1)).toMatchObject({ type: 'end', reason: 'finished' })
  })

  it('throws errors of the classes that training throws', async () => {
    const short: SeriesDescription = {
      origin: { kind: 'memory', options: { rate: 8000, series: [{ name: 'click', samples: Float32Array.of(1, 0) }] } },
    }
    const failure = await collect(inWorker({ series: short })).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SeriesError)
    expect((failure as SeriesError).message).toMatch(/^click: has 2 samples, fewer than/)
    const files: SeriesDescription = { origin: { kind: 'files', path: 'sounds' } }
    await expect(collect(inWorker({ series: files }))).rejects.toThrow('sounds: files cannot be opened in a browser')
  })
})
