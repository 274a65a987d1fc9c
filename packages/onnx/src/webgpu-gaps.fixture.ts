// What WebGPU does not do of the operation sweep. The sweeps hold this list to be true, both ways.
import { conv, topologicalOrder } from '@infonce/core'
import { prepareCase, type SweepCase } from '../../core/src/operation-sweep.fixture.js'

/** Cases that ONNX Runtime computes on the CPU, which strict refuses. */
export interface WebGpuGap {
  readonly what: string
  readonly applies: (sweepCase: SweepCase) => boolean
}

export const webGpuGaps: readonly WebGpuGap[] = [
  {
    what: 'int64 values computed from, not only used as indices',
    applies: (sweepCase) =>
      topologicalOrder([prepareCase(sweepCase, 1).output]).some(
        ({ dtype, operation }) => dtype === 'int64' && operation.name !== 'topK',
      ),
  },
  {
    what: 'int32 entries picked by gatherElements',
    applies: ({ operations, inputs }) => operations.includes('gatherElements') && typeof inputs[0]!.draw === 'object',
  },
]

/** A case outside the sweep, which no browser and no GPU runs: there is a ConvTranspose over two axes at most. */
export const impossible: SweepCase = {
  operations: ['conv'],
  title: 'the gradient of a strided convolution over three axes',
  inputs: [
    { shape: [1, 2, 3, 4, 3], draw: 'real' },
    { shape: [2, 2, 2, 2, 2], draw: 'real' },
  ],
  build: (x, w) => conv(x!, w!, { strides: 2 }),
}

/** The gap that a case falls into. */
export const gapOf = (sweepCase: SweepCase): WebGpuGap | undefined => webGpuGaps.find((gap) => gap.applies(sweepCase))
