// Streams from Web Workers.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cells, collect, failure } from './testing/streams.js'
import { TrainingError } from './training-loop.js'
import type { Asked, Said } from './worker-stream.fixture.js'
import { WorkerError } from './worker-stream-error.js'
import { type StreamOptions, streamFromWorker } from './worker-stream-host.js'
import type { WebWorker } from './worker-stream-worker.js'

interface Page {
  readonly Worker: new (script: URL, options: { readonly type: 'module' }) => WebWorker & { terminate(): void }
}

let worker: InstanceType<Page['Worker']>
const start = (script: URL) => new (globalThis as unknown as Page).Worker(script, { type: 'module' })
beforeEach(() => {
  worker = start(new URL('./stream-fixture.worker.ts', import.meta.url))
})
afterEach(() => worker.terminate())

const stream = (asked: Asked, options: StreamOptions = {}, from: WebWorker = worker) =>
  streamFromWorker<Said>(from, asked, options)

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('a stream from a Web Worker', () => {
  it('gives all events in order', async () => {
    expect(await collect(stream({ work: 'count', count: 500 }))).toEqual(Array.from({ length: 500 }, (_, i) => i))
  })

  it('waits while nobody takes events, and ends the handler when it is left', async () => {
    const shared = cells()
    const events = stream({ work: 'forever', shared })
    await events.next()
    while (Atomics.load(shared, 0) < 15) await turn()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(Atomics.load(shared, 0)).toBe(15)
    await events.return(undefined)
    expect(Atomics.load(shared, 1)).toBe(1)
  })

  it('hears its signal between long steps, and leaves the page free during them', async () => {
    const shared = cells()
    const abort = new AbortController()
    const numbers = collect(stream({ work: 'steps', shared }, { signal: abort.signal }))
    while (Atomics.load(shared, 0) < 1) await turn()
    const step = Atomics.load(shared, 0)
    let turns = 0
    for (; Atomics.load(shared, 0) <= step + 1; turns++) await turn()
    expect(turns).toBeGreaterThan(5)
    abort.abort()
    expect(await numbers).toEqual([0, -1])
  })

  it('moves buffers', async () => {
    const events: Said[] = []
    for await (const event of stream({ work: 'transfer' })) events.push(event)
    expect(events).toEqual([{ data: Float32Array.of(1, 2, 3) }, { data: new Float32Array(0), left: 0 }])
  })

  it('throws errors of their classes, and its signal', async () => {
    const error = await failure(collect(stream({ work: 'fail' })))
    expect(error).toBeInstanceOf(TrainingError)
    expect(error).toMatchObject({ cause: 'RangeError: deep\ncaused by deeper' })
    const abort = new AbortController()
    const events = stream({ work: 'throwWhenAborted' }, { signal: abort.signal })
    await events.next()
    abort.abort()
    expect(await failure(events.next())).toBe(abort.signal.reason)
  })
})

describe('a Web Worker that dies', () => {
  it('by closing itself is an error', async () => {
    const error = await failure(collect(stream({ work: 'die', count: 3 })))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toBe('the worker was ended before its work was done')
  })

  it('by being ended by the page is an error', async () => {
    const events = stream({ work: 'steps', shared: cells() })
    await events.next()
    const waiting = failure(events.next())
    worker.terminate()
    expect(await waiting).toBeInstanceOf(WorkerError)
  })

  it('by an error that nothing catches is that error', async () => {
    const error = await failure(collect(stream({ work: 'crash' })))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toContain('a timer went wrong')
  })

  it('since its script is not there is an error', async () => {
    const nowhere = start(new URL('/nowhere/at/all.js', import.meta.url))
    const error = await failure(collect(stream({ work: 'count' }, {}, nowhere)))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toBe('the worker failed: its script could not be loaded')
  })
})
