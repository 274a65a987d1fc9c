// The same network trained with labels: what the representation is worth when it is made for one question.
import { cast, divide, expandDimension, input, iota, less, Random, reduceSum, where } from '@infonce/core'
import { encodeLabels, LabelError } from '@infonce/evaluation'
import { adam } from '@infonce/nn'
import { type BatchSource, hostTensor, stepBatches, type TrainModelOptions } from '@infonce/runtime'
import * as internals from '@infonce/runtime/internals'
import { checkSeries } from './check-series.js'
import type { Configuration } from './configuration.js'
import { contextOf, initialState } from './context.js'
import { SAMPLES, VALID_FRAMES } from './contrastive-prediction.js'
import { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { type CpcTypes, cpc } from './definition.js'
import { embedSeries } from './embed.js'
import { encoderLayers, encodeWindows, layerParameters } from './encoder.js'
import { SeriesError } from './errors.js'
import { geometryOf, samplesOf } from './geometry.js'
import type { EncoderOptions } from './series-encoder.js'
import { WindowCutter } from './window-cutter.js'
import { WindowOrder } from './window-order.js'

/** A network that was trained with labels: an encoder as CPC's without predictors, and a linear layer from the mean of its contexts. */
export type Classifier = internals.Classifier<Cpc, SeriesSet, EncoderOptions>

/** What {@link trainSupervised} is given. */
export interface TrainSupervisedOptions
  extends Pick<TrainModelOptions<CpcTypes>, 'series' | 'provider' | 'threads' | 'signal'> {
  /** The label that is learned; every series must have it. */
  readonly label: string
  /** As of CPC, whose network, windows, epochs and learning rate are used; give the gain. */
  readonly configuration: Configuration
}

/** What happens during supervised training. */
export type SupervisedEvent = internals.ClassifierEvent<Classifier>

/** The loss of N windows [N, S, channels] with their classes: cross-entropy of a linear layer on the mean of c. */
function supervisedGraphs(configuration: Configuration, classes: number): internals.ClassifierGraphs {
  const { batch: N, frames: T, channels } = configuration
  const layers = encoderLayers(configuration)
  const context = contextOf(configuration)
  const samples = input(SAMPLES, 'float32', [N, samplesOf(geometryOf(configuration), T), channels])
  const validFrames = expandDimension(input(VALID_FRAMES, 'int32', [N]), 1)
  const frames = encodeWindows(samples, layers)
  const { contexts } = context.advance(frames, initialState(context, N))
  const valid = less(iota(T), validFrames)
  const sum = reduceSum(where(expandDimension(valid, 2), contexts, 0), 1)
  const mean = divide(sum, cast(validFrames, 'float32'))
  return internals.classifierGraphs(mean, classes, [...layerParameters(layers), ...context.parameters], {
    name: 'cpc.supervised',
    optimizer: adam(),
    metadata: { configuration: JSON.stringify(configuration) },
  })
}

/**
 * Trains CPC's network, from the same starting point and on windows cut in the same way, to tell the values of a label.
 * @throws SeriesError for a series without the label, LabelError where all have the same, and what `trainModel` throws
 */
export async function* trainSupervised(options: TrainSupervisedOptions): AsyncGenerator<SupervisedEvent, void> {
  const { series: set, label, configuration, ...rest } = options
  checkSeries(set, configuration)
  const labels = set.series.map(({ name, labels: own }) => {
    if (own[label] === undefined) throw new SeriesError(name, `has no label '${label}', which is the training target`)
    return own[label]
  })
  const { classes, codes } = encodeLabels(labels)
  if (classes.length < 2)
    throw new LabelError(`all series have the ${label} '${classes[0]}': there must be at least two classes`)
  const random = Random.fromSeed(configuration.seed)
  yield* internals.trainClassifier({
    ...rest,
    classes,
    training: supervisedGraphs(configuration, classes.length),
    random: random.split('parameters'),
    source: labeledWindows(set, codes, configuration, random),
    schedule: cpc.schedule({ configuration }),
    lossEvery: 16,
    encoder: async (trainer) => new Cpc(configuration, await trainer.readParameters()),
    features: async (model, given, where) =>
      (await embedSeries(model, given, { ...where, poolings: ['mean-c'] }))['mean-c'],
  })
}

/** Windows in CPC's order without speakers, with the codes of their labels. */
function labeledWindows(set: SeriesSet, codes: Int32Array, configuration: Configuration, random: Random): BatchSource {
  const cutter = new WindowCutter(set, configuration)
  const order = new WindowOrder(set, { ...configuration, scope: 'batch' }, random.split('order'))
  return stepBatches(order.steps, async (step) => {
    const series = order.batch(step)
    const { samples, validFrames } = await cutter.cut(series, random.split('batch', step))
    const labels = Int32Array.from(series, (index) => codes[index]!)
    return {
      [SAMPLES]: samples,
      [VALID_FRAMES]: validFrames,
      [internals.CLASSES]: hostTensor('int32', [series.length], labels),
    }
  })
}
