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
  type RunEvent,
  type TrainInFolderOptions,
  trainInFolder,
} from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConfigurationInput } from './configuration.js'
import type { CpcTypes } from './definition.js'
import { cpcInFolder, MODEL_FILES } from './folder.js'
import type { SeriesDescription } from './series-description.js'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-cpc-run-'))
})
afterAll(() => rm(root, { recursive: true }))

const series: SeriesDescription = {
  origin: { kind: 'voices', options: { speakers: 2, words: 2, repetitions: 4 } },
  without: { repetition: ['0'] },
}
const configuration: ConfigurationInput = {
  widths: [8, 8],
  kernels: [20, 16],
  strides: [10, 8],
  contextWidth: 8,
  steps: 2,
  negatives: 20,
  frames: 16,
  batch: 4,
  epochs: 2,
}
const run = async (
  folder: string,
  more: Partial<TrainInFolderOptions<CpcTypes>> = {},
  until?: number,
): Promise<RunEvent<CpcTypes>[]> => {
  const control = new AbortController()
  const events: RunEvent<CpcTypes>[] = []
  const options = { folder, series, configuration, threads: 1, lossEvery: 1, signal: control.signal, ...more }
  for await (const event of trainInFolder(cpcInFolder, options)) {
    events.push(event)
    if (event.type === 'step' && event.step === until) control.abort()
  }
  return events
}

describe('trainInFolder', () => {
  it('writes a model, and resumes a stopped run to the same bytes', async () => {
    const [whole, parts] = [join(root, 'whole'), join(root, 'parts')]
    const events = await run(whole)
    expect(events[0]).toMatchObject({ type: 'begin', totalSteps: 18, series: { count: 12 } })
    expect(events.at(-1)).toEqual({ type: 'exported', files: MODEL_FILES.map((name) => join(whole, name)) })
    expect(await isFinished(cpcInFolder, whole)).toBe(true)
    expect((await readdir(whole)).sort()).toEqual([...MODEL_FILES, 'run.json'].sort())

    for (const until of [3, 11]) {
      const stopped = await run(parts, until === 3 ? {} : { resume: true }, until)
      expect(stopped.at(-1)).toMatchObject({ type: 'end', reason: 'stopped' })
    }
    expect((await run(parts, { resume: true }))[0]).toMatchObject({ type: 'begin', steps: 11 })
    for (const name of MODEL_FILES)
      expect(readFileSync(join(parts, name)).equals(readFileSync(join(whole, name))), name).toBe(true)

    const { configuration: settled, series: known } = await describeRun(cpcInFolder, whole)
    expect(settled.gain).toBeGreaterThan(0)
    expect(known).toEqual(series)
    expect((await loadModel(cpcInFolder, whole)).configuration).toEqual(settled)
  })

  it('writes graphs that open', async () => {
    const folder = join(root, 'graphs')
    await run(folder, { configuration: { ...configuration, epochs: 1 } })
    for (const [file, inputs, outputs] of [
      ['encoder.onnx', ['batch/samples'], ['z', 'c']],
      ['stream.onnx', ['batch/samples', 'state/context'], ['z', 'c', 'next/state/context']],
    ] as const) {
      const session = await openSession(join(folder, file), { provider: 'cpu' })
      expect(session.inputs.map(({ name }) => name)).toEqual(inputs)
      expect(session.outputs.map(({ name }) => name)).toEqual(outputs)
      expect(session.inputs[0]!.dims).toEqual(['N', 1, 'S'])
      await session.close()
    }
    for (const file of ['loss.onnx', 'gradient.onnx', 'step.onnx']) {
      const session = await openSession(join(folder, file), { provider: 'cpu' })
      expect(session.outputs.map(({ name }) => name)).toContain('loss')
      await session.close()
    }
  })

  it('refuses other series than the run began on', async () => {
    const folder = join(root, 'other')
    await run(folder, {}, 2)
    const { without: _, ...more } = series
    await expect(run(folder, { resume: true, series: more })).rejects.toThrow(
      /began on 12 series of \d+ samples, but now there are 16 of \d+: give the series that it began on/,
    )
    await clearRun(cpcInFolder, folder)
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses a folder that holds a run', async () => {
    const folder = join(root, 'taken')
    await run(folder, {}, 1)
    await expect(run(folder)).rejects.toThrow('already holds a run: resume it')
  })
})
