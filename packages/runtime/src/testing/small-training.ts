// A small model with every kind of parameter, and batches for it, for the tests of training.
import { add, gather, input, matmul, multiply, parameter, Random, reduceMean, softplus, square } from '@infonce/core'
import { type Optimizer, TrainingGraphs } from '@infonce/nn'
import type { HostTensor } from '../host-tensor.js'
import { hostTensor } from '../host-tensor.js'
import type { TrainerOptions } from '../trainer.js'
import type { BatchSource, TrainingBatch } from '../training-loop.js'

const [words, dim] = [7, 3]
export const pairs = 5
/** A limit of how far rows move in a step that holds some of them back, at a learning rate of 0.1 or 0.2. */
export const LIMIT = 0.0012

/** Two tables (one read twice), a matrix, and a scalar; the loss also reads numbers of the batch. */
export function smallGraphs(optimizer: Optimizer): TrainingGraphs {
  const anchor = parameter('anchor.weight', [words, dim])
  const context = parameter('context.weight', [words, dim])
  const projection = parameter('projection', [dim, dim])
  const bias = parameter('bias', [])
  const a = matmul(gather(anchor, input('batch/anchor', 'int32', ['N'])), projection)
  const c = gather(context, input('batch/context', 'int32', ['N']))
  const d = gather(context, input('batch/other', 'int64', ['N']))
  const scale = input('batch/scale', 'float32', ['N', 1])
  const scores = multiply(scale, add(multiply(a, add(c, multiply(d, 0.5))), bias))
  const loss = add(reduceMean(softplus(scores)), multiply(0.1, reduceMean(square(add(a, c)))))
  return new TrainingGraphs({
    name: 'small',
    loss,
    metrics: { score: reduceMean(scores), unread: reduceMean(input('batch/unread', 'float32', ['N'])) },
    parameters: [anchor, context, projection, bias],
    optimizer,
    metadata: {},
  })
}

export const options: TrainerOptions = {
  sizes: { N: pairs },
  threads: 1,
  initialize: (values) => {
    const random = Random.fromSeed(3)
    for (const [name, { data }] of Object.entries(values))
      if (name.startsWith('parameter/')) for (let i = 0; i < data.length; i++) data[i] = random.uniform() - 0.5
  },
}

/** The batch of a step. */
export function batchOf(step: number): Record<string, HostTensor> {
  const random = Random.fromSeed(100).split(step)
  const ids = () => Array.from({ length: pairs }, () => random.below(words))
  const numbers = () => Float32Array.from({ length: pairs }, () => random.uniform() + 0.5)
  return {
    'batch/anchor': hostTensor('int32', [pairs], Int32Array.from(ids())),
    'batch/context': hostTensor('int32', [pairs], Int32Array.from(ids())),
    'batch/other': hostTensor('int64', [pairs], BigInt64Array.from(ids(), BigInt)),
    'batch/scale': hostTensor('float32', [pairs, 1], numbers()),
    'batch/unread': hostTensor('float32', [pairs], numbers()),
  }
}

/** Batches of `total` steps from a position on; `change` may spoil them. */
export class SmallSource implements BatchSource {
  constructor(
    private readonly total: number,
    private next = 0,
    private readonly change: (step: number, batch: Record<string, HostTensor>) => void = () => {},
  ) {}

  async take(): Promise<TrainingBatch | undefined> {
    if (this.next === this.total) return undefined
    const feeds = batchOf(this.next)
    this.change(this.next, feeds)
    return { feeds, progress: this.next++ / this.total }
  }

  state(): unknown {
    return { next: this.next }
  }
}
