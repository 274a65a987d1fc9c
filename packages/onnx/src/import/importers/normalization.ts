// Normalization: layers, batches at inference, instances, groups.
import {
  abs,
  add,
  type Dimension,
  divide,
  elementCount,
  equal,
  multiply,
  reciprocal,
  reduceMean,
  reduceSum,
  reshape,
  sqrt,
  square,
  subtract,
  type Tensor,
  where,
} from '@infonce/core'
import { divideDimensions } from '../divide-dimension.js'
import type { Importer, Importers } from '../importer.js'
import type { NodeReader } from '../node-reader.js'
import { euclideanNorm } from './reduction.js'

const defaultEpsilon = Math.fround(1e-5)

interface Standardized {
  readonly result: Tensor
  readonly mean: Tensor
  readonly inverseDeviation: Tensor
}

/** Mean 0 and variance 1 over axes. */
function standardize(x: Tensor, axes: readonly number[], epsilon: number): Standardized {
  const mean = reduceMean(x, axes, true)
  const centered = subtract(x, mean)
  const inverseDeviation = reciprocal(sqrt(add(reduceMean(square(centered), axes, true), epsilon)))
  return { result: multiply(centered, inverseDeviation), mean, inverseDeviation }
}

/** One number for each channel, which is axis 1, beside a tensor [N, C, ...]. */
function perChannel(node: NodeReader, slot: number, rank: number): Tensor {
  const numbers = node.tensor(slot)
  if (numbers.rank !== 1) throw node.invalid(`its input ${slot} must have one axis, found ${numbers}`)
  return reshape(numbers, [numbers.shape[0]!, ...Array.from({ length: rank - 2 }, () => 1)])
}

const trailing = (x: Tensor, from: number): number[] => x.shape.map((_, axis) => axis).slice(from)

function requireChannels(node: NodeReader, x: Tensor): void {
  if (x.rank < 2) throw node.invalid(`it needs a tensor [N, C, ...], found ${x}`)
}

const layerNormalization: Importer = {
  weights: [1, 2],
  read: (node) => {
    node.ignore('stash_type')
    const x = node.tensor(0)
    const axes = trailing(x, node.axis(node.int('axis', -1), x.rank))
    const { result, mean, inverseDeviation } = standardize(x, axes, node.float('epsilon', defaultEpsilon))
    const scaled = multiply(result, node.tensor(1))
    return [node.has(2) ? add(scaled, node.tensor(2)) : scaled, mean, inverseDeviation]
  },
}

const rootMeanSquareNormalization: Importer = {
  weights: [1],
  read: (node) => {
    node.ignore('stash_type')
    const x = node.tensor(0)
    const axes = trailing(x, node.axis(node.int('axis', -1), x.rank))
    const root = sqrt(add(reduceMean(square(x), axes, true), node.float('epsilon', defaultEpsilon)))
    return multiply(divide(x, root), node.tensor(1))
  },
}

/** At inference: the running mean and variance, which are not trained. */
const batchNormalization: Importer = {
  weights: [1, 2],
  fixed: [3, 4],
  read: (node) => {
    node.ignore('momentum')
    if (node.opset >= 14 && node.int('training_mode', 0) !== 0)
      throw node.unsupported('training_mode', 'only 0 is supported: export the model in inference mode')
    const x = node.tensor(0)
    requireChannels(node, x)
    const [scale, bias, mean, variance] = [1, 2, 3, 4].map((slot) => perChannel(node, slot, x.rank))
    const factor = divide(scale!, sqrt(add(variance!, node.float('epsilon', defaultEpsilon))))
    return add(multiply(subtract(x, mean!), factor), bias!)
  },
}

const instanceNormalization: Importer = {
  weights: [1, 2],
  read: (node) => {
    const x = node.tensor(0)
    requireChannels(node, x)
    const { result } = standardize(x, trailing(x, 2), node.float('epsilon', defaultEpsilon))
    return add(multiply(result, perChannel(node, 1, x.rank)), perChannel(node, 2, x.rank))
  },
}

const groupNormalization: Importer = {
  weights: [1, 2],
  read: (node) => {
    node.ignore('stash_type')
    const x = node.tensor(0)
    requireChannels(node, x)
    const groups = node.int('num_groups')
    const channels = x.shape[1]!
    const width = groups > 0 ? divideDimensions(channels, groups) : undefined
    if (width === undefined) throw node.invalid(`${channels} channels are not ${groups} equal groups`)
    const inside: Dimension = elementCount([width, ...x.shape.slice(2)])
    const { result } = standardize(
      reshape(x, [x.shape[0]!, groups, inside]),
      [2],
      node.float('epsilon', defaultEpsilon),
    )
    // Up to opset 20 there was one scale for each group.
    const [scale, bias] = [node.tensor(1), node.tensor(2)]
    if (node.opset < 21) {
      const grouped = add(multiply(result, reshape(scale, [groups, 1])), reshape(bias, [groups, 1]))
      return reshape(grouped, x.shape)
    }
    return add(multiply(reshape(result, x.shape), perChannel(node, 1, x.rank)), perChannel(node, 2, x.rank))
  },
}

const lpNormalization: Importer = {
  read: (node) => {
    const x = node.tensor(0)
    const axes = [node.axis(node.int('axis', -1), x.rank)]
    const p = node.int('p', 2)
    if (p !== 1 && p !== 2) throw node.unsupported('p', `it must be 1 or 2, found ${p}`)
    const norm = p === 1 ? reduceSum(abs(x), axes, true) : euclideanNorm(x, axes)
    // Where all are 0 they stay 0.
    return divide(x, where(equal(norm, 0), 1, norm))
  },
}

export const normalizations = (): Importers => ({
  LayerNormalization: layerNormalization,
  RMSNormalization: rootMeanSquareNormalization,
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  GroupNormalization: groupNormalization,
  LpNormalization: lpNormalization,
})
