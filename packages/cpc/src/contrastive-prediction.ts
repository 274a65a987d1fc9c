// The loss of CPC as an expression: contexts predict the frames some steps ahead among negatives.
import {
  add,
  type Contrast,
  cast,
  concatenateContrasts,
  constant,
  divide,
  dotProduct,
  equal,
  expand,
  expandDimension,
  gather,
  greater,
  infoNCE,
  input,
  type Loss,
  less,
  matmul,
  maximum,
  multiply,
  negatives,
  positives,
  type RankingMetrics,
  reduceMax,
  reduceSum,
  reshape,
  slice,
  type Tensor,
  transpose,
  where,
} from '@infonce/core'
import { type StartingParameter, weightOf } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { contextOf, initialState } from './context.js'
import { encoderLayers, encodeWindows, layerParameters } from './encoder.js'
import { geometryOf, samplesOf } from './geometry.js'
import { type NegativeSource, scopes } from './scopes.js'

/** A CPC model as expressions. */
export interface ContrastivePrediction {
  readonly parameters: readonly StartingParameter[]
  /** float32 scalar, nats. */
  readonly loss: Tensor
  readonly metrics: Readonly<Record<string, Tensor>>
}

/** Names of the inputs of a batch. */
export const SAMPLES = 'batch/samples'
export const VALID_FRAMES = 'batch/valid-frames'
export const negativesInput = ({ name }: NegativeSource): string => `batch/negatives.${name}`
export const weightInput = ({ name }: NegativeSource): string => `batch/negative-weight.${name}`

/** The predictor W_k of step k, `parameter/predictor.<k>.weight` [Z, H]. */
const predictor = (k: number, { widths, contextWidth }: Configuration): StartingParameter =>
  weightOf(`predictor.${k}.weight`, [widths.at(-1)!, contextWidth], contextWidth)

/**
 * The loss of N windows of T frames (van den Oord et al. 2018, eq. 3 and 4). Inputs, for sources of negatives in G
 * groups that share M each (see `scopes`):
 *
 * - `batch/samples` float32 [N, S, channels]: S = `samplesOf(layers, T)` samples of each window, zeros where it ends earlier
 * - `batch/valid-frames` int32 [N]: frames of each window that see no such zeros
 * - `batch/negatives.<source>` int32 [G, M]: frames of the batch, as n·T + t
 * - `batch/negative-weight.<source>` float32 [N, M]: how often each counts for the anchors of a window, 0 not at all
 *
 * For each step k the context c_t predicts z_{t+k} by W_k c_t among its negatives; a negative that is the positive
 * itself does not count. The loss is the mean over the K steps of InfoNCE, each a mean over its anchors; a step without
 * anchors in the batch is left out.
 * Metrics are those of InfoNCE, means over steps, and for each step k `step-<k>.loss`, `.accuracy`, `.bound` and
 * `.ceiling`: the share of anchors whose positive scores highest, the bound ln N − L in nats, and ln N.
 */
