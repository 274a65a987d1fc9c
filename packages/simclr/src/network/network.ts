// Images to representations h, and representations to embeddings z.
import {
  add,
  concat,
  constant,
  matmul,
  multiply,
  reduceMean,
  relu,
  slice,
  subtract,
  type Tensor,
  transpose,
} from '@infonce/core'
import { uniform } from '@infonce/nn'
import type { Configuration } from '../configuration.js'
import { convolutionalNetwork } from './convolutional.js'
import type { Layers } from './layers.js'
import { residualNetwork } from './residual.js'

const bodies = { resnet: residualNetwork, convolutional: convolutionalNetwork }

/** What graphs take for the level of images that was never measured. */
const ANY_LEVEL = { mean: 0.5, deviation: 0.25 }

/** Pixels from 0 to 1, [N, C, S, S], brought to mean 0 and deviation 1 by the configuration's level. */
function level(images: Tensor, { level: measured, channels }: Configuration): Tensor {
  const each = (of: 'mean' | 'deviation') => measured?.[of] ?? new Array<number>(channels).fill(ANY_LEVEL[of])
  const column = (values: readonly number[]): Tensor => constant(values, [1, channels, 1, 1])
  const scale = each('deviation').map((value) => 1 / value)
  return multiply(subtract(images, column(each('mean'))), column(scale))
}

/** Images [N, C, S, S], pixels from 0 to 1, to maps [N, H, R, R]. */
export const encodeMaps = (layers: Layers, images: Tensor, configuration: Configuration): Tensor =>
  bodies[configuration.network](layers, level(images, configuration), configuration)

/** Maps [N, H, R, R] to representations h [N, H]: the mean over positions. */
export const meanOf = (maps: Tensor): Tensor => reduceMean(maps, [2, 3])

/**
 * Maps [N, H, R, R] to the means of their quarters, [N, 4·H]: top left, top right, bottom left, bottom right, each of all
 * H channels. Where R is odd they share the middle.
 */
export function quartersOf(maps: Tensor): Tensor {
  const [, , rows, columns] = maps.shape as readonly [unknown, unknown, number, number]
  const halves = (x: Tensor, axis: number, size: number): Tensor[] => {
    const half = Math.ceil(size / 2)
    return [slice(x, axis, 0, half), slice(x, axis, size - half, size)]
  }
  const quarters = halves(maps, 2, rows).flatMap((half) => halves(half, 3, columns))
  return concat(quarters.map(meanOf), 1)
}

/** Images [N, C, S, S], pixels from 0 to 1, to representations h [N, H]: the mean over positions. */
export const encode = (layers: Layers, images: Tensor, configuration: Configuration): Tensor =>
  meanOf(encodeMaps(layers, images, configuration))

/**
 * The projection head (Chen et al. 2020, section 2): representations h [N, H] to embeddings [N, D], by one linear layer,
 * or after hidden ones that are normalized and pass a ReLU.
 */
export function project(layers: Layers, h: Tensor, { headLayers, headWidth, embedding }: Configuration): Tensor {
  let x = h
  for (let n = 1; n <= headLayers; n++) {
    const last = n === headLayers
    const [name, from, to] = [`head.${n}`, x.shape[1] as number, last ? embedding : headWidth]
    const limit = uniform(1 / Math.sqrt(from))
    const product = matmul(x, transpose(layers.weight(`${name}.weight`, [to, from], limit)))
    // What is normalized afterwards has a shift of its own.
    x = last ? add(product, layers.weight(`${name}.bias`, [to], limit)) : relu(layers.normalize(name, product))
  }
  return x
}
