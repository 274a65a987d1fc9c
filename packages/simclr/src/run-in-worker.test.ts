// Runs in a worker thread: the same events, numbers and errors as on the host's own thread.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunEvent, type TrainInThreadOptions, trainInFolder, trainInThread } from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import type { SimClrTypes } from './definition.js'
import { ImageError } from './errors.js'
import { MODEL_FILES, simclrInFolder } from './folder.js'
import type { ImageDescription } from './image-description.js'
import { SimClr } from './simclr.js'
import { buildWorker } from './testing/worker-script.js'

let script: Awaited<ReturnType<typeof buildWorker>>
let root: string
beforeAll(async () => {
  script = await buildWorker()
  root = await mkdtemp(join(tmpdir(), 'infonce-simclr-worker-'))
})
afterAll(async () => {
  await script.remove()
  await rm(root, { recursive: true })
})

const images: ImageDescription = { origin: { kind: 'drawings', options: { images: 24, size: 16 } } }
const configuration: ConfigurationInput = {
  ...{ network: 'convolutional', widthFactor: 0.0625, headWidth: 8, embedding: 6, batch: 8, epochs: 2 },
  scaling: 'none',
}
const neighbors = { label: 'color', count: 3 }
const optionsOf = (folder: string, more: Partial<TrainInThreadOptions<SimClrTypes>> = {}) => ({
  ...{ folder: join(root, folder), images, threads: 1, neighbors },
  ...(!more.resume && { configuration }),
  ...more,
})
const inWorker = (
  folder: string,
  more: Partial<TrainInThreadOptions<SimClrTypes>> = {},
): AsyncGenerator<RunEvent<SimClrTypes>, void> =>
  trainInThread(simclrInFolder, { script: script.path, ...optionsOf(folder, more) })

async function collect(
  events: AsyncIterable<RunEvent<SimClrTypes>>,
  onEvent: (event: RunEvent<SimClrTypes>) => void = () => {},
) {
  const all: RunEvent<SimClrTypes>[] = []
  for await (const event of events) {
    all.push(event)
    onEvent(event)
  }
  return all
}
const expectSameFiles = (a: string, b: string): void => {
  for (const name of MODEL_FILES)
    expect(readFileSync(join(root, a, name)).equals(readFileSync(join(root, b, name))), name).toBe(true)
}

describe('a run in a worker', () => {
  it('gives the same events, files and model as one on this thread', async () => {
    const here = await collect(trainInFolder(simclrInFolder, optionsOf('here')))
    const there = await collect(inWorker('there'))
    expectSameFiles('there', 'here')
    const some = (events: readonly RunEvent<SimClrTypes>[]) =>
      events.filter(({ type }) => /begin|step|neighbors/.test(type))
    expect(some(there)).toEqual(some(here))
    expect(there.map(({ type }) => type)).toEqual(here.map(({ type }) => type))
    const [a, b] = [here, there].map((events) => events.find(({ type }) => type === 'end'))
    if (a?.type !== 'end' || b?.type !== 'end') throw new Error('training did not end')
    expect(b.model).toBeInstanceOf(SimClr)
    expect(b.model).toEqual(a.model)
  })

  it('stops at its signal with a checkpoint, and is resumed to the same bytes', async () => {
    const abort = new AbortController()
    const events = await collect(inWorker('stopped', { signal: abort.signal }), (event) => {
      if (event.type === 'step' && event.step === 1) abort.abort()
    })
    // Events come from ahead; the run may have been over.
    expect(['stopped', 'finished']).toContain(
      events.flatMap((event) => (event.type === 'end' ? [event.reason] : []))[0],
    )
    if (events.at(-1)!.type !== 'exported') await collect(inWorker('stopped', { resume: true }))
    expectSameFiles('stopped', 'here')
  })

  it('throws errors of the classes that training throws', async () => {
    const failure = await collect(inWorker('few', { configuration: { ...configuration, batch: 30 } })).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ImageError)
    expect((failure as ImageError).path).toBe('the images')
    expect((failure as ImageError).message).toContain('there are 24, fewer than the batch of 30')
  })
})
