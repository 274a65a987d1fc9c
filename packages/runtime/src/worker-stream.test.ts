// Streams from real worker threads: order, back-pressure, cancellation, errors, transfer, and workers that die.
import { mkdtempSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { InfonceError } from '@infonce/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LockError } from './errors.js'
import { turnEventLoop } from './event-loop-turns.js'
import { bundle } from './testing/run-bundled.js'
import { cells, collect, failure } from './testing/streams.js'
import { TrainingError } from './training-loop.js'
import type { Asked, Said } from './worker-stream.fixture.js'
import { WorkerError } from './worker-stream-error.js'
import { type StreamOptions, streamFromWorker } from './worker-stream-host.js'

let folder: string
let script: string

beforeAll(async () => {
  const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  folder = mkdtempSync(`${cache}worker-stream-`)
  script = await bundle(
    folder,
    `import { parentPort } from 'node:worker_threads'
     import { serveStream } from '@infonce/runtime/src/worker-stream-serve.js'
     import { handler } from '@infonce/runtime/src/worker-stream.fixture.js'
     serveStream(parentPort, handler)`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

const workers: Worker[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
})

function startWorker(options: WorkerOptions = {}, path = script): Worker {
  const worker = new Worker(path, options)
  workers.push(worker)
  return worker
}

const stream = (asked: Asked, options: StreamOptions = {}, worker = startWorker()) =>
  streamFromWorker<Said>(worker, asked, options)

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** Waits, turning the event loop, until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turnEventLoop()
}

describe('events', () => {
  it('come in order, all of them', async () => {
    expect(await collect(stream({ work: 'count', count: 1000 }))).toEqual(numbersTo(1000))
  })

  it('wait in the worker while nobody takes them', async () => {
    const shared = cells()
    const events = stream({ work: 'forever', shared })
    expect((await events.next()).value).toEqual({ number: 0 })
    // The one that was given counts until the next is asked for.
    await until(() => Atomics.load(shared, 0) >= 15)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(Atomics.load(shared, 0)).toBe(15)
    for (let number = 1; number <= 40; number++) expect((await events.next()).value).toEqual({ number })
    await until(() => Atomics.load(shared, 0) >= 55)
    await events.return(undefined)
    expect(Atomics.load(shared, 0)).toBe(55)
  })

  it('of several streams of one worker do not mix', async () => {
    const worker = startWorker()
    const streams = [300, 200, 100].map((count) => collect(stream({ work: 'count', count }, {}, worker)))
    expect(await Promise.all(streams)).toEqual([300, 200, 100].map(numbersTo))
    expect(await collect(stream({ work: 'count', count: 5 }, {}, worker))).toEqual(numbersTo(5))
  })

  it('move the buffers that the handler says', async () => {
    const events: Said[] = []
    for await (const event of stream({ work: 'transfer' })) events.push(event)
    expect(events).toEqual([{ data: Float32Array.of(1, 2, 3) }, { data: new Float32Array(0), left: 0 }])
  })
})

describe('leaving early', () => {
  it.each<[string, (events: AsyncGenerator<Said>) => Promise<void>]>([
    [
      'by break',
      async (events) => {
        for await (const event of events) if ((event as { number: number }).number === 30) break
      },
    ],
    [
      'by return',
      async (events) => {
        await events.next()
        expect(await events.return(undefined)).toEqual({ value: undefined, done: true })
      },
    ],
    [
      'by an error',
      async (events) => {
        const work = async () => {
          for await (const _ of events) throw new Error('mine')
        }
        await expect(work()).rejects.toThrow('mine')
      },
    ],
  ])('%s ends the handler, and waits for that', async (_, leave) => {
    const shared = cells()
    await leave(stream({ work: 'forever', shared }))
    expect(Atomics.load(shared, 1)).toBe(1)
  })

  it('gives the signal, so that long work between events is cut short', async () => {
    const shared = cells()
    const events = stream({ work: 'steps', shared })
    await events.next()
    await until(() => Atomics.load(shared, 0) >= 2)
    await events.return(undefined)
    expect(Atomics.load(shared, 1)).toBe(1)
  })

  it('throws what the handler throws as it ends', async () => {
    const events = stream({ work: 'failWhenLeft' })
    await events.next()
    const error = await failure(events.return(undefined))
    expect(error).toBeInstanceOf(LockError)
    expect((error as Error).message).toBe('the lock cannot be given back')
  })

  it('of a handler that throws its signal is no error', async () => {
    const events = stream({ work: 'throwWhenAborted' })
    await events.next()
    await events.return(undefined)
  })
})

describe('a signal', () => {
  it('is heard between long steps, and the last events still come', async () => {
    const shared = cells()
    const abort = new AbortController()
    const numbers = collect(stream({ work: 'steps', shared }, { signal: abort.signal }))
    await until(() => Atomics.load(shared, 0) >= 2)
    abort.abort()
    expect(await numbers).toEqual([0, -1])
  })

  it('is thrown with its own reason where the handler throws it', async () => {
    const abort = new AbortController()
    const events = stream({ work: 'throwWhenAborted' }, { signal: abort.signal })
    expect((await events.next()).value).toEqual({ number: 0 })
    const reason = new Error('enough')
    abort.abort(reason)
    expect(await failure(events.next())).toBe(reason)
  })

  it('that was given before is given from the beginning', async () => {
    const events = stream({ work: 'throwWhenAborted' }, { signal: AbortSignal.abort() })
    expect((await events.next()).value).toEqual({ number: 1 })
    expect(await failure(events.next())).toMatchObject({ name: 'AbortError' })
  })
})

describe('an error', () => {
  it('of infonce arrives as one of its class, its cause as text', async () => {
    const error = await failure(collect(stream({ work: 'fail' })))
    expect(error).toBeInstanceOf(TrainingError)
    expect(error).toMatchObject({
      name: 'TrainingError',
      message: 'step 3: the loss is NaN',
      cause: 'RangeError: deep\ncaused by deeper',
    })
    expect((error as Error).stack).toContain('fail')
  })

  it('of the system keeps its code', async () => {
    const error = await failure(collect(stream({ work: 'failInSystem' })))
    expect(error).toMatchObject({ name: 'Error', message: 'no such file', code: 'ENOENT', syscall: 'open' })
    expect(error).not.toBeInstanceOf(WorkerError)
  })

  it('of JavaScript keeps its class', async () => {
    const error = await failure(collect(stream({ work: 'failByBug' })))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ name: 'TypeError', message: 'x is not a function' })
  })

  it('of a class that is not known arrives as a WorkerError of its name, and as itself where it is made known', async () => {
    const error = await failure(collect(stream({ work: 'failForeign' })))
    expect(error).toBeInstanceOf(WorkerError)
    expect(error).not.toBeInstanceOf(InfonceError)
    expect(error).toMatchObject({ name: 'UnheardOfError', message: 'who knows me?' })
    class UnheardOfError extends InfonceError {}
    expect(await failure(collect(stream({ work: 'failForeign' }, { errors: { UnheardOfError } })))).toBeInstanceOf(
      UnheardOfError,
    )
  })

  it('may be no error at all', async () => {
    expect(await failure(collect(stream({ work: 'throwNoError' })))).toMatchObject({
      name: 'WorkerError',
      message: expect.stringContaining('a text'),
    })
  })

  it('is an event or an input that no channel takes', async () => {
    const shared = cells()
    const error = await failure(collect(stream({ work: 'unclonable', shared })))
    expect(error).toMatchObject({ name: 'DataCloneError', message: expect.stringContaining('could not be cloned') })
    expect(Atomics.load(shared, 1)).toBe(1)
    const input = { work: 'count', f: () => 0 } as unknown as Asked
    expect(await failure(collect(stream(input)))).toMatchObject({ name: 'DataCloneError' })
  })
})

