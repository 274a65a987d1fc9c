// Runs in folders: resumed bit for bit whatever the optimizer keeps, and what is refused.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adam, sgd } from '@infonce/nn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listCheckpoints } from './checkpoint-folder.js'
import { CheckpointError, LockError, RunFolderError } from './errors.js'
import { hostTensor } from './host-tensor.js'
import { loadCheckpoint } from './load-checkpoint.js'
import { findCheckpoint, readCheckpoint } from './read-checkpoint.js'
import { RunLock } from './run-lock.js'
import { parseSettings } from './settings/settings.js'
import { collect, kind, type SmallRun, smallRun, training } from './testing/small-run.js'
import type { TrainingEvent } from './training-loop.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-run-folder-'))
})
afterEach(() => rm(root, { recursive: true }))

const runIn = (name: string, more: Partial<typeof kind> = {}): SmallRun => smallRun(join(root, name), more)
const numbersOf = (run: SmallRun): Promise<string> => readFile(join(run.path, 'parameters.safetensors'), 'base64')

describe.each([
  ['sgd', sgd, 1],
  ['adam', adam, 1],
  ['adam, several steps a run', adam, 2],
] as const)('a run by %s', (_, optimizer, stepsPerRun) => {
  it('that is stopped or left is resumed to the same bytes', async () => {
    const more = { optimizer: optimizer(), stepsPerRun }
    const straight = runIn('straight')
    await collect(training(straight, more))
    const expected = await numbersOf(straight)
    for (const [how, everySeconds] of [
      ['stopped', 1000],
      ['left', 0],
      ['left without a checkpoint', 1000],
    ] as const) {
      const run = runIn(how)
      const abort = new AbortController()
      await collect(training(run, { ...more, everySeconds, signal: abort.signal }), (step) => {
        if (step !== 4) return false
        abort.abort()
        return how !== 'stopped'
      })
      expect(await run.isFinished()).toBe(false)
      const [last] = await listCheckpoints(join(run.path, 'checkpoints'))
      expect(last === undefined).toBe(how === 'left without a checkpoint')
      const [begin] = await collect(training(run, { ...more, resume: true }))
      expect(begin).toEqual({ type: 'begin', steps: last?.step ?? 0 })
      expect(await numbersOf(run)).toEqual(expected)
    }
  })
})

describe('a run folder', () => {
  it('holds a run until it is finished, then its files and what it was', async () => {
    const run = runIn('deep/folder')
    const events = await collect(training(run, { everySeconds: 0 }))
    const files = kind.files.map((name) => join(run.path, name))
    expect(events.slice(-2)).toEqual([
      { type: 'end', reason: 'finished', step: 9 },
      { type: 'exported', files },
    ])
    expect((await readdir(run.path)).sort()).toEqual([...kind.files, 'run.json'].sort())
    expect(await run.isFinished()).toBe(true)
    expect(await run.describe()).toEqual({ configuration: { steps: 9, seed: 4 }, data: 'numbers' })
    expect(JSON.parse(await readFile(join(run.path, 'run.json'), 'utf8'))).toMatchObject({
      format: 'infonce-run',
      package: '@infonce/small',
      version: '1.2.3',
    })
  })

  it('is cleared of the run and its data files, and of nothing else', async () => {
    const run = runIn('run')
    await collect(training(run))
    const data = 'encoder.onnx.0123456789abcdef.data'
    for (const name of [data, 'encoder.onnx.notes.data', 'notes.txt']) await writeFile(join(run.path, name), '')
    await run.clear()
    expect((await readdir(run.path)).sort()).toEqual(['encoder.onnx.notes.data', 'notes.txt'])
    await run.checkUnused()
  })

  it('is cleared of a run whose run.json is cut short', async () => {
    const run = runIn('run')
    await collect(training(run), (step) => step === 2)
    await writeFile(join(run.path, 'run.json'), '{"package": "@infonce/lar')
    await run.clear()
    expect(await readdir(run.path)).toEqual([])
  })

  it('of an older version is resumed: settings that have come since take their defaults', async () => {
    const run = runIn('run')
    await collect(training(run, { everySeconds: 0 }), (step) => step === 2)
    const fields = {
      width: { type: 'integer', min: 1, default: 3, about: 'width' },
      steps: { type: 'integer', min: 1, default: 9, about: 'steps' },
      seed: { type: 'integer', min: 0, default: 4, about: 'seed' },
    } as const
    const parseConfiguration: typeof kind.parseConfiguration = (input) => parseSettings({ fields }, input)
    const newer = runIn('run', { parseConfiguration })
    const { configuration } = await newer.describe()
    expect(configuration).toEqual({ width: 3, steps: 9, seed: 4 })
    expect(await newer.findStart(configuration)).toMatchObject({ steps: 1 })
  })

  it('keeps its checkpoints when the files of the model cannot be written', async () => {
    const run = runIn('run')
    const broken = run.train<TrainingEvent>({
      resume: false,
      async *events() {
        await mkdir(join(run.path, 'checkpoints'))
        yield { type: 'end', reason: 'finished', step: 1 }
      },
      write: () => Promise.reject(new Error('full')),
    })
    await expect(collect(broken)).rejects.toThrow('full')
    expect(await readdir(run.path)).toEqual(['checkpoints'])
  })
})

