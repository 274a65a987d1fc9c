import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  clearRun,
  describeRun,
  isFinished,
  loadModel,
  openSession,
  PARAMETERS_FILE,
  type RunEvent,
  readSafetensors,
  saveSafetensors,
  type TrainInFolderOptions,
  trainInFolder,
} from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import { CURVE_FILE, readCurve } from './curve-file.js'
import type { SimClrTypes } from './definition.js'
import { MODEL_FILES, simclrInFolder } from './folder.js'
import type { ImageDescription } from './image-description.js'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-simclr-run-'))
})
afterAll(() => rm(root, { recursive: true }))

const images: ImageDescription = {
  origin: { kind: 'drawings', options: { images: 30, size: 16 } },
  without: { shape: ['star'] },
}
const configuration: ConfigurationInput = {
  ...{ network: 'convolutional', widthFactor: 0.0625, headWidth: 8, embedding: 6, batch: 5, epochs: 2 },
  scaling: 'none',
}
const neighbors = { label: 'color', count: 3 }
const run = async (
  folder: string,
  more: Partial<TrainInFolderOptions<SimClrTypes>> = {},
  until?: number,
): Promise<RunEvent<SimClrTypes>[]> => {
  const control = new AbortController()
  const events: RunEvent<SimClrTypes>[] = []
  const options = { folder, images, configuration, threads: 1, signal: control.signal, ...more }
  for await (const event of trainInFolder(simclrInFolder, options)) {
    events.push(event)
    if (event.type === 'step' && event.step === until) control.abort()
  }
  return events
}
/** Those of a model, and the curve of the training, whose row of the pass that was interrupted is that of a whole one. */
const FILES = [...MODEL_FILES, CURVE_FILE]
const bytes = (folder: string, name: string) => readFileSync(join(folder, name))

