// The model of CONTRIBUTING.md in a page: on the page's thread, and in a Web Worker.
import { trainInWorker, trainModel, type WebWorker } from '@infonce/runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Matching, matching } from '../testing/matching/matching.js'
import { tables } from '../testing/matching/tables.js'

interface Page {
  readonly Worker: new (script: URL, options: { readonly type: 'module' }) => WebWorker & { terminate(): void }
}

let worker: InstanceType<Page['Worker']>
beforeEach(() => {
  const script = new URL('../testing/matching/web-worker.ts', import.meta.url)
  worker = new (globalThis as unknown as Page).Worker(script, { type: 'module' })
})
afterEach(() => worker.terminate())

const options = { tables: tables(96), configuration: { epochs: 20 }, provider: 'wasm', threads: 1 } as const

it('trains in a worker as on the page, to a model of its class', async () => {
  const models: Matching[] = []
  for (const events of [trainModel(matching, options), trainInWorker(matching, worker, options)])
    for await (const event of events) {
      if (event.type === 'step' && event.step === 120) expect(event.metrics['metric/accuracy']).toBeGreaterThan(0.9)
      if (event.type === 'end') models.push(event.model)
    }
  expect(models[1]!.constructor).toBe(models[0]!.constructor)
  expect(models[1]!.parameters['parameter/left.weight']!.data).toEqual(
    models[0]!.parameters['parameter/left.weight']!.data,
  )
})
