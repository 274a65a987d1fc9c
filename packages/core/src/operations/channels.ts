// Normalization of channels, axis 1 of a tensor [N, C, …], with few passes over memory in both directions.
import { type Dimension, elementCount, type Shape, sameShape } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { add, divide, maximum, multiply, reciprocal, sqrt, square, subtract } from './elementwise.js'
import { size } from './leaves.js'
import { reshape } from './movement.js'
import { reduceSum, reduceSumSquare } from './reduction.js'

const alongChannels = (rank: number, channels: Dimension): Shape => [
  1,
  channels,
  ...new Array<number>(rank - 2).fill(1),
]

/** Sums [C] of the channels of x: over positions, then over the batch. In one go ONNX Runtime takes up to 4 times as long. */
function sumChannels(x: Tensor, reduce: typeof reduceSum = reduceSum): Tensor {
  const positions = [...x.shape.keys()].slice(2)
  return positions.length === 0 ? reduce(x, 0) : reduceSum(reduce(x, positions), 0)
}

function requireChannels(name: string, [x, ...perChannel]: readonly Tensor[]): number {
  const channels = x!.shape[1]
  if (x!.dtype !== 'float32' || x!.rank < 2 || typeof channels !== 'number')
    throw new ShapeError(`${name}: expected float32 [N, C, …] with C a number, found ${x}`)
  for (const each of perChannel)
    if (each.dtype !== 'float32' || !sameShape(each.shape, [channels]))
      throw new ShapeError(`${name}: expected float32 [${channels}], an entry for each channel of ${x}, found ${each}`)
  return channels
}

/** cuDNN takes none below 1e-5. A power of 2, so that 1 less it and it are exactly 1 in float32. */
const leastEpsilon = 2 ** -16

export const affineChannelsOperation: Operation<undefined> = {
  name: 'affineChannels',
  infer: (inputs) => {
    requireChannels('affineChannels', inputs)
    return { dtype: 'float32', shape: inputs[0]!.shape }
  },
  gradient: ({ inputs: [x, scale] }, gradient) => [
    multiply(gradient, reshape(scale!, alongChannels(x!.rank, scale!.shape[0]!))),
    sumChannels(multiply(gradient, x!)),
    sumChannels(gradient),
  ],
  evaluate: ([x, scale, shift]) => {
    const channels = scale!.data.length
    const entries = x!.shape.slice(2).reduce((a, b) => a * b, 1)
    const data = x!.data.map((value, i) => {
      const channel = Math.floor(i / entries) % channels
      return value * scale!.data[channel]! + shift!.data[channel]!
    })
    return { dtype: 'float32', shape: x!.shape, data }
  },
  lower: (emitter, [x, scale, shift], { shape }) => {
    const channels = shape[1] as number
    if (shape.length === 2) return emitter.node('Add', [emitter.node('Mul', [x!, scale!]), shift!])
    // In one pass, as fast as a Mul alone; at 256 × 4 × 4 a quarter of Mul and Add.
    const [mean, variance] = [0, 1 - leastEpsilon].map((value) =>
      emitter.constant('float32', [channels], new Array<number>(channels).fill(value)),
    ) as [string, string]
    return emitter.node('BatchNormalization', [x!, scale!, shift!, mean, variance], {
      epsilon: { float: leastEpsilon },
      momentum: { float: 0.9 },
      training_mode: { int: 0 },
    })
  },
}

/**
 * x · scale + shift, with an entry of each for every channel: in one pass, as one node.
 * @param x float32 [N, C, …], C a number
 * @param scale float32 [C]
 * @param shift float32 [C]
 */
export function affineChannels(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  return apply(affineChannelsOperation, [x, scale, shift], undefined)
}

// The node has more inputs than a call: its value, and what its gradient needs of it. Differentiated step by step the
// same gradient takes twice the passes over x.
export const normalizeChannelsOperation: Operation<undefined> = {
  name: 'normalizeChannels',
  infer: ([x, gain, shift]) => {
    requireChannels('normalizeChannels', [x!, gain!, shift!])
    return { dtype: 'float32', shape: x!.shape }
  },
  // With x̂ = (x − mean) · rate and g the gradient of the result: that of the shift is Σg, of the gain Σg·x̂, and of x
  // gain · rate · (g − Σg/n − x̂ · Σg·x̂/n).
  gradient: ({ inputs: [x, gain, , , mean, rate] }, gradient) => {
    const shiftGradient = sumChannels(gradient)
    const gainGradient = multiply(subtract(sumChannels(multiply(gradient, x!)), multiply(mean!, shiftGradient)), rate!)
    const count = entriesOf(x!)
    const slope = multiply(gainGradient, divide(rate!, count))
    const rest = subtract(multiply(slope, mean!), divide(shiftGradient, count))
    const unscaled = add(gradient, affineChannels(x!, multiply(slope, -1), rest))
    const scale = reshape(multiply(gain!, rate!), alongChannels(x!.rank, x!.shape[1]!))
    return [multiply(unscaled, scale), gainGradient, shiftGradient, null, null, null]
  },
  evaluate: (inputs) => inputs[3]!,
  lower: (_, inputs) => inputs[3]!,
}

/** How many entries each channel has, as a scalar. */
const entriesOf = ({ shape }: Tensor): Tensor => size(elementCount(shape.toSpliced(1, 1)))

/** What {@link normalizeChannels} gives. */
export interface NormalizedChannels {
  /** [N, C, …]. */
  readonly value: Tensor
  /** The mean of each channel, [C]. */
  readonly mean: Tensor
  /** The mean of squares less the square of the mean of each channel, [C]. */
  readonly variance: Tensor
}

/**
 * Each channel less its mean, over its deviation, times its gain, plus its shift: batch normalization (Ioffe &
 * Szegedy 2015, algorithm 1), with a gradient of its own that takes few passes over x.
 *
 * The variance is the mean of squares less the square of the mean, which saves a pass over x; in float32 a channel
 * whose mean is 1000 of its deviations loses all digits of it.
 * @param x float32 [N, C, …], C a number
 * @param gain float32 [C]
 * @param shift float32 [C]
 * @param epsilon added to the variance
 */
export function normalizeChannels(x: Tensor, gain: Tensor, shift: Tensor, epsilon: number): NormalizedChannels {
  requireChannels('normalizeChannels', [x, gain, shift])
  const count = entriesOf(x)
  const mean = divide(sumChannels(x), count)
  const variance = maximum(subtract(divide(sumChannels(x, reduceSumSquare), count), square(mean)), 0)
  const rate = reciprocal(sqrt(add(variance, epsilon)))
  const scale = multiply(gain, rate)
  const value = affineChannels(x, scale, subtract(shift, multiply(mean, scale)))
  return { value: apply(normalizeChannelsOperation, [x, gain, shift, value, mean, rate], undefined), mean, variance }
}
