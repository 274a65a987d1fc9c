// A run in a folder: interrupted and resumed, finished, and what it refuses.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ValueError } from '@infonce/core'
import {
  CheckpointError,
  clearRun,
  describeRun,
  hostTensor,
  isFinished,
  LockError,
  listCheckpoints,
  loadModel,
  type RunEvent,
  saveSafetensors,
  type TrainInFolderOptions,
  trainInFolder,
} from '@infonce/runtime'
import { RunLock, writeFileAtomic } from '@infonce/runtime/internals'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import type { Corpus } from './corpus.js'
import type { Word2vecTypes } from './definition.js'
import { FileError, RunFolderError } from './errors.js'
import { MODEL_FILES, word2vecInFolder } from './folder.js'
import { chunkedCorpus } from './testing/chunked-corpus.js'
import { topicSentences } from './testing/topics.js'
import { loadVocabulary } from './text-files.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-run-'))
})
afterEach(() => rm(root, { recursive: true }))

const text = `${topicSentences(300).join('\n')}\n`
const corpus = (): Corpus => chunkedCorpus(text, 1000)
const configuration: ConfigurationInput = {
  dim: 8,
  minCount: 1,
  sample: 0.05,
  window: 3,
  epochs: 2,
  loss: 'nce',
  logPartition: 'per-context',
}

async function run(
  folder: string,
  more: Partial<TrainInFolderOptions<Word2vecTypes>> = {},
  onEvent: (event: RunEvent<Word2vecTypes>) => void = () => {},
) {
  const events: RunEvent<Word2vecTypes>[] = []
  const options = {
    folder,
    corpus: corpus(),
    threads: 1,
    lossEvery: 1,
    ...(!more.resume && { configuration }),
    ...more,
  }
  for await (const event of trainInFolder(word2vecInFolder, options)) {
    events.push(event)
    onEvent(event)
  }
  return events
}

/** Trains until a step and stops there, as Ctrl-C does. */
async function stopAt(folder: string, step: number, more: Partial<TrainInFolderOptions<Word2vecTypes>> = {}) {
  const abort = new AbortController()
  const events = await run(folder, { ...more, signal: abort.signal }, (event) => {
    if (event.type === 'step' && event.step >= step) abort.abort()
  })
  expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'stopped' })
  return events
}

const filesOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(MODEL_FILES.map(async (name) => [name, (await readFile(join(folder, name))).toString('base64')])),
  )

describe('a run', () => {
  it('that is finished leaves its files, and no checkpoints', async () => {
    const folder = join(root, 'new', 'run')
    const events = await run(folder, { checkpointSeconds: 0 })
    expect(events.at(-2)).toMatchObject({ type: 'end', reason: 'finished' })
    expect(events.at(-1)).toEqual({ type: 'exported', files: MODEL_FILES.map((name) => join(folder, name)) })
    expect((await readdir(folder)).sort()).toEqual([...MODEL_FILES, 'run.json'].sort())
    expect(await isFinished(word2vecInFolder, folder)).toBe(true)
    const description = await describeRun(word2vecInFolder, folder)
    expect(description.configuration).toMatchObject(configuration)
    expect(description.corpus).toEqual({ name: 'chunked', size: text.length })
    expect(description.corpusTokens).toBe(text.match(/\S+/g)!.length)
    expect(description.vocabularyFingerprint).toBe((await loadVocabulary(join(folder, 'vocabulary.txt'))).fingerprint)
  })

  it('that is stopped and resumed, again and again, ends with the same bytes', async () => {
    await run(join(root, 'straight'))
    const expected = await filesOf(join(root, 'straight'))
    const folder = join(root, 'stopped')
    let steps = 0
    await stopAt(folder, 3)
    for (const more of [20, 1, 30]) {
      const [last] = await listCheckpoints(join(folder, 'checkpoints'))
      expect(last!.step).toBeGreaterThan(steps)
      steps = last!.step
      const events = await stopAt(folder, steps + more, { resume: true, checkpointSeconds: more === 30 ? 0 : 60 })
      expect(events[0]).toMatchObject({ type: 'begin', steps })
      expect(await isFinished(word2vecInFolder, folder)).toBe(false)
    }
    await run(folder, { resume: true })
    expect(await filesOf(folder)).toEqual(expected)
  })

  it('that was left without a word goes on from its last checkpoint, or from the beginning', async () => {
    await run(join(root, 'straight'))
    const expected = await filesOf(join(root, 'straight'))
    for (const [name, checkpointSeconds] of [
      ['with', 0],
      ['without', 1000],
    ] as const) {
      const folder = join(root, name)
      const events = trainInFolder(word2vecInFolder, {
        folder,
        corpus: corpus(),
        threads: 1,
        lossEvery: 1,
        configuration,
        checkpointSeconds,
      })
      for await (const event of events) if (event.type === 'step' && event.step === 60) break
      expect((await listCheckpoints(join(folder, 'checkpoints'))).length > 0).toBe(checkpointSeconds === 0)
      await run(folder, { resume: true })
      expect(await filesOf(folder)).toEqual(expected)
    }
  })

  it('that was killed before its vocabulary was written counts the words again', async () => {
    await run(join(root, 'straight'))
    const folder = join(root, 'killed')
    for await (const event of trainInFolder(word2vecInFolder, { folder, corpus: corpus(), threads: 1, configuration }))
      if (event.type === 'begin') break
    await rm(join(folder, 'vocabulary.txt'))
    await run(folder, { resume: true })
    expect(await filesOf(folder)).toEqual(await filesOf(join(root, 'straight')))
  })

  it('can be cleared away, and what is not its own stays', async () => {
    const folder = join(root, 'run')
    await stopAt(folder, 2)
    await writeFile(join(folder, 'notes.txt'), 'mine')
    await clearRun(word2vecInFolder, folder)
    expect(await readdir(folder)).toEqual(['notes.txt'])
    await run(folder)
    expect(await isFinished(word2vecInFolder, folder)).toBe(true)
    await clearRun(word2vecInFolder, folder)
    expect(await readdir(folder)).toEqual(['notes.txt'])
  })
})

