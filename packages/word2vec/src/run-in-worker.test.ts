// Runs in a worker thread: the same events, numbers and errors as on the host's own thread, which stays free.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  LockError,
  listCheckpoints,
  loadModel,
  type RunEvent,
  type TrainInThreadOptions,
  trainInFolder,
  trainInThread,
  trainInWorker,
  WorkerError,
} from '@infonce/runtime'
import { RunLock } from '@infonce/runtime/internals'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sourceAlias } from '../../runtime/src/testing/source-alias.js'
import type { ConfigurationInput } from './configuration.js'
import type { CorpusDescription } from './corpus-description.js'
import { type Word2vecTypes, word2vec } from './definition.js'
import { ConfigurationError, CorpusError, RunFolderError } from './errors.js'
import { fileCorpus } from './file-corpus.js'
import { MODEL_FILES, word2vecInFolder } from './folder.js'
import { topicSentences } from './testing/topics.js'
import { buildWorker } from './testing/worker-script.js'
import { Vocabulary } from './vocabulary.js'
import { Word2vec } from './word2vec.js'

let script: Awaited<ReturnType<typeof buildWorker>>
let root: string
let corpus: { kind: 'file'; path: string }
beforeAll(async () => {
  script = await buildWorker()
})
afterAll(() => script.remove())
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-worker-'))
  corpus = { kind: 'file', path: join(root, 'text.txt') }
  await writeFile(corpus.path, `${topicSentences(300).join('\n')}\n`)
})
afterEach(() => rm(root, { recursive: true }))

const configuration: ConfigurationInput = {
  dim: 8,
  minCount: 1,
  sample: 0.05,
  window: 3,
  epochs: 2,
  loss: 'nce',
  logPartition: 'per-context',
}

const inWorker = (
  folder: string,
  more: Partial<TrainInThreadOptions<Word2vecTypes>> = {},
): AsyncGenerator<RunEvent<Word2vecTypes>, void> =>
  trainInThread(word2vecInFolder, {
    script: script.path,
    folder: join(root, folder),
    corpus,
    threads: 1,
    lossEvery: 1,
    ...(!more.resume && { configuration }),
    ...more,
  })

async function collect(
  events: AsyncIterable<RunEvent<Word2vecTypes>>,
  onEvent: (event: RunEvent<Word2vecTypes>) => void = () => {},
) {
  const all: RunEvent<Word2vecTypes>[] = []
  for await (const event of events) {
    all.push(event)
    onEvent(event)
  }
  return all
}

const failure = (events: AsyncIterable<RunEvent<Word2vecTypes>>): Promise<unknown> =>
  collect(events).then(
    () => undefined,
    (error) => error,
  )

const filesOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      MODEL_FILES.map(async (name) => [name, (await readFile(join(root, folder, name))).toString('base64')]),
    ),
  )

