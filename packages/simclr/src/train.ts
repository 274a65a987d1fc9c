// Trains a model of pictures: from pictures to parameters, as a stream of events.
import type { CachedTrainingGraphs, TrainingGraphs } from '@infonce/nn'
import {
  type BatchSource,
  type CheckpointPolicy,
  type FilesEvent,
  type Provider,
  type ProviderChoice,
  type RunStart,
  Trainer,
  type TrainingEvent,
  train,
} from '@infonce/runtime'
import { chunkedGraphs } from './chunked-graphs.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import type { PictureSizes } from './data/picture-options.js'
import type { PictureSet } from './data/pictures.js'
import { readEncoderNumbers } from './encoder-numbers.js'
import { PictureError } from './errors.js'
import { initialise, trainingGraphs } from './graphs.js'
import { NeighbourCurve, type NeighbourOptions } from './neighbour-curve.js'
import { scheduleOf } from './optimiser-of.js'
import { PassCurve, type PassSums } from './pass-curve.js'
import { PictureBatches, type PictureBatchesState, stepsOfPass } from './picture-batches.js'
import type { EncoderOptions } from './picture-encoder.js'
import { settleConfiguration } from './settle-configuration.js'
import { SimClr } from './simclr.js'

/** What {@link trainSimClr} is given. */
export interface TrainSimClrOptions {
  readonly pictures: PictureSet
  /** Completed for the pictures by `configurationFor`. */
  readonly configuration?: ConfigurationInput
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: 1. */
  readonly lossEvery?: number
  /** Classifies pictures by their nearest neighbours as training goes on. Default: not done. */
  readonly neighbours?: NeighbourOptions
  /** Makes the policy for checkpoints of a configuration. Default: no checkpoints. */
  readonly checkpoints?: (configuration: Configuration) => CheckpointPolicy
  /** Default: from the beginning. */
  readonly start?: RunStart
}

/** Where a training stands. Checkpoints of older versions have no passes. */
interface TrainingPosition extends PictureBatchesState {
  readonly passes?: readonly PassSums[]
}

/** A file or picture that is left out, where that was asked for. */
export interface SkippedEvent {
  readonly type: 'skipped'
  readonly name: string
  readonly reason: string
}

/** What is told as data are opened, before training. */
export type OpeningEvent = SkippedEvent | FilesEvent

/** What happens during training. */
export type SimClrEvent =
  | {
      readonly type: 'begin'
      /** With the level that was measured. */
      readonly configuration: Configuration
      /** Steps made already, those of one pass, and those of the whole training. */
      readonly steps: number
      readonly stepsOfPass: number
      readonly totalSteps: number
      /** How many pictures there are. */
      readonly pictures: number
      /** Their sizes before they were resized, where they were opened from files by a description. */
      readonly sizes?: PictureSizes
      /** What an earlier part of the training saw of each pass, where it is gone on with. */
      readonly passes: readonly PassSums[]
      /** Where it trains, and why there. */
      readonly choice: ProviderChoice
      /** Whether some operators run on the CPU, because the provider lacks them. */
      readonly partlyOnCpu: boolean
    }
  /** Share of pictures, 0 … 1, that their nearest neighbours classify rightly after so many passes. */
  | { readonly type: 'neighbours'; readonly step: number; readonly epoch: number; readonly accuracy: number }
  | Exclude<TrainingEvent, { type: 'end' | 'scores' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: SimClr })

/**
 * Trains on pictures. The result is a function of pictures and configuration alone, but for rounding, which depends on
 * the provider and the number of threads; where these are the same, a run that goes on from a checkpoint ends with the
 * same bytes.
 * @throws ConfigurationError for impossible settings; PictureError for pictures that do not fit them, are fewer than a
 *   batch, or cannot be read; ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export async function* trainSimClr(options: TrainSimClrOptions): AsyncGenerator<SimClrEvent, void> {
  const { pictures: set, provider, threads, signal, start, lossEvery = 1, neighbours } = options
  const configuration = await settleConfiguration(options)
  const position = start?.position as TrainingPosition | undefined
  const batches = new PictureBatches(set, configuration, position)
  const where = { ...(provider && { provider }), ...(threads !== undefined && { threads }) }
  const asked = neighbours && (await curveOf(set, configuration, neighbours, where))
  const perPass = stepsOfPass(set.pictures.length, configuration)
  const curve = new PassCurve(perPass, position?.passes)
  const source: BatchSource = {
    take: () => batches.take(),
    state: (): TrainingPosition => ({ ...batches.state(), passes: curve.state() }),
  }
  let trainer: Trainer | undefined
  try {
    trainer = await Trainer.open(graphsOf(configuration), {
      sizes: {},
      steps: start?.steps ?? 0,
      initialise: start?.load ?? ((values) => initialise(configuration, values)),
      ...where,
    })
    const numbers = readEncoderNumbers.bind(undefined, trainer, configuration)
    const events = train({
      trainer,
      source,
      lossEvery,
      schedule: scheduleOf(configuration),
      ...(signal && { signal }),
      ...(options.checkpoints && { checkpoints: options.checkpoints(configuration) }),
      ...(asked && {
        measurement: {
          everySteps: perPass * (neighbours.everyEpochs ?? 1),
          measure: async () => ({ accuracy: await asked.accuracy(await numbers()) }),
        },
      }),
    })
    yield {
      type: 'begin',
      configuration,
      steps: trainer.steps,
      stepsOfPass: perPass,
      totalSteps: batches.steps,
      pictures: set.pictures.length,
      passes: curve.state(),
      choice: trainer.choice,
      partlyOnCpu: trainer.partlyOnCpu,
    }
    for await (const event of events)
      if (event.type === 'end') yield { ...event, model: new SimClr(configuration, await numbers()) }
      else if (event.type === 'scores') {
        const { step, scores } = event
        const found = { type: 'neighbours', step, epoch: step / perPass, accuracy: scores.accuracy! } as const
        curve.take(found)
        yield found
      } else {
        // Before the next checkpoint, which keeps it.
        if (event.type === 'step') curve.take(event)
        yield event
      }
  } finally {
    await trainer?.close()
    await asked?.close()
  }
}

/** The graphs of a step, on whole batches or in chunks. */
function graphsOf(configuration: Configuration): TrainingGraphs | CachedTrainingGraphs {
  const { chunk, batch } = configuration
  return chunk === null || chunk === batch ? trainingGraphs(configuration) : chunkedGraphs({ ...configuration, chunk })
}

/** What asks neighbours, unless that is optional and cannot be. */
async function curveOf(
  set: PictureSet,
  configuration: Configuration,
  neighbours: NeighbourOptions,
  where: EncoderOptions,
): Promise<NeighbourCurve | undefined> {
  try {
    return await NeighbourCurve.open(set, configuration, neighbours, where)
  } catch (error) {
    if (neighbours.optional && error instanceof PictureError) return undefined
    throw error
  }
}