describe('trainInFolder refuses', () => {
  const refusal = async (
    folder: string,
    options: Partial<TrainInFolderOptions<Word2vecTypes>>,
    error: new (...args: never[]) => Error,
    message: RegExp,
  ) => {
    const list = async () => (await readdir(folder, { recursive: true }).catch(() => [])).sort()
    const before = await list()
    const thrown = await run(folder, options).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    expect(thrown).toBeInstanceOf(error)
    expect((thrown as Error).message).toMatch(message)
    expect((thrown as Error).message).not.toContain('\n')
    expect(await list()).toEqual(before)
  }

  it('a folder of a run, unfinished or finished', async () => {
    const folder = join(root, 'run')
    await stopAt(folder, 2)
    await refusal(folder, {}, RunFolderError, /already holds a run: resume it/)
    await run(folder, { resume: true })
    await refusal(folder, {}, RunFolderError, /already holds a run: give another folder/)
    await refusal(folder, { resume: true }, RunFolderError, /is finished: there is nothing to resume/)
  })

  it.each(['encoder.onnx', 'vocabulary.txt', 'checkpoints'])('a folder that holds a foreign %s', async (name) => {
    if (name === 'checkpoints') await mkdir(join(root, name))
    else await writeFile(join(root, name), 'foreign')
    await refusal(root, {}, RunFolderError, new RegExp(`already holds ${name}, which a run would overwrite`))
  })

  it('to go on where there is no run, or one of something else', async () => {
    await refusal(join(root, 'missing'), { resume: true }, RunFolderError, /holds no run/)
    expect(await readdir(root)).toEqual([])
    for (const content of ['not JSON', '{}', '{"format":"infonce-run","package":"@infonce/simclr"}']) {
      await writeFile(join(root, 'run.json'), content)
      await refusal(root, { resume: true }, RunFolderError, /run\.json/)
    }
  })

  it('settings in run.json that cannot be, by the name of the file', async () => {
    const folder = join(root, 'run')
    await stopAt(folder, 2)
    const path = join(folder, 'run.json')
    const content = JSON.parse(await readFile(path, 'utf8'))
    const changes: [object, RegExp][] = [
      [{ configuration: { ...content.configuration, window: 0 } }, /run\.json has settings .*: window: expected .* 0$/],
      [{ configuration: { ...content.configuration, color: 1 } }, /run\.json has settings .*: color: expected .* 1$/],
      [{ corpusTokens: 'many' }, /run\.json is not of a word2vec run: corpusTokens: .*number/],
      [{ corpusTokens: 3 }, /run\.json: corpusTokens: expected \d+ or more, .* found 3$/],
    ]
    for (const [change, message] of changes) {
      await writeFile(path, JSON.stringify({ ...content, ...change }))
      await refusal(folder, { resume: true }, RunFolderError, message)
    }
  })

  it('a run that another process began before this one had the lock', async () => {
    // A lock that names no process yet is waited for: its writer may be about to write it.
    await writeFile(join(root, 'run.lock'), '')
    const thrown = expect(run(root)).rejects.toThrow(/already holds a run/)
    await setTimeout(50)
    await writeFile(join(root, 'run.json'), '{}')
    await rm(join(root, 'run.lock'))
    await thrown
    expect(await readdir(root)).toEqual(['run.json'])
  })

  it('words or counts that are not those of the run', async () => {
    const folder = join(root, 'run')
    await stopAt(folder, 2)
    const path = join(folder, 'vocabulary.txt')
    const vocabulary = await readFile(path, 'utf8')
    const [first, second, ...others] = vocabulary.split('\n')
    const swapped = [second, first, ...others].join('\n')
    for (const changed of [`${vocabulary}extra 1\n`, swapped, vocabulary.replace(/\d+\n/, '1\n')]) {
      await writeFile(path, changed)
      await refusal(folder, { resume: true }, RunFolderError, /vocabulary\.txt has other words or counts than the run/)
    }
    // Killed before the words were written: they are counted again, in a corpus as long as the old one.
    await rm(path)
    await rm(join(folder, 'checkpoints'), { recursive: true })
    const word = /^\w+/.exec(text)![0]
    const changed = chunkedCorpus(text.replace(word, 'x'.repeat(word.length)), 1000)
    await refusal(
      folder,
      { resume: true, corpus: changed },
      RunFolderError,
      /began with other words than those of chunked/,
    )
    await run(folder, { resume: true })
  })

  it('another corpus', async () => {
    const folder = join(root, 'run')
    await stopAt(folder, 2)
    const changed = chunkedCorpus(`${text}more\n`, 1000)
    await refusal(
      folder,
      { resume: true, corpus: changed },
      RunFolderError,
      /began on a corpus of \d+: give that corpus/,
    )
  })

  it('a checkpoint of another run, a broken one, and one without its vocabulary', async () => {
    const [folder, other] = [join(root, 'run'), join(root, 'other')]
    await stopAt(folder, 2)
    await stopAt(other, 2, { configuration: { ...configuration, seed: 7 } })
    const own = join(root, 'own')
    const checkpoints = join(folder, 'checkpoints')
    await cp(checkpoints, own, { recursive: true })
    const restore = async (from: string) => {
      await rm(checkpoints, { recursive: true })
      await cp(from, checkpoints, { recursive: true })
    }
    await restore(join(other, 'checkpoints'))
    await refusal(folder, { resume: true }, RunFolderError, /is of another run than/)
    await restore(own)
    const [last] = await listCheckpoints(checkpoints)
    await writeFile(join(last!.path, 'parameters.safetensors'), 'x'.repeat(100))
    await refusal(folder, { resume: true }, CheckpointError, /is corrupt: parameters.safetensors has 100 bytes/)
    await restore(own)
    await rm(join(folder, 'vocabulary.txt'))
    await refusal(folder, { resume: true }, FileError, /vocabulary\.txt: no such file/)
  })

  it('a folder that another process writes', async () => {
    const folder = join(root, 'run')
    const lock = await RunLock.acquire(folder)
    await refusal(folder, {}, LockError, /is in use by this process/)
    await expect(clearRun(word2vecInFolder, folder)).rejects.toThrow(LockError)
    await lock.release()
    await run(folder)
  })

  it('an impossible setting before anything is written', async () => {
    const folder = join(root, 'run')
    await expect(run(folder, { configuration: { window: 0 } })).rejects.toThrow('window')
    expect(await readdir(folder).catch(() => [])).toEqual([])
  })

  it.each([{ lossEvery: 0 }, { checkpointSeconds: -1 }, { threads: 0 }])('%j before a run is begun', async (wrong) => {
    const folder = join(root, 'run')
    await expect(run(folder, wrong)).rejects.toThrow(ValueError)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('loadModel refuses', () => {
  it('parameters of another package, of another vocabulary, and what is no file of parameters', async () => {
    await run(root)
    const path = join(root, 'parameters.safetensors')
    const whole = await readFile(path)
    await saveSafetensors(
      path,
      { 'parameter/anchor.weight': hostTensor('float32', [1], new Float32Array(1)) },
      { package: 'other' },
    )
    await expect(loadModel(word2vecInFolder, root)).rejects.toThrow("is not of a word2vec model, but of 'other'")
    await writeFileAtomic(path, whole.subarray(0, whole.length - 4))
    await expect(loadModel(word2vecInFolder, root)).rejects.toThrow(CheckpointError)
    await writeFileAtomic(path, whole)
    const vocabulary = await readFile(join(root, 'vocabulary.txt'), 'utf8')
    await writeFile(join(root, 'vocabulary.txt'), vocabulary.split('\n').slice(1).join('\n'))
    await expect(loadModel(word2vecInFolder, root)).rejects.toThrow(
      'expected [38, 8], as its configuration has it, found [39, 8]',
    )
    await rm(join(root, 'vocabulary.txt'))
    await expect(loadModel(word2vecInFolder, root)).rejects.toThrow(FileError)
    await rm(path)
    await expect(loadModel(word2vecInFolder, root)).rejects.toThrow(path)
  })
})
