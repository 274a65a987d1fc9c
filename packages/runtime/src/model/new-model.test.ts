// The model of CONTRIBUTING.md: what comes from a definition, on Node.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TrainingGraphs } from '@infonce/nn'
import {
  clearRun,
  describeRun,
  exportModel,
  hostTensor,
  isFinished,
  loadModel,
  openSession,
  type RunEvent,
  RunFolderError,
  trainInFolder,
  trainInThread,
  trainModel,
} from '@infonce/runtime'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { type Matching, type MatchingTypes, matching } from '../testing/matching/matching.js'
import { matchingInFolder } from '../testing/matching/matching-in-folder.js'
import { tables } from '../testing/matching/tables.js'
import { sourceAlias } from '../testing/source-alias.js'

const packages = fileURLToPath(new URL('../../..', import.meta.url))
const matchingFolder = join(packages, 'runtime', 'src', 'testing', 'matching')
// Inside this package, where onnxruntime-node is found.
const cache = join(packages, 'runtime', 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const root = mkdtempSync(join(cache, 'infonce-new-model-'))
afterAll(() => rmSync(root, { recursive: true }))

const data = tables(96)
const options = { tables: data, configuration: { epochs: 20 }, provider: 'cpu', threads: 1 } as const

async function collect(events: AsyncIterable<RunEvent<MatchingTypes>>, until?: () => void) {
  const all: RunEvent<MatchingTypes>[] = []
  for await (const event of events) {
    all.push(event)
    if (event.type === 'step' && event.step === 50) until?.()
  }
  return all
}

/** Bundles a module that lies beside the model into a file of this name. */
async function bundled(name: string, contents: string): Promise<string> {
  const outfile = join(root, name)
  await build({
    stdin: { contents, loader: 'ts', resolveDir: matchingFolder },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node'],
    alias: sourceAlias('core', 'nn', 'onnx', 'runtime'),
    outfile,
    logLevel: 'silent',
  })
  return outfile
}

describe('a new model', () => {
  it('trains in memory, from its definition', async () => {
    const events = await collect(trainModel(matching, options))
    expect(events[0]).toMatchObject({ type: 'begin', rows: 96, totalSteps: 120, widths: { left: 6, right: 5 } })
    const steps = events.filter((event) => event.type === 'step')
    expect(steps[0]!.metrics.loss).toBeGreaterThan(1)
    expect(steps.at(-1)!.metrics['metric/accuracy']).toBeGreaterThan(0.9)
    expect((events.at(-1) as { model: Matching }).model.configuration.dim).toBe(8)
  })

  it('ends with averages of weights where its training keeps some', async () => {
    const ending = async (averaging?: { decay: number }) => {
      const averaged: typeof matching = {
        ...matching,
        graphs: (...given) =>
          averaging
            ? new TrainingGraphs({ ...(matching.graphs(...given) as TrainingGraphs).definition, averaging })
            : matching.graphs(...given),
      }
      const { model } = (await collect(trainModel(averaged, options))).at(-1) as { model: Matching }
      return model.parameters['parameter/left.weight']!.data
    }
    const plain = await ending()
    // An average that keeps nothing is the weight itself.
    expect(await ending({ decay: 0 })).toEqual(plain)
    const found = await ending({ decay: 0.95 })
    expect(found).not.toEqual(plain)
    found.forEach((value, i) => {
      expect(Math.abs(Number(value) - Number(plain[i]))).toBeLessThan(0.3)
    })
  })

  it('can make batches that depend on what it has learned so far', async () => {
    const lengths: number[] = []
    const looking: typeof matching = {
      ...matching,
      batches(...given) {
        const [, , { numbers }] = given
        const source = matching.batches(...given)
        return {
          ...source,
          async take() {
            if ((source.state() as { step: number }).step % 40 === 0) {
              const { data } = (await numbers())['parameter/left.weight']!
              lengths.push(Math.hypot(...(data as Float32Array)))
            }
            return source.take()
          },
        }
      },
    }
    await collect(trainModel(looking, options))
    // Before the first step, after 40, 80 and all of them.
    expect(lengths).toHaveLength(4)
    expect(new Set(lengths).size).toBe(4)
  })

  it('trains in a folder, is stopped and resumed to the same bytes, and is read back', async () => {
    const [whole, parts] = [join(root, 'whole'), join(root, 'parts')]
    await collect(trainInFolder(matchingInFolder, { ...options, folder: whole }))
    const control = new AbortController()
    const stopped = trainInFolder(matchingInFolder, { ...options, folder: parts, signal: control.signal })
    expect((await collect(stopped, () => control.abort())).at(-1)).toMatchObject({ type: 'end', reason: 'stopped' })
    await expect(
      collect(trainInFolder(matchingInFolder, { ...options, tables: tables(95), folder: parts, resume: true })),
    ).rejects.toThrow(new RunFolderError(`the run in ${parts} began on 96 rows, but now there are 95`))
    await collect(trainInFolder(matchingInFolder, { ...options, folder: parts, resume: true }))
    for (const name of matchingInFolder.files)
      expect((await readFile(join(parts, name))).equals(await readFile(join(whole, name))), name).toBe(true)
    expect(await isFinished(matchingInFolder, parts)).toBe(true)
    expect(await describeRun(matchingInFolder, parts)).toMatchObject({ rows: 96, configuration: { epochs: 20 } })

    const model = await loadModel(matchingInFolder, parts)
    expect(model.widths).toEqual({ left: 6, right: 5 })
    const { files } = await exportModel(matchingInFolder, model, join(root, 'exported'), { storage: 'float16' })
    expect(files.map((file) => file.split(/[\\/]/).at(-1))).toEqual(matchingInFolder.files)
    const session = await openSession(join(parts, 'right.onnx'), { provider: 'cpu' })
    const { z } = await session.run({ 'batch/right': hostTensor('float32', [96, 5], data.right) })
    expect(z!.dims).toEqual([96, 8])
    await session.close()
    await clearRun(matchingInFolder, parts)
    expect(await readdir(parts)).toEqual([])
  })

  it('is killed at any instant and resumed to the same bytes', async () => {
    const program = await bundled(
      'killed.mjs',
      `
      import { trainInFolder } from '@infonce/runtime'
      import { matchingInFolder } from './matching-in-folder.js'
      import { tables } from './tables.js'
      const [folder] = process.argv.slice(2)
      const options = { tables: tables(96), configuration: { epochs: 20 }, provider: 'cpu', threads: 1, folder }
      for await (const event of trainInFolder(matchingInFolder, { ...options, checkpointSeconds: 0 }))
        if (event.type === 'checkpoint') console.log(event.step)`,
    )
    const folder = join(root, 'killed')
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
    child.stdout.on('data', (text: Buffer) => {
      if (Number(text.toString().trim().split('\n').at(-1)) >= 40) child.kill('SIGKILL')
    })
    expect(await exited).toBe('SIGKILL')
    expect(await isFinished(matchingInFolder, folder)).toBe(false)
    const [begin] = await collect(trainInFolder(matchingInFolder, { ...options, folder, resume: true }))
    expect((begin as { steps: number }).steps).toBeGreaterThanOrEqual(39)
    for (const name of matchingInFolder.files)
      expect((await readFile(join(folder, name))).equals(await readFile(join(root, 'whole', name))), name).toBe(true)
  })

  it('trains in a worker thread as on this one', async () => {
    const script = await bundled('worker.mjs', readFileSync(join(matchingFolder, 'worker.ts'), 'utf8'))
    const events = await collect(trainInThread(matchingInFolder, { ...options, script, folder: join(root, 'thread') }))
    expect(events.at(-1)).toMatchObject({ type: 'exported' })
    const parameters = 'parameters.safetensors'
    expect(readFileSync(join(root, 'thread', parameters)).equals(readFileSync(join(root, 'whole', parameters)))).toBe(
      true,
    )
  })

  it('stands in CONTRIBUTING.md as it is, in at most 150 lines', () => {
    const text = readFileSync(join(packages, '..', 'CONTRIBUTING.md'), 'utf8')
    let lines = 0
    for (const name of ['matching', 'matching-in-folder', 'worker', 'browser.worker']) {
      const source = readFileSync(join(packages, 'runtime', 'src', 'testing', 'matching', `${name}.ts`), 'utf8')
      expect(text.includes(`\n${source}\`\`\``), name).toBe(true)
      lines += source.split('\n').length - 1
    }
    expect(lines).toBeLessThanOrEqual(150)
  })
})
