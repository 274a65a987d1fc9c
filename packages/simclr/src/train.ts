// Trains a model of images: from images to parameters, as a stream of events.
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
import type { ImageSizes } from './data/image-options.js'
import type { ImageSet } from './data/images.js'
import { readEncoderNumbers } from './encoder-numbers.js'
import { ImageError } from './errors.js'
import { initialize, trainingGraphs } from './graphs.js'
import { ImageBatches, type ImageBatchesState, stepsOfPass } from './image-batches.js'
import type { EncoderOptions } from './image-encoder.js'
import { NeighborCurve, type NeighborOptions } from './neighbor-curve.js'
import { scheduleOf } from './optimizer-of.js'
import { PassCurve, type PassSums } from './pass-curve.js'
import { settleConfiguration } from './settle-configuration.js'
import { SimClr } from './simclr.js'

/** What {@link trainSimClr} is given. */
export interface TrainSimClrOptions {
  readonly images: ImageSet
  /** Completed for the images by `configurationFor`. */
  readonly configuration?: ConfigurationInput
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: 1. */
  readonly lossEvery?: number
  /** Classifies images by their nearest neighbors as training goes on. Default: not done. */
  readonly neighbors?: NeighborOptions
  /** Makes the policy for checkpoints of a configuration. Default: no checkpoints. */
  readonly checkpoints?: (configuration: Configuration) => CheckpointPolicy
  /** Default: from the beginning. */
  readonly start?: RunStart
}

/** Where a training stands. Checkpoints of older versions have no passes. */
interface TrainingPosition extends ImageBatchesState {
  readonly passes?: readonly PassSums[]
}

/** A file or image that is left out, where that was asked for. */
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
      /** How many images there are. */
      readonly images: number
      /** Their sizes before they were resized, where they were opened from files by a description. */
      readonly sizes?: ImageSizes
      /** What an earlier part of the training saw of each pass, where it is resumed. */
      readonly passes: readonly PassSums[]
      /** Where it trains, and why there. */
      readonly choice: ProviderChoice
      /** Whether some operators run on the CPU, because the provider lacks them. */
      readonly partlyOnCpu: boolean
    }
  /** Share of images, 0 … 1, that their nearest neighbors classify rightly after so many passes. */
  | { readonly type: 'neighbors'; readonly step: number; readonly epoch: number; readonly accuracy: number }
  | Exclude<TrainingEvent, { type: 'end' | 'scores' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: SimClr })

/**
 * Trains on images. The result is a function of images and configuration alone, but for rounding, which depends on
 * the provider and the number of threads; where these are the same, a run that goes on from a checkpoint ends with the
 * same bytes.
 * @throws ConfigurationError for impossible settings; ImageError for images that do not fit them, are fewer than a
 *   batch, or cannot be read; ProviderError when the provider cannot be used here; TrainingError when training diverges
 */
export async function* trainSimClr(options: TrainSimClrOptions): AsyncGenerator<SimClrEvent, void> {
  const { images: set, provider, threads, signal, start, lossEvery = 1, neighbors } = options
  const configuration = await settleConfiguration(options)
  const position = start?.position as TrainingPosition | undefined
  const batches = new ImageBatches(set, configuration, position)
  const where = { ...(provider && { provider }), ...(threads !== undefined && { threads }) }
  const asked = neighbors && (await curveOf(set, configuration, neighbors, where))
  const perPass = stepsOfPass(set.images.length, configuration)
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
      initialize: start?.load ?? ((values) => initialize(configuration, values)),
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
          everySteps: perPass * (neighbors.everyEpochs ?? 1),
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
      images: set.images.length,
      passes: curve.state(),
      choice: trainer.choice,
      partlyOnCpu: trainer.partlyOnCpu,
    }
    for await (const event of events)
      if (event.type === 'end') yield { ...event, model: new SimClr(configuration, await numbers()) }
      else if (event.type === 'scores') {
        const { step, scores } = event
        const found = { type: 'neighbors', step, epoch: step / perPass, accuracy: scores.accuracy! } as const
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

/** What asks neighbors, unless that is optional and cannot be. */
async function curveOf(
  set: ImageSet,
  configuration: Configuration,
  neighbors: NeighborOptions,
  where: EncoderOptions,
): Promise<NeighborCurve | undefined> {
  try {
    return await NeighborCurve.open(set, configuration, neighbors, where)
  } catch (error) {
    if (neighbors.optional && error instanceof ImageError) return undefined
    throw error
  }
}