describe('a worker that dies', () => {
  it('by process.exit is an error after its events', async () => {
    const events = stream({ work: 'die', count: 10 })
    const numbers: number[] = []
    const error = await failure(
      (async () => {
        for await (const event of events) numbers.push((event as { number: number }).number)
      })(),
    )
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toBe('the worker ended with exit code 3 before its work was done')
    expect(numbers).toEqual(numbersTo(10))
  })

  it('by an error that nothing catches is that error', async () => {
    const error = await failure(collect(stream({ work: 'crash' })))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toBe('the worker failed: a timer went wrong')
  })

  it('for want of memory is an error', async () => {
    const worker = startWorker({ resourceLimits: { maxOldGenerationSizeMb: 32 } })
    const error = await failure(collect(stream({ work: 'fillMemory' }, {}, worker)))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toMatch(/^the worker failed: .*memory/)
  })

  it('since its script is not there or broken is an error', async () => {
    const missing = await failure(collect(stream({ work: 'count' }, {}, startWorker({}, `${script}.mjs`))))
    expect((missing as Error).message).toMatch(/^the worker failed: Cannot find module/)
    const broken = startWorker({}, await bundle(folder, `import 'onnxruntime-node/nowhere'`, 'broken'))
    expect(await failure(collect(stream({ work: 'count' }, {}, broken)))).toBeInstanceOf(WorkerError)
  })

  it('before the stream is an error', async () => {
    const worker = startWorker()
    await worker.terminate()
    expect(((await failure(collect(stream({ work: 'count' }, {}, worker)))) as Error).message).toBe(
      'the worker has already ended',
    )
  })

  it('while it is left is an error', async () => {
    const worker = startWorker()
    const events = stream({ work: 'steps', shared: cells() }, {}, worker)
    await events.next()
    const leaving = failure(events.return(undefined))
    await worker.terminate()
    expect(((await leaving) as Error).message).toMatch(/^the worker ended with exit code \d before its work was done$/)
  })
})

describe('the host', () => {
  it('stays responsive while a step takes long', async () => {
    const shared = cells()
    const abort = new AbortController()
    const events = stream({ work: 'steps', shared }, { signal: abort.signal })
    await events.next()
    const numbers = collect(events)
    await until(() => Atomics.load(shared, 0) >= 1)
    // Turns of the host's event loop within one step of the worker, which on the host's own thread were none.
    const step = Atomics.load(shared, 0)
    let turns = 0
    for (; Atomics.load(shared, 0) <= step + 1; turns++) await turnEventLoop()
    expect(turns).toBeGreaterThan(10)
    abort.abort()
    expect(await numbers).toEqual([-1])
  })
})
