// Logs of expected counts, as sampled losses are fed them.
import { type NoiseDistribution, portableLog, ValueError } from '@infonce/core'

/**
 * Writes ln of the expected count of `ids[i]` to `out[i]`: what sampled objectives subtract from a score.
 * @param draws what the sampler's `sample` returned
 * @param out as long as `ids`. Default: a new array
 * @returns `out`; −∞ for an id that is never drawn
 */
export function logExpectedCounts<T extends Float32Array | Float64Array = Float32Array>(
  distribution: NoiseDistribution,
  ids: ArrayLike<number>,
  draws: number,
  out: T = new Float32Array(ids.length) as T,
): T {
  if (out.length !== ids.length)
    throw new ValueError(`${distribution.name}: ${out.length} expected counts do not fit ${ids.length} ids`)
  for (let i = 0; i < ids.length; i++) out[i] = portableLog(distribution.expectedCount(ids[i]!, draws))
  return out
}
