// A run of nine steps in a folder, trained as a model's package does.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { linearSchedule, type Optimizer, sgd } from '@infonce/nn'
import * as z from 'zod'
import { type ExportedEvent, RunFolder, type RunKind } from '../run-folder.js'
import { saveSafetensors } from '../safetensors.js'
import type { Settings } from '../settings/setting.js'
import { parseSettings } from '../settings/settings.js'
import { Trainer } from '../trainer.js'
import { type TrainingEvent, train } from '../training-loop.js'
import { options, SmallSource, smallGraphs } from './small-training.js'

export interface Configuration {
  readonly steps: number
  readonly seed: number
}
const settings: Settings<Configuration> = {
  fields: {
    steps: { type: 'integer', min: 1, default: 9, about: 'steps' },
    seed: { type: 'integer', min: 0, default: 4, about: 'seed' },
  },
}
export const kind: RunKind<Configuration, { readonly data: string }> = {
  model: 'small',
  package: '@infonce/small',
  version: '1.2.3',
  files: ['encoder.onnx', 'parameters.safetensors'],
  parseConfiguration: (input) => parseSettings(settings, input),
  details: z.object({ data: z.string() }),
}
/** The folder of such a run. */
export const smallRun = (path: string, more: Partial<typeof kind> = {}): SmallRun =>
  new RunFolder(path, { ...kind, ...more })
export type SmallRun = RunFolder<Configuration, { readonly data: string }>

export type Event = TrainingEvent | { readonly type: 'begin'; readonly steps: number }
export interface Training {
  readonly optimizer?: Optimizer
  readonly resume?: boolean
  readonly stepsPerRun?: number
  readonly everySeconds?: number
  readonly signal?: AbortSignal
}

/** Trains as a model's package does. */
export function training(run: SmallRun, more: Training = {}): AsyncGenerator<Event | ExportedEvent, void> {
  const { optimizer = sgd(), resume = false, stepsPerRun = 1, everySeconds = 1000, signal } = more
  let trainer: Trainer | undefined
  return run.train<Event>({
    resume,
    async *events() {
      const known = resume ? await run.describeUnfinished() : undefined
      const configuration = known?.configuration ?? kind.parseConfiguration({})
      const start = known && (await run.findStart(configuration))
      trainer = await Trainer.open(smallGraphs(optimizer), {
        ...options,
        stepsPerRun,
        steps: start?.steps ?? 0,
        initialize: start?.load ?? options.initialize,
      })
      try {
        if (!known) await run.begin({ configuration, data: 'numbers' })
        yield { type: 'begin', steps: trainer.steps }
        yield* train({
          trainer,
          source: new SmallSource(configuration.steps, (start?.position as { next: number } | undefined)?.next),
          schedule: linearSchedule(0.5, 0.1),
          checkpoints: run.checkpoints(configuration, configuration.seed, everySeconds),
          ...(signal && { signal }),
        })
      } finally {
        await trainer.close()
      }
    },
    async write() {
      const paths = kind.files.map((name) => join(run.path, name))
      await writeFile(paths[0]!, 'a model')
      await saveSafetensors(paths[1]!, { ...(await trainer!.readParameters()), ...(await trainer!.readState()) })
      return paths
    },
  })
}

/** All events, or those up to a step. */
export async function collect(
  events: AsyncIterable<Event | ExportedEvent>,
  until = (_: number | undefined): boolean => false,
): Promise<(Event | ExportedEvent)[]> {
  const all: (Event | ExportedEvent)[] = []
  for await (const event of events) {
    all.push(event)
    if (until(event.type === 'step' ? event.step : undefined)) break
  }
  return all
}