describe('a run folder refuses', () => {
  const refusal = async (work: Promise<unknown>, Class: new (...args: never[]) => Error, message: RegExp) => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(thrown).toBeInstanceOf(Class)
    expect((thrown as Error).message).toMatch(message)
  }

  it('a new run over another, and to go on where there is none', async () => {
    const run = runIn('run')
    await refusal(run.describe(), RunFolderError, /holds no run: there is no readable run\.json in it/)
    await refusal(collect(training(run, { resume: true })), RunFolderError, /holds no run/)
    expect(await readdir(root)).toEqual([])
    await collect(training(run), (step) => step === 2)
    await refusal(collect(training(run)), RunFolderError, /already holds a run: resume it/)
    await collect(training(run, { resume: true }))
    await refusal(collect(training(run)), RunFolderError, /already holds a run: give another folder/)
    await refusal(collect(training(run, { resume: true })), RunFolderError, /is finished: there is nothing/)
  })

  it('the run of another model, and a run.json that cannot be', async () => {
    const run = runIn('run')
    await collect(training(run), (step) => step === 2)
    const other = runIn('run', { model: 'large', package: '@infonce/large' })
    await refusal(other.describe(), RunFolderError, /run\.json is not of a large run: package: /)
    const path = join(run.path, 'run.json')
    const content = JSON.parse(await readFile(path, 'utf8'))
    for (const [change, message] of [
      [{ data: 3 }, /run\.json is not of a small run: data: /],
      [{ configuration: { steps: 0 } }, /run\.json has settings that cannot be: steps: expected .*, found 0$/],
    ] as const) {
      await writeFile(path, JSON.stringify({ ...content, ...change }))
      await refusal(run.describe(), RunFolderError, message)
    }
  })

  it('to be cleared of the run of another model', async () => {
    const run = runIn('run')
    await collect(training(run, { everySeconds: 0 }), (step) => step === 2)
    const before = (await readdir(run.path, { recursive: true })).sort()
    const other = runIn('run', { model: 'large', package: '@infonce/large' })
    await refusal(other.clear(), RunFolderError, /run\.json is of a run of @infonce\/small, not of @infonce\/large: /)
    expect((await readdir(run.path, { recursive: true })).sort()).toEqual(before)
    await collect(training(run, { resume: true }))
  })

  it('a checkpoint of other settings', async () => {
    const run = runIn('run')
    await collect(training(run, { everySeconds: 0 }), (step) => step === 2)
    const fields = {
      steps: { type: 'integer', min: 10, default: 10, about: 'steps' },
      seed: { type: 'integer', min: 0, default: 4, about: 'seed' },
    } as const
    const stricter = runIn('run', { parseConfiguration: (input) => parseSettings({ fields }, input) })
    await refusal(
      stricter.findStart({ steps: 10, seed: 4 }),
      RunFolderError,
      /is of another run than .*run\.json: remove/,
    )
    await refusal(run.findStart({ steps: 9, seed: 5 }), RunFolderError, /is of another run than .*run\.json: remove/)
    expect(await run.findStart({ steps: 9, seed: 4 })).toMatchObject({ steps: 1, position: { next: 1 } })
  })

  it('what another process writes', async () => {
    const run = runIn('run')
    const lock = await RunLock.acquire(run.path)
    await refusal(collect(training(run)), LockError, /in use/)
    await refusal(run.clear(), LockError, /in use/)
    await lock.release()
  })
})

describe('loadCheckpoint', () => {
  it('refuses a checkpoint with other numbers than are trained', async () => {
    const run = runIn('run')
    await collect(training(run, { optimizer: adam(), everySeconds: 0 }), (step) => step === 2)
    const { path } = await findCheckpoint(join(run.path, 'checkpoints'))
    await expect(collect(training(run, { optimizer: sgd(), resume: true }))).rejects.toThrow(
      /holds state\/.*, which is not trained here/,
    )
    const { parameters, state } = await readCheckpoint(path)
    const all = { ...parameters, ...state }
    await loadCheckpoint(path, all, { package: '@infonce/small' })
    await expect(loadCheckpoint(path, all, { package: '@infonce/large' })).rejects.toThrow(CheckpointError)
    const more = { ...all, 'parameter/new': hostTensor('float32', [1], new Float32Array(1)) }
    await expect(loadCheckpoint(path, more)).rejects.toThrow(/lacks parameter\/new: it is of another model/)
    const projection = hostTensor('float32', [1, 9], new Float32Array(9))
    await expect(loadCheckpoint(path, { ...all, 'parameter/projection': projection })).rejects.toThrow(
      /holds parameter\/projection \[3, 3\], which is \[1, 9\] here/,
    )
  })
})
