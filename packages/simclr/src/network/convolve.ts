// The convolutions of all networks.
import { conv, type Tensor } from '@infonce/core'
import { heNormal } from '@infonce/nn'
import type { Layers } from './layers.js'

/** From so many channels on, in and out, a step with 3 × 3 windows is faster in tiles on CPU (core's convolution-tiles.ts). */
const TILED_CHANNELS = 64
/** Results of a tile on each axis, at most: larger ones round too much. */
const LARGEST_TILE = 4

/** A convolution that keeps the size, but for its stride, without a bias. */
export function convolve(layers: Layers, name: string, x: Tensor, width: number, kernel: number, stride = 1): Tensor {
  const [, channels, side] = x.shape as readonly number[] as readonly [unknown, number, number]
  // The fan of what goes out, as in the paper's code and PyTorch's.
  const weight = layers.weight(`${name}.weight`, [width, channels, kernel, kernel], heNormal(width * kernel * kernel))
  const inTiles = layers.weightsChange && kernel === 3 && Math.min(channels, width) >= TILED_CHANNELS
  const tile = Math.min(LARGEST_TILE, Math.ceil(side / stride))
  return conv(x, weight, { strides: stride, padding: (kernel - 1) / 2, ...(inTiles && { tile }) })
}
