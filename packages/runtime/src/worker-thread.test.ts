// Work in a worker thread that lives as long as its events: started, left, and ended.
import { mkdtempSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyTensors } from './copy-tensors.js'
import { LockError } from './errors.js'
import { hostTensor } from './host-tensor.js'
import { bundle, start } from './testing/run-bundled.js'
import { cells, collect, failure } from './testing/streams.js'
import { TrainingError } from './training-loop.js'
import type { Asked, Said } from './worker-stream.fixture.js'
import { WorkerError } from './worker-stream-error.js'
import type { StreamOptions } from './worker-stream-host.js'
import { streamFromThread } from './worker-thread-host.js'

let folder: string
let script: string
beforeAll(async () => {
  const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  folder = mkdtempSync(`${cache}worker-thread-`)
  script = await bundle(
    folder,
    `import { serveThread } from '@infonce/runtime/src/worker-thread-serve.js'
     import { handler } from '@infonce/runtime/src/worker-stream.fixture.js'
     serveThread(handler)`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

const stream = (asked: Asked, options?: StreamOptions) => streamFromThread<Said>(script, asked, options)

it('gives all events', async () => {
  const exits = process.listenerCount('exit')
  expect(await collect(stream({ work: 'count', count: 40 }))).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(process.listenerCount('exit')).toBe(exits)
})

it('lets the work come to its own end where it is left, and takes what it still says', async () => {
  const shared = cells()
  for await (const event of stream({ work: 'saveWhenStopped', shared })) if ('number' in event) break
  expect(Atomics.load(shared, 1)).toBe(1)
})

it('stops at a signal, whose reason is thrown where the work throws its own', async () => {
  const [shared, abort] = [cells(), new AbortController()]
  const numbers: number[] = []
  for await (const event of stream({ work: 'saveWhenStopped', shared }, { signal: abort.signal })) {
    numbers.push((event as { number: number }).number)
    abort.abort()
  }
  expect(numbers.slice(-2)).toEqual([-1, -2])
  expect(Atomics.load(shared, 1)).toBe(1)
  const signal = AbortSignal.abort(new Error('enough'))
  expect(await failure(collect(stream({ work: 'throwWhenAborted' }, { signal })))).toBe(signal.reason)
})

it('is left without an error where the work throws that it was stopped', async () => {
  for await (const _ of stream({ work: 'throwWhenAborted' })) break
})

it('throws errors of their classes, those of the ending included', async () => {
  expect(await failure(collect(stream({ work: 'fail' })))).toBeInstanceOf(TrainingError)
  expect(await failure(collect(stream({ work: 'die', count: 3 })))).toBeInstanceOf(WorkerError)
  class UnheardOfError extends Error {}
  const heard = { errors: { UnheardOfError } }
  expect(await failure(collect(stream({ work: 'failForeign' }, heard)))).toBeInstanceOf(UnheardOfError)
  const leaving = async () => {
    for await (const _ of stream({ work: 'failToSave' })) break
  }
  expect(await failure(leaving())).toBeInstanceOf(LockError)
})

it('keeps no process alive that has taken all events', async () => {
  const program = await bundle(
    folder,
    `import { streamFromThread } from '@infonce/runtime/src/worker-thread-host.js'
     for await (const event of streamFromThread(process.argv[2], { work: 'count', count: 2 })) console.log(event.number)`,
    'host',
  )
  expect(await start(process.execPath, [program, script]).finished).toMatchObject({ code: 0, stdout: '0\n1\n' })
})

it('copies tensors, with the buffers that they lie in', () => {
  const whole = Float32Array.of(0, 1, 2, 3)
  const tensors = { a: hostTensor('float32', [2], whole.subarray(1, 3)), b: hostTensor('int32', [1], Int32Array.of(7)) }
  const { copies, buffers } = copyTensors(tensors)
  const moved = structuredClone(copies, { transfer: [...buffers] as ArrayBuffer[] })
  expect(moved).toEqual({
    a: { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2) },
    b: { dtype: 'int32', dims: [1], data: Int32Array.of(7) },
  })
  expect(whole).toEqual(Float32Array.of(0, 1, 2, 3))
})
