// A graph of some anchors, run for all of them: what it gives is the mean over blocks.
import { FIRST_ANCHOR } from '@infonce/nn'
import { type HostTensor, hostTensor } from './host-tensor.js'
import type { AnyTensor } from './scratch.js'

/** How many blocks there are, and of how many anchors. */
export interface Blocks {
  readonly count: number
  readonly size: number
}

/**
 * Runs blocks one after the other.
 * @param run runs the graph with the number of the first anchor added to what it is fed
 * @param isMean whether an output's mean over blocks is wanted (float32, in host memory); of others the last block's is
 *   returned
 * @param free lets go of what a block before the last gave and no mean holds
 */
export async function runBlocks<T extends AnyTensor>(
  { count, size }: Blocks,
  run: (feeds: Readonly<Record<string, HostTensor>>) => Promise<Record<string, T>>,
  isMean: (name: string) => boolean,
  free: (tensor: T) => void = () => {},
): Promise<Record<string, T>> {
  const means: Record<string, T> = {}
  for (let k = 0; ; k++) {
    const found = await run({ [FIRST_ANCHOR]: hostTensor('int32', [], Int32Array.of(k * size)) })
    for (const name of Object.keys(found)) if (isMean(name)) addShare(means, name, found[name]!, count)
    if (k === count - 1) return { ...found, ...means }
    for (const name of Object.keys(found)) if (!isMean(name)) free(found[name]!)
  }
}

function addShare<T extends AnyTensor>(means: Record<string, T>, name: string, found: T, count: number): void {
  const added = (found as HostTensor).data as Float32Array
  const known = means[name]
  if (!known) {
    for (let i = 0; i < added.length; i++) added[i]! /= count
    means[name] = found
    return
  }
  const data = (known as HostTensor).data as Float32Array
  for (let i = 0; i < data.length; i++) data[i]! += added[i]! / count
}
