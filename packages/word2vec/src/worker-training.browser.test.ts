// Training in a Web Worker.
import type { WebWorker } from '@infonce/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { textCorpus } from './corpus.js'
import { CorpusError } from './errors.js'
import { topicSentences } from './testing/topics.js'
import { type TrainWord2vecInWorkerOptions, trainWord2vec, trainWord2vecInWorker, type Word2vecEvent } from './train.js'
import { Vocabulary } from './vocabulary.js'
import { Word2vec } from './word2vec.js'

interface Page {
  readonly Worker: new (script: URL, options: { readonly type: 'module' }) => WebWorker & { terminate(): void }
}

let worker: InstanceType<Page['Worker']>
beforeEach(() => {
  const script = new URL('./testing/web-worker.ts', import.meta.url)
  worker = new (globalThis as unknown as Page).Worker(script, { type: 'module' })
})
afterEach(() => worker.terminate())

const lines = topicSentences(200)
const configuration = { dim: 8, minCount: 1, sample: 0.05, window: 3, epochs: 1 }
const inWorker = (more: Partial<TrainWord2vecInWorkerOptions> = {}): AsyncGenerator<Word2vecEvent, void> =>
  trainWord2vecInWorker(worker, {
    corpus: { kind: 'lines', lines },
    provider: 'wasm',
    threads: 1,
    lossEvery: 1,
    configuration,
    ...more,
  })

async function collect(events: AsyncIterable<Word2vecEvent>): Promise<Word2vecEvent[]> {
  const all: Word2vecEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('training in a Web Worker', () => {
  it('gives the events and the model that training in the page gives', async () => {
    const options = { corpus: textCorpus(lines), provider: 'wasm', threads: 1, lossEvery: 1, configuration } as const
    const [here, there] = [await collect(trainWord2vec(options)), await collect(inWorker())]
    const steps = (events: readonly Word2vecEvent[]): Word2vecEvent[] => events.filter(({ type }) => type === 'step')
    expect(steps(there)).toEqual(steps(here))
    const [a, b] = [here.at(-1), there.at(-1)]
    if (a?.type !== 'end' || b?.type !== 'end') throw new Error('training did not end')
    expect(b.model).toBeInstanceOf(Word2vec)
    expect(b.model.vocabulary).toBeInstanceOf(Vocabulary)
    expect(b.model.parameters).toEqual(a.model.parameters)
  })

  it('stops at its signal, and trains again', async () => {
    const abort = new AbortController()
    const more = { signal: abort.signal, configuration: { ...configuration, epochs: 500 } }
    let last: Word2vecEvent | undefined
    for await (const event of inWorker(more)) {
      last = event
      if (event.type === 'step' && event.step === 3) abort.abort()
    }
    expect(last).toMatchObject({ type: 'end', reason: 'stopped' })
    expect((await collect(inWorker())).at(-1)).toMatchObject({ type: 'end', reason: 'finished' })
  })

  it('opens no file', async () => {
    const error = await collect(inWorker({ corpus: { kind: 'file', path: 'text.txt' } })).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(CorpusError)
    expect(error.message).toContain('files are for Node')
  })
})
