// The small training in chunks of nn's fixture, for trainers.
import type { CachedTrainingGraphs, Optimizer, TrainingGraphs } from '@infonce/nn'
import {
  BATCH,
  cachedDefinition,
  cachedGraphs,
  exampleBatch,
  exampleStart,
  wholeGraphs,
} from '../../../nn/src/cached-example.fixture.js'
import { type HostTensor, hostTensor } from '../host-tensor.js'
import type { TrainerOptions } from '../trainer.js'
import type { BatchSource, TrainingBatch } from '../training-loop.js'

export { BATCH, cachedDefinition }
/** Trains in chunks. */
export const inChunks: (chunk: number, optimizer: Optimizer) => CachedTrainingGraphs = cachedGraphs
/** Trains on whole batches. */
export const onWholes: (optimizer: Optimizer) => TrainingGraphs = wholeGraphs

export const cachedOptions: TrainerOptions = {
  sizes: {},
  threads: 1,
  initialize: (values) => {
    for (const [name, { data }] of Object.entries(values))
      if (name.startsWith('parameter/')) (data as Float32Array).set(exampleStart(name, data.length))
  },
}

/** The whole batch of a step. */
export function cachedBatch(step: number): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(exampleBatch(step)).map(([name, { dtype, dims, data }]) => [
      name,
      dtype === 'int32'
        ? hostTensor(dtype, dims, Int32Array.from(data))
        : hostTensor(dtype, dims, Float32Array.from(data)),
    ]),
  )
}

/** Batches of `total` steps from a position on. */
export class CachedSource implements BatchSource {
  constructor(
    private readonly total: number,
    private next = 0,
  ) {}

  async take(): Promise<TrainingBatch | undefined> {
    if (this.next === this.total) return undefined
    return { feeds: cachedBatch(this.next), progress: this.next++ / this.total }
  }

  state(): unknown {
    return { next: this.next }
  }
}
