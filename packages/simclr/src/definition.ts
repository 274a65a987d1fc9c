// SimCLR, MoCo and supervised contrast as a model: from this record come training, loading and exporting.
import { defineModel, type ModelDefinition, type OpeningEvent, type TrainingEvent } from '@infonce/runtime'
import { openingEvents } from '@infonce/runtime/internals'
import { chunkedGraphs } from './chunked-graphs.js'
import { type Configuration, type ConfigurationInput, settings } from './configuration.js'
import type { ImageSizes } from './data/image-options.js'
import type { ImageSet } from './data/images.js'
import { readEncoderNumbers } from './encoder-numbers.js'
import { ImageError } from './errors.js'
import { encoderGraph, initialize, modelNames, trainingGraphs } from './graphs.js'
import { ImageBatches, type ImageBatchesState } from './image-batches.js'
import { type ImageDescription, openDescribed } from './image-description.js'
import type { NeighborOptions } from './neighbor-curve.js'
import { scheduleOf } from './optimizer-of.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import type { PassSums } from './pass-curve.js'
import { PassFollower } from './pass-follower.js'
import { settleConfiguration } from './settle-configuration.js'
import { SimClr } from './simclr.js'

/** As {@link NeighborOptions}, with test images that are described. */
export interface DescribedNeighbors extends Omit<NeighborOptions, 'test'> {
  readonly test?: ImageDescription
}

/** Share of images, 0 … 1, that their nearest neighbors classify rightly after so many passes. */
export interface NeighborsEvent {
  readonly type: 'neighbors'
  readonly step: number
  readonly epoch: number
  readonly accuracy: number
}

/** What the event `begin` says of a training. */
export interface SimClrBegin {
  /** Steps of one pass, and of the whole training. */
  readonly stepsOfPass: number
  readonly totalSteps: number
  /** How many images there are. */
  readonly images: number
  /** Their sizes before they were resized, where they were opened from files by a description. */
  readonly sizes?: ImageSizes
  /** What an earlier part of the training saw of each pass, where it is resumed. */
  readonly passes: readonly PassSums[]
}

/** The types of a model of images. */
export interface SimClrTypes {
  readonly configuration: Configuration
  readonly input: ConfigurationInput
  readonly opened: {
    readonly images: ImageSet & { readonly sizes?: ImageSizes }
    /** Classifies images by their nearest neighbors during training. Default: not done. */
    readonly neighbors?: NeighborOptions
  }
  readonly described: {
    readonly images: ImageDescription
    /** Classifies images by their nearest neighbors during training. Default: not done. */
    readonly neighbors?: DescribedNeighbors
  }
  readonly prepared: { readonly configuration: Configuration }
  readonly opening: OpeningEvent
  readonly preparing: never
  readonly batches: ImageBatches
  readonly begin: SimClrBegin
  readonly step: Extract<TrainingEvent, { type: 'step' }>
  readonly scores: NeighborsEvent
  readonly model: SimClr
}

/** SimCLR (Chen et al. 2020), MoCo v2 (Chen et al. 2020) and supervised contrast (Khosla et al. 2020). */
export const simclr: ModelDefinition<SimClrTypes> = /* @__PURE__ */ defineModel<SimClrTypes>({
  name: 'SimCLR',
  package: PACKAGE_NAME,
  version: PACKAGE_VERSION,
  settings,
  errors: { ImageError },
  lossEvery: 1,
  open: async function* ({ images: description, neighbors: asked, signal }) {
    const watched = { ...(signal && { signal }) }
    const images = await openDescribed(description, watched)
    yield* openingEvents(images)
    if (!asked) return { images }
    const { test, ...others } = asked
    const opened = test && (await openDescribed(test, watched))
    if (opened) yield* openingEvents(opened)
    return { images, neighbors: { ...others, ...(opened && { test: opened }) } }
  },
  prepare: async (options) => ({ configuration: await settleConfiguration(options) }),
  graphs: ({ configuration }) => {
    const { chunk, batch } = configuration
    return chunk === null || chunk === batch
      ? trainingGraphs(configuration)
      : chunkedGraphs({ ...configuration, chunk })
  },
  initialize: ({ configuration }, values) => initialize(configuration, values),
  schedule: ({ configuration }) => scheduleOf(configuration),
  batches: ({ images }, { configuration }, { position }) =>
    new ImageBatches(images, configuration, position as ImageBatchesState | undefined),
  follow: ({ images, neighbors }, { configuration }, context) =>
    PassFollower.open(images, configuration, neighbors, context),
  begin: ({ images: { images, sizes } }, _, { batches, follower }) => {
    const { stepsOfPass, passes } = follower as PassFollower
    return { stepsOfPass, totalSteps: batches.steps, images: images.length, passes, ...(sizes && { sizes }) }
  },
  numbers: (trainer, { configuration }) => readEncoderNumbers(trainer, configuration),
  model: ({ configuration }, parameters) => new SimClr(configuration, parameters),
  encoders: ({ configuration }) => ({ 'encoder.onnx': encoderGraph(configuration) }),
  exportedGraphs: ({ configuration }) => trainingGraphs(configuration),
  shapes: ({ configuration }) => modelNames(configuration),
})
