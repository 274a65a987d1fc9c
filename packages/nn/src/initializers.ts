// Initializers: how a parameter's numbers start.
import { type Random, ValueError } from '@infonce/core'

/** Fills a parameter's row-major numbers, in place. */
export type Initializer = (out: Float32Array, random: Random) => void

/** Uniform on [−limit, limit). */
export function uniform(limit: number): Initializer {
  if (!(limit >= 0 && limit < Number.POSITIVE_INFINITY))
    throw new ValueError(`the limit of a uniform initializer must be a number from 0, found ${limit}`)
  return (out, random) => {
    for (let i = 0; i < out.length; i++) out[i] = (2 * random.uniform() - 1) * limit
  }
}

/** Normal with mean 0 and this standard deviation. */
export function normal(deviation: number): Initializer {
  if (!(deviation >= 0 && deviation < Number.POSITIVE_INFINITY))
    throw new ValueError(`the deviation of a normal initializer must be a number from 0, found ${deviation}`)
  return (out, random) => {
    for (let i = 0; i < out.length; i++) out[i] = random.normal() * deviation
  }
}

/**
 * Normal with variance 2/fan (He et al. 2015, eq. 10 and 14): layers before a ReLU keep the size of activations where
 * `fan` is how many numbers an output is made of, and that of gradients where it is how many outputs an input goes into.
 * @param fan of a convolution, its channels (read, or written) times the places of its kernel
 */
export function heNormal(fan: number): Initializer {
  if (!(fan > 0 && fan < Number.POSITIVE_INFINITY))
    throw new ValueError(`the fan of a layer must be a number above 0, found ${fan}`)
  return normal(Math.sqrt(2 / fan))
}
