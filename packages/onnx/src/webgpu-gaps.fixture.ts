// What WebGPU does not do of the operation sweep. The sweeps hold this list to be true, both ways.
import { topologicalOrder } from '@infonce/core'
import { prepareCase, type SweepCase } from '../../core/src/operation-sweep.fixture.js'

/** Cases that leave the GPU or fail there. */
export interface WebGpuGap {
  readonly what: string
  readonly applies: (sweepCase: SweepCase) => boolean
  /** `cpu`: ONNX Runtime computes it on the CPU, which strict refuses. `fails`: it cannot be run. */
  readonly outcome: 'cpu' | 'fails'
}

const convolutions = new Set(['convolution', 'convolutionTranspose', 'convolutionWeightGradient'])

export const webGpuGaps: readonly WebGpuGap[] = [
  {
    what: 'int64 values computed from, not only used as indices',
    applies: (sweepCase) => topologicalOrder([prepareCase(sweepCase, 1).output]).some(({ dtype }) => dtype === 'int64'),
    outcome: 'cpu',
  },
  {
    what: 'int32 entries picked by gatherElements',
    applies: ({ operation, inputs }) => operation === 'gatherElements' && typeof inputs[0]!.draw === 'object',
    outcome: 'cpu',
  },
  {
    what: 'gradients of convolutions over three axes, for which it has no ConvTranspose',
    applies: ({ operation, inputs }) => convolutions.has(operation) && inputs[0]!.shape.length === 5,
    outcome: 'fails',
  },
]

/** The gap that a case falls into. */
export const gapOf = (sweepCase: SweepCase): WebGpuGap | undefined => webGpuGaps.find((gap) => gap.applies(sweepCase))
