// The same network trained with labels: what the representation is worth when it is made for one question.
import {
  add,
  cast,
  divide,
  everyClass,
  expandDimension,
  fullSoftmax,
  input,
  iota,
  less,
  matmul,
  Random,
  reduceSum,
  transpose,
  where,
} from '@infonce/core'
import { encodeLabels, LabelError } from '@infonce/evaluation'
import { adam, cosineSchedule, TrainingGraphs, withWarmUp } from '@infonce/nn'
import {
  type BatchSource,
  type HostTensor,
  hostTensor,
  type Provider,
  type StartingParameter,
  startParameters,
  Trainer,
  type TrainingEvent,
  train,
  weightOf,
} from '@infonce/runtime'
import { checkSeries } from './check-series.js'
import type { Configuration } from './configuration.js'
import { contextOf, initialState } from './context.js'
import { SAMPLES, VALID_FRAMES } from './contrastive-prediction.js'
import { Cpc } from './cpc.js'
import type { SeriesSet } from './data/series.js'
import { encoderLayers, encodeWindows, layerParameters } from './encoder.js'
import { SeriesError } from './errors.js'
import { geometryOf, samplesOf } from './geometry.js'
import { pool } from './pooling.js'
import { type EncoderOptions, SeriesEncoder } from './series-encoder.js'
import { WindowCutter } from './window-cutter.js'
import { WindowOrder } from './window-order.js'

/** A network that was trained with labels: an encoder as CPC's, and a linear layer from the mean of its contexts. */
export class Classifier {
  constructor(
    /** Encoder and context; it has no predictors. */
    readonly encoder: Cpc,
    /** The classes, in the order of the rows of the linear layer. */
    readonly classes: readonly string[],
    /** float32 [classes, H] and [classes]. */
    private readonly weight: Float32Array,
    private readonly bias: Float32Array,
  ) {}

  /**
   * The class of each series of a set.
   * @throws SeriesError for series that the encoder cannot encode
   */
  async classify(set: SeriesSet, options: EncoderOptions = {}): Promise<string[]> {
    checkSeries(set, this.encoder.configuration, 'series')
    const encoder = await SeriesEncoder.open(this.encoder, options)
    try {
      const found: string[] = []
      for (const [index, { name }] of set.series.entries())
        found.push(this.classOf(pool(await encoder.encode(await set.read(index), name), 'mean-c')))
      return found
    } finally {
      await encoder.close()
    }
  }

  private classOf(mean: Float32Array): string {
    const scores = this.classes.map((_, row) =>
      mean.reduce((sum, value, i) => sum + value * this.weight[row * mean.length + i]!, this.bias[row]!),
    )
    return this.classes[scores.indexOf(Math.max(...scores))]!
  }
}

/** What {@link trainSupervised} is given. */
export interface TrainSupervisedOptions {
  readonly series: SeriesSet
  /** The label that is learned; every series must have it. */
  readonly label: string
  /** As of CPC, whose network, windows, epochs and learning rate are used; give the gain. */
  readonly configuration: Configuration
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
}

/** What happens during supervised training. */
export type SupervisedEvent =
  | Extract<TrainingEvent, { type: 'step' }>
  | (Extract<TrainingEvent, { type: 'end' }> & { readonly model: Classifier })

const LABELS = 'batch/labels'

