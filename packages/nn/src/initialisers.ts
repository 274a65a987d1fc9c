// Initialisers: how a parameter's numbers start.
import { type Random, ValueError } from '@infonce/core'

/** Fills a parameter's row-major numbers, in place. */
export type Initialiser = (out: Float32Array, random: Random) => void

/** Uniform on [−limit, limit). */
export function uniform(limit: number): Initialiser {
  if (!(limit >= 0 && limit < Number.POSITIVE_INFINITY))
    throw new ValueError(`the limit of a uniform initialiser must be a number from 0, found ${limit}`)
  return (out, random) => {
    for (let i = 0; i < out.length; i++) out[i] = (2 * random.uniform() - 1) * limit
  }
}
