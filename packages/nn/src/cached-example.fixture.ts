// A small encoder of images with everything that chunks have to get right, and the same training on whole batches.
import {
  add,
  cast,
  conv,
  type Dimension,
  divide,
  exp,
  expandDimension,
  gather,
  infoNCE,
  input,
  matmul,
  multiply,
  multiplyDimensions,
  normalize,
  parameter,
  Random,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  square,
  type Tensor,
  transpose,
  twoViews,
} from '@infonce/core'
import { type CachedTrainingDefinition, CachedTrainingGraphs } from './cached-training-graphs.js'
import type { Optimizer } from './optimizer.js'
import { TrainingGraphs } from './training-graphs.js'
import type { CarriedState } from './training-state.js'

const [channels, size, filters, classes, width] = [2, 5, 3, 5, 4]

const filter = parameter('filter', [filters, channels, 3, 3])
const bias = parameter('bias', [filters, 1, 1])
const projection = parameter('projection', [filters, width])
const table = parameter('class.weight', [classes, width])
const linear = parameter('linear', [channels, width])
const logTemperature = parameter('log-temperature', [])
const unread = parameter('unread', [2])
const key = input('state/key', 'float32', [channels, width])
const queue = input('state/queue', 'float32', [3, width])
const mean = input('state/mean', 'float32', [filters])

const idsOf = (n: Dimension): Tensor => input('batch/class', 'int32', [n])

/** Two views of n images: their embeddings, keys by weights that follow others, and the mean activation that is kept. */
function encode(n: Dimension) {
  const images = input('batch/images', 'float32', [n, channels, size, size])
  // What the views differ by: their examples lie along axis 1.
  const shift = multiply(input('batch/shift', 'float32', [2, n, 1, 1, 1]), input('batch/strength', 'float32', []))
  const views = reshape(add(expandDimension(images, 0), shift), [multiplyDimensions(2, n), channels, size, size])
  const hidden = reduceMean(relu(add(conv(views, filter), bias)), [2, 3])
  const average = reduceMean(images, [2, 3])
  const ids = idsOf(n)
  const own = add(gather(table, ids), matmul(average, linear))
  const embedding = add(reshape(matmul(hidden, projection), [2, n, width]), own)
  const next = add(multiply(0.5, mean), multiply(0.5, reduceMean(hidden, [0])))
  return { embedding, keys: matmul(average, key), ids, next }
}

/** NT-Xent of two views [2, N, width], and how like each example is to keys [N, width] and to a queue of earlier ones. */
function contrast(embedding: Tensor, keys: Tensor, ids: Tensor) {
  const n = ids.shape[0]!
  const flat = normalize(reshape(embedding, [multiplyDimensions(2, n), width]))
  const scores = divide(matmul(flat, transpose(flat, [1, 0])), exp(logTemperature))
  const likeness = reduceMean(square(reduceSum(multiply(embedding, keys), [2])))
  const before = reduceMean(square(matmul(flat, transpose(queue, [1, 0]))))
  const { loss, metrics } = infoNCE(twoViews(scores))
  return {
    loss: add(loss, multiply(0.1, add(likeness, before))),
    metrics: {
      accuracy: metrics.accuracy,
      likeness,
      // The encoder is fed this input in chunks, the loss whole.
      class: reduceMean(cast(ids, 'float32')),
    },
    // Moves once a step, by the keys of the whole batch.
    queue: add(multiply(0.5, queue), multiply(0.5, reduceMean(keys, [0]))),
  }
}

// Moves once a step, and reads no batch.
const following: CarriedState = { tensor: key, next: add(multiply(0.9, key), multiply(0.1, linear)), initial: 0.25 }
const common = {
  name: 'example',
  parameters: [filter, bias, projection, table, linear, logTemperature, unread],
  metadata: { made: 'here' },
}
export const BATCH = 6

/** The definition for chunks; `dimensions` may name how many examples a chunk and a batch have. */
export function cachedDefinition(
  chunk: number,
  optimizer: Optimizer,
  dimensions: { readonly chunk: Dimension; readonly batch: Dimension } = { chunk, batch: BATCH },
): CachedTrainingDefinition {
  const { embedding, keys, next } = encode(dimensions.chunk)
  const whole = (name: string, ...shape: Dimension[]) => input(`embedding/${name}`, 'float32', shape)
  const views = whole('z', 2, dimensions.batch, width)
  const {
    loss,
    metrics,
    queue: moved,
  } = contrast(views, whole('key', dimensions.batch, width), idsOf(dimensions.batch))
  return {
    ...common,
    optimizer,
    batch: BATCH,
    chunk,
    inputs: { 'batch/images': 0, 'batch/shift': 1, 'batch/class': 0 },
    embeddings: { z: { tensor: embedding, axis: 1 }, key: { tensor: keys, axis: 0 } },
    loss,
    metrics,
    carried: [following, { tensor: queue, next: moved }, { tensor: mean, next }],
  }
}

/** How parameters move beside their optimizer. */
export type Moves = Pick<CachedTrainingDefinition, 'groups' | 'maxGradientNorm' | 'averaging'>

export const cachedGraphs = (chunk: number, optimizer: Optimizer, moves: Moves = {}): CachedTrainingGraphs =>
  new CachedTrainingGraphs({ ...cachedDefinition(chunk, optimizer), ...moves })

/** The same training on whole batches, less the mean activation, which moves with every chunk. */
export function wholeGraphs(optimizer: Optimizer, moves: Moves = {}): TrainingGraphs {
  const { embedding, keys, ids } = encode(BATCH)
  const { loss, metrics, queue: moved } = contrast(embedding, keys, ids)
  return new TrainingGraphs({
    ...common,
    ...moves,
    optimizer,
    loss,
    metrics,
    carried: [following, { tensor: queue, next: moved }],
  })
}

/** Numbers with their dtype and shape. */
export interface ExampleTensor {
  readonly dtype: 'float32' | 'int32'
  readonly dims: readonly number[]
  readonly data: number[]
}

function drawn(random: Random, ...dims: number[]): ExampleTensor {
  const length = dims.reduce((a, b) => a * b, 1)
  return { dtype: 'float32', dims, data: Array.from({ length }, () => Math.fround(random.normal())) }
}

/** The whole batch of a step. */
export function exampleBatch(step: number): Record<string, ExampleTensor> {
  const random = Random.fromSeed(100).split(step)
  return {
    'batch/images': drawn(random, BATCH, channels, size, size),
    'batch/shift': drawn(random, 2, BATCH, 1, 1, 1),
    'batch/strength': drawn(random),
    'batch/class': { dtype: 'int32', dims: [BATCH], data: Array.from({ length: BATCH }, () => random.below(classes)) },
  }
}

/** A parameter's numbers before the first step. */
export function exampleStart(name: string, length: number): number[] {
  const random = Random.fromSeed(7).split(name)
  return Array.from({ length }, () => Math.fround(0.5 * random.normal()))
}