/** The loss of N windows [N, S, channels] with `batch/labels` int32 [N]: cross-entropy of a linear layer on the mean of c. */
function supervisedGraphs(configuration: Configuration, classes: number) {
  const { batch: N, frames: T, channels, contextWidth: H } = configuration
  const layers = encoderLayers(configuration)
  const context = contextOf(configuration)
  const [weight, bias] = [weightOf('classes.weight', [classes, H], H), weightOf('classes.bias', [classes], H)]
  const samples = input(SAMPLES, 'float32', [N, samplesOf(geometryOf(configuration), T), channels])
  const validFrames = expandDimension(input(VALID_FRAMES, 'int32', [N]), 1)
  const frames = encodeWindows(samples, layers)
  const { contexts } = context.advance(frames, initialState(context, N))
  const valid = less(iota(T), validFrames)
  const sum = reduceSum(where(expandDimension(valid, 2), contexts, 0), 1)
  const scores = add(matmul(divide(sum, cast(validFrames, 'float32')), transpose(weight.tensor)), bias.tensor)
  const { loss, metrics } = fullSoftmax(everyClass(scores, input(LABELS, 'int32', [N])))
  const parameters: readonly StartingParameter[] = [...layerParameters(layers), ...context.parameters, weight, bias]
  const graphs = new TrainingGraphs({
    name: 'cpc.supervised',
    loss,
    metrics: { accuracy: metrics.accuracy },
    parameters: parameters.map(({ tensor }) => tensor),
    optimizer: adam(),
    metadata: { configuration: JSON.stringify(configuration) },
  })
  return { graphs, parameters }
}

/**
 * Trains CPC's network, from the same starting point and on windows cut in the same way, to tell the values of a label.
 * @throws SeriesError for a series without the label, LabelError where all have the same, and what `trainModel` throws
 */
export async function* trainSupervised(options: TrainSupervisedOptions): AsyncGenerator<SupervisedEvent, void> {
  const { series: set, label, configuration, provider, threads, signal } = options
  checkSeries(set, configuration)
  const labels = set.series.map(({ name, labels: own }) => {
    if (own[label] === undefined) throw new SeriesError(name, `has no label '${label}', which is the training target`)
    return own[label]
  })
  const { classes, codes } = encodeLabels(labels)
  if (classes.length < 2)
    throw new LabelError(`all series have the ${label} '${classes[0]}': there must be at least two classes`)
  const { graphs, parameters } = supervisedGraphs(configuration, classes.length)
  const random = Random.fromSeed(configuration.seed)
  const trainer = await Trainer.open(graphs, {
    sizes: {},
    initialize: (values) => startParameters(parameters, values, random.split('parameters')),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
  })
  try {
    const { learningRate, warmUp } = configuration
    const source = new LabeledWindows(set, codes, configuration, random)
    const schedule = withWarmUp(cosineSchedule(learningRate, learningRate / 100), warmUp)
    for await (const event of train({ trainer, source, lossEvery: 16, schedule, ...(signal && { signal }) }))
      if (event.type === 'step') yield event
      else if (event.type === 'end') {
        const values = await trainer.readParameters()
        const [weight, bias] = ['weight', 'bias'].map(
          (name) => values[`parameter/classes.${name}`]!.data as Float32Array,
        )
        yield { ...event, model: new Classifier(new Cpc(configuration, values), classes, weight!, bias!) }
      }
  } finally {
    await trainer.close()
  }
}

/** Windows in CPC's order without speakers, with the codes of their labels. */
class LabeledWindows implements BatchSource {
  private readonly order: WindowOrder
  private readonly cutter: WindowCutter
  private step = 0

  constructor(
    set: SeriesSet,
    private readonly codes: Int32Array,
    configuration: Configuration,
    private readonly random: Random,
  ) {
    this.cutter = new WindowCutter(set, configuration)
    this.order = new WindowOrder(set, { ...configuration, scope: 'batch' }, random.split('order'))
  }

  async take(): Promise<{ feeds: Record<string, HostTensor>; progress: number } | undefined> {
    const { step, order } = this
    if (step >= order.steps) return undefined
    const series = order.batch(this.step++)
    const { samples, validFrames } = await this.cutter.cut(series, this.random.split('batch', step))
    const labels = hostTensor(
      'int32',
      [series.length],
      Int32Array.from(series, (index) => this.codes[index]!),
    )
    return {
      feeds: { [SAMPLES]: samples, [VALID_FRAMES]: validFrames, [LABELS]: labels },
      progress: step / order.steps,
    }
  }

  state(): unknown {
    return { step: this.step }
  }
}