describe('a run in a worker', () => {
  it('gives the same events, files and model as one on this thread', async () => {
    const options = { folder: join(root, 'here'), corpus: fileCorpus(corpus.path), threads: 1, lossEvery: 1 }
    const here = await collect(trainInFolder(word2vecInFolder, { ...options, configuration }))
    const there = await collect(inWorker('there'))
    expect(await filesOf('there')).toEqual(await filesOf('here'))
    const steps = (events: readonly RunEvent<Word2vecTypes>[]): RunEvent<Word2vecTypes>[] =>
      events.filter(({ type }) => type === 'step')
    expect(steps(there)).toEqual(steps(here))
    const types = (events: readonly RunEvent<Word2vecTypes>[]): string[] => [...new Set(events.map(({ type }) => type))]
    expect(types(there)).toEqual(types(here))

    const begin = there.find((event) => event.type === 'begin')!
    const end = there.find((event) => event.type === 'end')!
    if (begin.type !== 'begin' || end.type !== 'end') throw new Error('no beginning or end')
    const saved = await loadModel(word2vecInFolder, join(root, 'here'))
    expect(begin.vocabulary).toBeInstanceOf(Vocabulary)
    expect(begin.vocabulary.fingerprint).toBe(saved.vocabulary.fingerprint)
    expect(begin.vocabulary.find(begin.vocabulary.words.at(-1)!)).toBe(begin.vocabulary.size - 1)
    expect(begin.vocabulary.keptTokens).toBe(saved.vocabulary.keptTokens)
    expect(end.model).toBeInstanceOf(Word2vec)
    expect(end.model.configuration).toEqual(saved.configuration)
    expect(end.model.parameters).toEqual(saved.parameters)
    const [word] = saved.vocabulary.words
    expect(end.model.embeddings.neighbors(word!)).toEqual(saved.embeddings.neighbors(word!))
  })

  it('stops at its signal with a checkpoint, and is resumed to the same bytes', async () => {
    await collect(inWorker('straight'))
    const abort = new AbortController()
    const events = await collect(inWorker('stopped', { signal: abort.signal }), (event) => {
      if (event.type === 'step' && event.step === 3) abort.abort()
    })
    const end = events.at(-1)!
    expect(end).toMatchObject({ type: 'end', reason: 'stopped' })
    const [last] = await listCheckpoints(join(root, 'stopped', 'checkpoints'))
    expect(last!.step).toBe((end as { step: number }).step)
    const [resumed] = await collect(inWorker('stopped', { resume: true }))
    expect(resumed).toMatchObject({ type: 'begin', steps: last!.step })
    expect(await filesOf('stopped')).toEqual(await filesOf('straight'))
  })

  it('that is left early has ended, with a checkpoint, and its folder is free', async () => {
    for await (const event of inWorker('left')) if (event.type === 'step') break
    expect(await listCheckpoints(join(root, 'left', 'checkpoints'))).toHaveLength(1)
    await (await RunLock.acquire(join(root, 'left'))).release()
    await collect(inWorker('left', { resume: true }))
    await collect(inWorker('straight'))
    expect(await filesOf('left')).toEqual(await filesOf('straight'))
  })

  it('that is left before training begins leaves nothing', async () => {
    for await (const event of inWorker('left', { corpus: { kind: 'atlas' } })) if (event.type === 'vocabulary') break
    expect(await readdir(join(root, 'left'))).toEqual([])
  })

  it('leaves this thread free while a step takes long', async () => {
    // A step of the full softmax over many words, in which this thread's event loop would not turn once.
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}`)
    const lines = { kind: 'lines', lines: [words.join(' '), words.toReversed().join(' ')] } as const
    const softmax = { ...configuration, loss: 'softmax', dim: 64, epochs: 1, sample: 0 } as const
    const { logPartition: _, ...settings } = softmax
    const most: number[] = []
    let turns = 0
    let stop = false
    const turning = (async () => {
      for (; !stop; turns++) await setImmediate()
    })()
    for await (const event of inWorker('softmax', { corpus: lines, configuration: settings })) {
      if (event.type === 'step') most.push(turns)
      if (most.length > 8) break
      turns = 0
    }
    stop = true
    await turning
    // Some events are read together. Where there is nothing to wait for, there are a few turns between two.
    expect(Math.max(...most.slice(1))).toBeGreaterThan(100)
  })
})

describe('an error in a worker', () => {
  it.each<[string, Partial<TrainInThreadOptions<Word2vecTypes>>, new (...args: never[]) => Error, string]>([
    ['a corpus that is missing', { corpus: { kind: 'file', path: '/nowhere.txt' } }, CorpusError, '/nowhere.txt'],
    ['an empty corpus', { corpus: { kind: 'lines', lines: [] } }, CorpusError, 'holds no words'],
    ['a corpus of no kind', { corpus: { kind: 'net' } as unknown as CorpusDescription }, CorpusError, "kind 'net'"],
    ['no run to resume', { resume: true }, RunFolderError, 'holds no run'],
  ])('is of its class: %s', async (_, options, Class, message) => {
    const error = await failure(inWorker('wrong', options))
    expect(error).toBeInstanceOf(Class)
    expect((error as Error).message).toContain(message)
  })

  it('keeps what it knows', async () => {
    const error = await failure(inWorker('wrong', { configuration: { dim: 0 } }))
    expect(error).toBeInstanceOf(ConfigurationError)
    const problems = [{ field: 'dim', expected: 'a whole number from 1 to 65536', found: 0 }]
    expect(error).toMatchObject({ problems })
  })

  it('is a folder that this process already writes', async () => {
    const lock = await RunLock.acquire(join(root, 'held'))
    const error = await failure(inWorker('held'))
    expect(error).toBeInstanceOf(LockError)
    expect((error as Error).message).toContain('in use by this process')
    await lock.release()
  })

  it('is a script that is not there', async () => {
    const error = await failure(inWorker('wrong', { script: join(root, 'none.js') }))
    expect(error).toBeInstanceOf(WorkerError)
    expect((error as Error).message).toContain('none.js')
  })

  it('is thrown before anything where the signal had been given', async () => {
    expect(await failure(inWorker('never', { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' })
  })
})

describe('trainWord2vecInWorker', () => {
  it('trains again and again in one worker, on a text or on the atlas', async () => {
    const worker = new Worker(script.path)
    try {
      const train = async (from: CorpusDescription, dim: number): Promise<Word2vec> => {
        const settings = { ...configuration, dim, epochs: 1 }
        let model: Word2vec | undefined
        for await (const event of trainInWorker(word2vec, worker, {
          corpus: from,
          threads: 1,
          configuration: settings,
        }))
          if (event.type === 'end') model = event.model
        return model!
      }
      const lines = (await readFile(corpus.path, 'utf8')).trimEnd().split('\n')
      const [text, file] = [await train({ kind: 'lines', lines }, 8), await train(corpus, 8)]
      expect(text.parameters).toEqual(file.parameters)
      const atlas = await train({ kind: 'atlas', tokens: 3000, seed: 2 }, 4)
      expect(atlas.vocabulary.find('country') ?? atlas.vocabulary.find('is')).toBeDefined()
      expect(atlas.embeddings.dim).toBe(4)
    } finally {
      await worker.terminate()
    }
  })
})

describe('a process that exits while its worker trains', () => {
  it('does so with its own code, however often', async () => {
    const program = join(script.path, '..', 'exit.mjs')
    await build({
      stdin: {
        contents: `
          import { trainInThread } from '@infonce/runtime'
          import { word2vecInFolder } from './folder.js'
          const [folder, path] = process.argv.slice(2)
          const configuration = { dim: 64, minCount: 1, epochs: 1000 }
          const script = new URL('./worker.mjs', import.meta.url)
          for await (const event of trainInThread(word2vecInFolder, { script, folder, corpus: { kind: 'file', path }, configuration }))
            if (event.type === 'step' && event.step > 60) setTimeout(() => process.exit(5), event.step % 50)`,
        loader: 'ts',
        resolveDir: join(import.meta.dirname),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['onnxruntime-node'],
      alias: sourceAlias('core', 'samplers', 'nn', 'onnx', 'runtime'),
      outfile: program,
    })
    // Without the wait at the exit, about one in three aborts.
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [program, join(root, `exit ${round}`), corpus.path])
      const left = await new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
      expect(left).toEqual({ code: 5, signal: null })
    }
    expect((await readdir(root)).filter((name) => name.startsWith('exit'))).toHaveLength(6)
  })
})
