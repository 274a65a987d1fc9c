// Training in a Web Worker.
import { type ModelEvent, type TrainInWorkerOptions, trainInWorker, trainModel, type WebWorker } from '@infonce/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { textCorpus } from './corpus.js'
import { type Word2vecTypes, word2vec } from './definition.js'
import { CorpusError } from './errors.js'
import { topicSentences } from './testing/topics.js'
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
const inWorker = (
  more: Partial<TrainInWorkerOptions<Word2vecTypes>> = {},
): AsyncGenerator<ModelEvent<Word2vecTypes>, void> =>
  trainInWorker(word2vec, worker, {
    corpus: { kind: 'lines', lines },
    provider: 'wasm',
    threads: 1,
    lossEvery: 1,
    configuration,
    ...more,
  })

async function collect(events: AsyncIterable<ModelEvent<Word2vecTypes>>): Promise<ModelEvent<Word2vecTypes>[]> {
  const all: ModelEvent<Word2vecTypes>[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('training in a Web Worker', () => {
  it('gives the events and the model that training in the page gives', async () => {
    const options = { corpus: textCorpus(lines), provider: 'wasm', threads: 1, lossEvery: 1, configuration } as const
    const [here, there] = [await collect(trainModel(word2vec, options)), await collect(inWorker())]
    const steps = (events: readonly ModelEvent<Word2vecTypes>[]): ModelEvent<Word2vecTypes>[] =>
      events.filter(({ type }) => type === 'step')
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
    let last: ModelEvent<Word2vecTypes> | undefined
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
