// Normalization of images and other tensors with channels on axis 1.
import {
  add,
  affineChannels,
  type Dimension,
  maximum,
  multiply,
  type NormalizedChannels,
  normalizeChannels,
  reciprocal,
  reduceMean,
  reshape,
  ShapeError,
  sqrt,
  square,
  subtract,
  type Tensor,
  ValueError,
} from '@infonce/core'

/** What {@link batchNormalize} gives. */
export type BatchNormalized = NormalizedChannels

function requireEpsilon(what: string, epsilon: number): void {
  if (!(epsilon >= 0)) throw new ValueError(`${what}: epsilon must be 0 or more, found ${epsilon}`)
}

/**
 * Batch normalization in training (Ioffe & Szegedy 2015, algorithm 1): each channel less its mean over the batch and
 * all positions, over its deviation, times a gain, plus a shift.
 *
 * For running statistics it gives the mean and the variance, both over all n entries of the channel; PyTorch averages
 * n/(n − 1) times this variance.
 * @param x float32 [N, C, …], C a number
 * @param gain float32 [C]
 * @param shift float32 [C]
 * @param epsilon added to the variance. Default: 1e-5
 * @returns `value` [N, C, …]; `mean` and `variance` [C]
 * @throws ShapeError when shapes do not fit; ValueError for an epsilon below 0
 */
export function batchNormalize(x: Tensor, gain: Tensor, shift: Tensor, epsilon = 1e-5): BatchNormalized {
  requireEpsilon('batchNormalize', epsilon)
  return normalizeChannels(x, gain, shift, epsilon)
}

/**
 * Batch normalization in use (Ioffe & Szegedy 2015, algorithm 2): by statistics that are given, as by the running ones
 * of training.
 * @param x float32 [N, C, …], C a number
 * @param mean float32 [C]
 * @param variance float32 [C]
 * @param gain float32 [C]
 * @param shift float32 [C]
 * @param epsilon added to the variance. Default: 1e-5
 * @throws ShapeError when shapes do not fit; ValueError for an epsilon below 0
 */
export function normalizeBy(
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  gain: Tensor,
  shift: Tensor,
  epsilon = 1e-5,
): Tensor {
  requireEpsilon('normalizeBy', epsilon)
  for (const each of [mean, variance, gain, shift])
    if (each.rank !== 1 || each.shape[0] !== x.shape[1])
      throw new ShapeError(`normalizeBy: expected an entry for each channel of ${x}, found ${each}`)
  const scale = multiply(gain, reciprocal(sqrt(add(variance, epsilon))))
  return affineChannels(x, scale, subtract(shift, multiply(mean, scale)))
}

/**
 * Group normalization (Wu & He 2018, section 3.1): the channels of each image in groups, each group less its mean,
 * over its deviation, times a gain, plus a shift for each channel. Nothing of other images enters. One group is layer
 * normalization over channels and positions, as many as channels is instance normalization.
 * @param x float32 [N, C, …], C a number
 * @param groups how many groups of channels, a divisor of C
 * @param gain float32 [C]
 * @param shift float32 [C]
 * @param epsilon added to the variance. Default: 1e-5
 * @throws ShapeError when shapes do not fit; ValueError for groups that do not divide C and an epsilon below 0
 */
export function groupNormalize(x: Tensor, groups: number, gain: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  requireEpsilon('groupNormalize', epsilon)
  const [batch, channels, ...positions] = x.shape as readonly [Dimension, Dimension, ...Dimension[]]
  if (x.rank < 2 || typeof channels !== 'number')
    throw new ShapeError(`groupNormalize: expected float32 [N, C, …] with C a number, found ${x}`)
  if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0)
    throw new ValueError(`groupNormalize: ${channels} channels cannot be cut into ${groups} groups`)
  const within = channels / groups
  const grouped = reshape(x, [batch, groups, within, ...positions])
  const axes = [...grouped.shape.keys()].slice(2)
  const mean = reduceMean(grouped, axes, true)
  const variance = maximum(subtract(reduceMean(square(grouped), axes, true), square(mean)), 0)
  // One scale and one offset for each channel of each image: two passes over x instead of four.
  const perChannel = [groups, within, ...positions.map(() => 1)]
  const scale = multiply(reciprocal(sqrt(add(variance, epsilon))), reshape(gain, perChannel))
  const offset = subtract(reshape(shift, perChannel), multiply(mean, scale))
  return reshape(add(multiply(grouped, scale), offset), x.shape)
}
