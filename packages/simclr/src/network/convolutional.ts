// A small network without residuals: four convolutions by steps of 2.
import { relu, type Tensor } from '@infonce/core'
import type { Configuration } from '../configuration.js'
import { convolve } from './convolve.js'
import type { Layers } from './layers.js'
import { stageWidths } from './widths.js'

/** Images [N, C, S, S] to maps [N, width, H, W] before pooling. */
export function convolutionalNetwork(layers: Layers, images: Tensor, configuration: Configuration): Tensor {
  return stageWidths(configuration).reduce((x, width, n) => {
    const name = `encoder.${n + 1}`
    return relu(layers.normalize(name, convolve(layers, name, x, width, 3, 2)))
  }, images)
}