describe('trainInFolder', { timeout: 240_000 }, () => {
  it.each<[string, ConfigurationInput]>([
    ['simclr with batch normalization', {}],
    ['moco', { method: 'moco', queue: 12, keyMomentum: 0.8 }],
    ['supcon by AdamW', { method: 'supcon', label: 'shape', optimizer: 'adamw', normalization: 'layer' }],
    ['chunks', { batch: 6, chunk: 3, normalization: 'group', groups: 2 }],
  ])('writes a model, and resumes a stopped run to the same bytes: %s', async (name, settings) => {
    const [whole, parts] = [join(root, `${name} whole`), join(root, `${name} parts`)]
    const more = { configuration: { ...configuration, ...settings }, neighbors }
    const events = await run(whole, more)
    const totalSteps = settings.batch ? 8 : 10
    expect(events[0]).toMatchObject({ type: 'begin', steps: 0, totalSteps, stepsOfPass: totalSteps / 2, images: 27 })
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(totalSteps)
    expect(events.at(-1)).toEqual({ type: 'exported', files: FILES.map((file) => join(whole, file)) })
    expect(await isFinished(simclrInFolder, whole)).toBe(true)
    expect((await readdir(whole)).sort()).toEqual([...FILES, 'run.json'].sort())
    const curve = events.flatMap((event) => (event.type === 'neighbors' ? [event] : []))
    const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
    for (const [i, { epoch, loss, neighbors: share }] of (await readCurve(whole)).entries()) {
      const own = losses.slice((i * totalSteps) / 2, ((i + 1) * totalSteps) / 2)
      expect(epoch).toBe(i + 1)
      expect(loss).toBeCloseTo(own.reduce((a, b) => a + b) / own.length, 4)
      expect(share).toBeCloseTo(curve[i]!.accuracy, 4)
    }
    expect(curve.map(({ step, epoch }) => [step, epoch])).toEqual([
      [totalSteps / 2, 1],
      [totalSteps, 2],
    ])

    for (const until of [3, totalSteps - 2]) {
      const stopped = await run(parts, until === 3 ? more : { resume: true }, until)
      expect(stopped.at(-1)).toMatchObject({ type: 'end', reason: 'stopped', step: until })
      expect(await isFinished(simclrInFolder, parts)).toBe(false)
    }
    const rest = await run(parts, { resume: true })
    expect(rest[0]).toMatchObject({ type: 'begin', steps: totalSteps - 2 })
    expect(rest.flatMap((event) => (event.type === 'neighbors' ? [event] : []))).toEqual(curve.slice(1))
    for (const file of FILES) expect(bytes(parts, file).equals(bytes(whole, file)), file).toBe(true)

    const known = await describeRun(simclrInFolder, whole)
    expect(known.configuration.level!.mean).toHaveLength(3)
    expect(known).toMatchObject({ images, found: { count: 27 }, neighbors })
    expect((await loadModel(simclrInFolder, whole)).configuration).toEqual(known.configuration)
  })

  it('writes graphs that open', async () => {
    const folder = join(root, 'graphs')
    await run(folder, { configuration: { ...configuration, method: 'moco', queue: 6, epochs: 1 } })
    const encoder = await openSession(join(folder, 'encoder.onnx'), { provider: 'cpu' })
    expect(encoder.inputs.map(({ name, dims }) => [name, dims])).toEqual([['batch/images', ['N', 3, 16, 16]]])
    expect(encoder.outputs.map(({ name }) => name)).toEqual(['h', 'quarters', 'z'])
    await encoder.close()
    for (const file of ['loss.onnx', 'gradient.onnx', 'step.onnx']) {
      const session = await openSession(join(folder, file), { provider: 'cpu' })
      expect(session.outputs.map(({ name }) => name)).toContain('loss')
      await session.close()
    }
  })

  it('keeps no pixels of images in memory', async () => {
    const folder = join(root, 'memory')
    const options = {
      size: 16,
      images: Array.from({ length: 10 }, (_, n) => ({
        name: `p${n}`,
        labels: { class: String(n % 2) },
        pixels: Uint8Array.from({ length: 768 }, (_, i) => (i * (n + 1)) % 256),
      })),
    }
    await run(folder, { images: { origin: { kind: 'memory', options } } }, 1)
    expect((await describeRun(simclrInFolder, folder)).images).toEqual({
      origin: { kind: 'memory', options: { size: 16, images: [] } },
    })
    const rest = await run(folder, { resume: true, images: { origin: { kind: 'memory', options } } })
    expect(rest.at(-1)!.type).toBe('exported')
  })

  it('refuses other images than the run began on', async () => {
    const folder = join(root, 'other')
    await run(folder, {}, 2)
    const { without: _, ...more } = images
    await expect(run(folder, { resume: true, images: more })).rejects.toThrow(
      'began on 27 images, but now there are 30: give the images that it began on',
    )
    await clearRun(simclrInFolder, folder)
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses a folder that holds a run', async () => {
    const folder = join(root, 'taken')
    await run(folder, {}, 1)
    await expect(run(folder)).rejects.toThrow('already holds a run: resume it')
  })
})

describe('loadModel', () => {
  it('refuses parameters that do not fit their configuration', async () => {
    const folder = join(root, 'damaged')
    await run(folder, { configuration: { ...configuration, epochs: 1 } })
    const path = join(folder, PARAMETERS_FILE)
    const { tensors, metadata } = await readSafetensors(path)
    const { 'state/encoder.2.variance': variance, ...others } = tensors
    expect(variance!.dims).toEqual([8])
    await saveSafetensors(path, others, metadata)
    await expect(loadModel(simclrInFolder, folder)).rejects.toThrow(
      'state/encoder.2.variance: expected [8], as its configuration has it, found none',
    )
    const wrong = { ...variance!, dims: [2, 4] }
    await saveSafetensors(path, { ...others, 'state/encoder.2.variance': wrong }, metadata)
    await expect(loadModel(simclrInFolder, folder)).rejects.toThrow(
      'expected [8], as its configuration has it, found [2, 4]',
    )
    await saveSafetensors(path, tensors, { ...metadata, configuration: '{"depth":' })
    await expect(loadModel(simclrInFolder, folder)).rejects.toThrow('its metadata are damaged; export it again')
    await saveSafetensors(path, tensors, { package: '@infonce/cpc' })
    await expect(loadModel(simclrInFolder, folder)).rejects.toThrow("is not of a SimCLR model, but of '@infonce/cpc'")
    await saveSafetensors(path, tensors, metadata)
    expect(Object.keys((await loadModel(simclrInFolder, folder)).parameters).sort()).toEqual(
      Object.keys(tensors).sort(),
    )
  })
})
