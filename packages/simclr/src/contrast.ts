// What training minimizes: views, a momentum encoder with a queue, or labels, and what is made of their contrasts.
import {
  type Contrast,
  concat,
  concatenateContrasts,
  decoupledInfoNCE,
  dotProduct,
  enqueue,
  inBatch,
  infoNCE,
  input,
  iota,
  type Loss,
  maximum,
  multiply,
  negativeSampling,
  negativeWeight,
  normalize,
  type PositiveConvention,
  positives,
  queued,
  reciprocal,
  reduceSum,
  reweight,
  sameLabel,
  slice,
  stopGradient,
  type Tensor,
  twoViews,
} from '@infonce/core'
import type { CarriedState } from '@infonce/nn'
import type { StartingParameter } from '@infonce/runtime'
import { augment } from './augmentation/augment.js'
import type { Configuration } from './configuration.js'
import { MomentumLayers, TrainedLayers } from './network/layers.js'
import { encode, project } from './network/network.js'

/** Name of the input with images, float32 [N, C, S, S], pixels from 0 to 1. */
export const IMAGES = 'batch/images'
/** Name of the input with the labels of images, int32 [N], for `supcon`. */
export const LABELS = 'batch/labels'
/** Names of the queue's state: keys [K, D], newest first, and how many there are, a float32 scalar. */
export const QUEUE = { keys: 'state/queue.keys', count: 'state/queue.count' } as const
/** What tells one method from another. */
interface MethodForm {
  /** What several positives of an anchor mean. */
  readonly positives: (configuration: Configuration) => PositiveConvention
  /** The candidates among views, from scores [V·N, V·N], of a method that compares these alone. */
  readonly ofViews?: (scores: Tensor, configuration: Configuration) => Contrast
}

const methodForms: Readonly<Record<Configuration['method'], MethodForm>> = {
  simclr: {
    positives: ({ views }) => (views === 2 ? 'singlePositive' : 'meanOfPositives'),
    ofViews: (scores, { batch, views }) =>
      views === 2 ? twoViews(scores) : sameLabel(scores, ofEachView(iota(batch), views)),
  },
  moco: { positives: () => 'singlePositive' },
  supcon: {
    positives: () => 'meanOfPositives',
    ofViews: (scores, { batch, views }) => sameLabel(scores, ofEachView(input(LABELS, 'int32', [batch]), views)),
  },
}

/** What images have [N], of their views [V·N]. */
const ofEachView = (x: Tensor, views: number): Tensor => concat(new Array<Tensor>(views).fill(x), 0)

type Objective = (contrast: Contrast, positives: PositiveConvention) => Pick<Loss, 'loss' | 'metrics'>

const objectives: Readonly<Record<Configuration['objective'], Objective>> = {
  infonce: (contrast, positives) => infoNCE(contrast, { positives }),
  decoupled: (contrast) => decoupledInfoNCE(contrast),
  logistic: (contrast) => negativeSampling(balanced(contrast)),
}

/** The loss, what it is learned by, and what steps carry over. */
export interface ImageContrast {
  readonly loss: Tensor
  readonly metrics: Readonly<Record<string, Tensor>>
  readonly parameters: readonly StartingParameter[]
  readonly carried: readonly CarriedState[]
}

/**
 * The loss of N images, `batch/images`, whose views are made in the graph from what `drawViews` gives.
 *
 * - `simclr`: the V·N embeddings, of length 1, against each other, over the temperature (Chen et al. 2020)
 * - `moco`: the first views' embeddings against the keys that the momentum encoder makes of the second views, and those
 *   in the queue (He et al. 2020; Chen et al. 2020b)
 * - `supcon`: as `simclr`, where all views of images of one label are positives (Khosla et al. 2020)
 */
export function imageContrast(configuration: Configuration): ImageContrast {
  const { batch: N, channels, size } = configuration
  const layers = new TrainedLayers(configuration)
  const { views } = augment(input(IMAGES, 'float32', [N, channels, size, size]), configuration, configuration.views)
  const { ofViews } = methodForms[configuration.method]
  const { contrast, carried }: Compared = ofViews
    ? { contrast: viewContrast(embeddingsOf(layers, views, configuration), configuration), carried: [] }
    : withQueue(views, layers, configuration)
  const { loss, metrics } = objectiveOf(contrast, configuration)
  return { loss, metrics, parameters: layers.parameters, carried: [...layers.carried, ...carried] }
}

interface Compared {
  readonly contrast: Contrast
  readonly carried: readonly CarriedState[]
}

/** Embeddings [V·N, D] of views, of length 1. */
export const embeddingsOf = (
  layers: TrainedLayers | MomentumLayers,
  views: Tensor,
  configuration: Configuration,
): Tensor => normalize(project(layers, encode(layers, views, configuration), configuration))

const overTemperature = (scores: Tensor, { temperature }: Configuration): Tensor => multiply(scores, 1 / temperature)

/** The contrasts among embeddings [V·N, D] of length 1, view by view: of all methods but `moco`. */
export const viewContrast = (z: Tensor, configuration: Configuration): Contrast =>
  methodForms[configuration.method].ofViews!(overTemperature(dotProduct(z, z), configuration), configuration)

function withQueue(views: Tensor, layers: TrainedLayers, configuration: Configuration): Compared {
  const { batch: N, embedding: D, queue: K, batchKeys } = configuration
  const queries = embeddingsOf(layers, slice(views, 0, 0, N), configuration)
  const keyLayers = new MomentumLayers(configuration, layers)
  const keys = stopGradient(embeddingsOf(keyLayers, slice(views, 0, N, 2 * N), configuration))
  const queue = { keys: input(QUEUE.keys, 'float32', [K, D]), count: input(QUEUE.count, 'float32', []) }
  const next = enqueue(queue, keys)
  const own = batchKeys
    ? inBatch(overTemperature(dotProduct(queries, keys), configuration))
    : positives(overTemperature(reduceSum(multiply(queries, keys), 1, true), configuration), { candidate: false })
  const earlier = queued(overTemperature(dotProduct(queries, queue.keys), configuration), queue)
  return {
    contrast: concatenateContrasts([own, earlier]),
    carried: [...keyLayers.carried, { tensor: queue.keys, next: next.keys }, { tensor: queue.count, next: next.count }],
  }
}

/** The loss of a configuration's objective. */
export const objectiveOf = (contrast: Contrast, configuration: Configuration): ReturnType<Objective> =>
  objectives[configuration.objective](contrast, methodForms[configuration.method].positives(configuration))

/** The negatives of each anchor weigh as much as one of its positives, as in NT-Logistic (Chen et al. 2020, table 2). */
function balanced(contrast: Contrast): Contrast {
  const count = reduceSum(negativeWeight(contrast), -1, true)
  return reweight(contrast, { factor: reciprocal(maximum(count, 1)) })
}
