// A small network without residuals: four convolutions by steps of 2.
import { relu, type Tensor } from '@infonce/core'
import type { Configuration } from '../configuration.js'
import type { Layers } from './layers.js'
import { convolve } from './residual.js'

/** Channels of the first layer before the width factor; each further one has twice as many. */
const FIRST_WIDTH = 64
const LAYERS = 4

/** Pictures [N, C, S, S] to maps [N, width, H, W] before pooling. */
export function convolutionalNetwork(layers: Layers, pictures: Tensor, { widthFactor }: Configuration): Tensor {
  return Array.from({ length: LAYERS }, (_, n) => n).reduce((x, n) => {
    const name = `encoder.${n + 1}`
    const width = Math.max(1, Math.round(FIRST_WIDTH * 2 ** n * widthFactor))
    return relu(layers.normalise(name, convolve(layers, name, x, width, 3, 2)))
  }, pictures)
}
