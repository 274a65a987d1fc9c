// The windows that sweeps slide: shapes of what they slide over and of weights, and how.
import type { Shape } from './dimension.js'
import type { ConvOptions } from './operations/convolution.js'
import type { AveragePoolOptions } from './operations/pooling.js'

// Few and dense, since a GPU compiles shaders for the sizes of each, which takes longer than all other cases.
export const convolutions: readonly (readonly [x: Shape, w: Shape, options?: ConvOptions])[] = [
  [
    [2, 3, 7],
    [4, 3, 3],
  ],
  [['N', 2, '6*M + 3'], [3, 2, 4], { strides: 3, padding: [[1, 2]] }],
  [[2, 4, 8], [6, 2, 3], { groups: 2, dilations: 2, padding: 2 }],
  [['N', 2, 5, 6], [3, 2, 3, 2], { padding: [1, [0, 1]] }],
  [[2, 4, 7, 6], [4, 1, 3, 3], { groups: 4, strides: [2, 1], dilations: [1, 2], padding: [1, 2] }],
  [['N', 4, 5, 4], [6, 2, 2, 3], { groups: 2, strides: 2, padding: 2 }],
  [
    [0, 2, 5],
    [3, 2, 2],
  ],
  [[1, 2, 3, 4, 3], [2, 2, 2, 2, 2], { padding: [0, 1, 0] }],
  // Many channels, whose weight gradient is computed in another way.
  [['N', 16, '2*M', 4], [2, 16, 2, 2], { strides: [1, 2], dilations: [2, 1], padding: [0, 1] }],
  [
    [2, 3, 4],
    [2, 3, 1],
  ],
  // Many images of few windows, whose weight gradient is one sum of all of them.
  [[3, 4, 2, 3], [2, 4, 3, 3], { padding: 1 }],
  [[2, 3, 6, 5], [4, 3, 2, 2], { strides: [3, 2], padding: [[0, 1], 0] }],
  // Groups that WebGPU does not keep apart.
  [[1, 4, 3], [12, 2, 2], { groups: 2 }],
  // Sums of single images would be groups across whose bounds WebGPU computes.
  [
    [2, 2, 6],
    [5, 2, 2],
  ],
  // Windows that lie in the padding altogether.
  [[1, 2, 3], [2, 2, 2], { padding: 2 }],
  // In tiles: one of all results, several on each axis of which the last is not full, by steps, and on one axis.
  [['N', 2, 4, 4], [3, 2, 3, 3], { padding: 1, tile: 4 }],
  [[2, 3, 5, 6], [2, 3, 3, 2], { padding: [[1, 2], 0], tile: 3 }],
  [[2, 2, 9, 6], [3, 2, 3, 3], { padding: 1, strides: 2, tile: 2 }],
  [[1, 2, 3, 11], [3, 2, 1, 4], { padding: [0, 2], strides: [2, 3], tile: 2 }],
  [['N', 3, 9], [2, 3, 3], { padding: 1, tile: 4 }],
]

export const pools: readonly (readonly [x: Shape, options: AveragePoolOptions])[] = [
  [[2, 3, 6], { kernel: 2 }],
  [['N', 2, 7], { kernel: 3, strides: 2, padding: 1 }],
  [[2, 2, 4, 6], { kernel: [2, 3] }],
  [['N', 2, 5, 4], { kernel: 3, strides: 2, padding: 1, countPadding: false }],
  [[1, 2, 7, 5], { kernel: [3, 2], strides: [1, 2], dilations: [2, 1], padding: [[2, 0], 0] }],
  // Padding of as many entries as a window has, which lie farther apart.
  [['N', 2, 6], { kernel: 2, strides: 1, dilations: 3, padding: 2 }],
  [[1, 2, '4*N + 1'], { kernel: 3, strides: 2 }],
  [[1, 2, '2*N'], { kernel: 2 }],
]