export function contrastivePrediction(configuration: Configuration): ContrastivePrediction {
  const { batch: N, frames: T, channels, steps } = configuration
  const layers = encoderLayers(configuration)
  const context = contextOf(configuration)
  const predictors = Array.from({ length: steps }, (_, k) => predictor(k + 1, configuration))
  const samples = input(SAMPLES, 'float32', [N, samplesOf(geometryOf(configuration), T), channels])
  const frames = encodeWindows(samples, layers)
  const { contexts } = context.advance(frames, initialState(context, N))
  const validFrames = input(VALID_FRAMES, 'int32', [N])
  const sources = scopes[configuration.scope]
    .sources(configuration)
    .map((source) => negativesIn(source, frames, configuration))
  const results = predictors.map((weight, n) => {
    const k = n + 1
    const anchors = slice(contexts, 1, 0, T - k)
    const predictions = matmul(anchors, transpose(weight.tensor))
    return infoNCE(candidates({ k, predictions, frames, validFrames, sources }, configuration), {
      positives: 'singlePositive',
    })
  })
  // A step further than the longest window of a batch has no anchors, and no part in the mean.
  const longest = reduceMax(cast(validFrames, 'float32'))
  const present = predictors.map((_, n) => cast(greater(longest, n + 1), 'float32')).reduce(add)
  const mean = (of: (result: Loss<RankingMetrics>) => Tensor): Tensor =>
    divide(results.map(of).reduce(add), maximum(present, 1))
  const names = ['accuracy', 'bound', 'ceiling', 'positiveScore', 'negativeScore'] as const
  return {
    parameters: [...layerParameters(layers), ...context.parameters, ...predictors],
    loss: mean(({ loss }) => loss),
    metrics: {
      ...Object.fromEntries(names.map((name) => [name, mean(({ metrics }) => metrics[name])])),
      ...Object.assign(
        {},
        ...results.map(({ loss, metrics: { accuracy, bound, ceiling } }, n) => {
          const own = { loss, accuracy, bound, ceiling }
          return Object.fromEntries(Object.entries(own).map(([name, tensor]) => [`step-${n + 1}.${name}`, tensor]))
        }),
      ),
    },
  }
}

/** The negatives of one source: which frames, for whom, and their vectors. */
interface Negatives {
  /** Groups G, and negatives M of each. */
  readonly groups: number
  readonly count: number
  /** int32, [N, 1, M] or what broadcasts to it. */
  readonly positions: Tensor
  /** float32 [N, 1, M]. */
  readonly weight: Tensor
  /** [G, M, Z] */
  readonly vectors: Tensor
}

function negativesIn(
  source: NegativeSource,
  frames: Tensor,
  { batch: N, frames: T, widths }: Configuration,
): Negatives {
  const { windows, count } = source
  const groups = N / windows
  const positions = input(negativesInput(source), 'int32', [groups, count])
  const weight = input(weightInput(source), 'float32', [N, count])
  const ofWindows =
    groups === 1 ? expandDimension(positions, 1) : expand(expandDimension(positions, 1), [groups, windows, count])
  return {
    groups,
    count,
    positions: groups === 1 ? ofWindows : reshape(ofWindows, [N, 1, count]),
    weight: expandDimension(weight, 1),
    vectors: gather(reshape(frames, [N * T, widths.at(-1)!]), positions),
  }
}

/** What the anchors of one step k are compared with: the frame k steps on, and all negatives. */
function candidates(
  {
    k,
    predictions,
    frames,
    validFrames,
    sources,
  }: {
    readonly k: number
    /** [N, T − k, Z] */
    readonly predictions: Tensor
    /** [N, T, Z] */
    readonly frames: Tensor
    /** int32 [N] */
    readonly validFrames: Tensor
    readonly sources: readonly Negatives[]
  },
  { batch: N, frames: T, widths, temperature }: Configuration,
): Contrast {
  const length = T - k
  const width = widths.at(-1)!
  const ahead = Int32Array.from({ length }, (_, t) => t + k)
  const positive = positives(
    multiply(reduceSum(multiply(predictions, slice(frames, 1, k, T)), -1, true), 1 / temperature),
    {
      mask: expandDimension(less(constant(ahead, [1, length], 'int32'), expandDimension(validFrames, 1)), 2),
      candidate: false,
    },
  )
  const positions = constant(
    Int32Array.from({ length: N * length }, (_, i) => Math.floor(i / length) * T + ahead[i % length]!),
    [N, length, 1],
    'int32',
  )
  const rivals = sources.map((source) => {
    const scores = dotProduct(
      reshape(predictions, [source.groups, (N / source.groups) * length, width]),
      source.vectors,
    )
    return negatives(multiply(reshape(scores, [N, length, source.count]), 1 / temperature), {
      weight: where(equal(positions, source.positions), 0, source.weight),
    })
  })
  return concatenateContrasts([positive, ...rivals])
}
