// The residual network (He et al. 2016).
import { add, maxPool, relu, type Tensor } from '@infonce/core'
import type { Configuration } from '../configuration.js'
import { convolve } from './convolve.js'
import type { Layers } from './layers.js'
import { residualForms } from './residual-forms.js'
import { EXPANSION, stageWidths } from './widths.js'

/** The first convolution of each stem, and whether a maximum of 3 × 3 by steps of 2 follows. */
const stemForms: Readonly<Record<Configuration['stem'], { kernel: number; stride: number; pool: boolean }>> = {
  cifar: { kernel: 3, stride: 1, pool: false },
  strided: { kernel: 3, stride: 2, pool: false },
  imagenet: { kernel: 7, stride: 2, pool: true },
}

/** Images [N, C, S, S] to maps [N, width, H, W] before pooling. */
export function residualNetwork(layers: Layers, images: Tensor, configuration: Configuration): Tensor {
  const { depth, stem } = configuration
  const widths = stageWidths(configuration)
  const form = residualForms[depth]!
  const activate = (name: string, x: Tensor): Tensor => relu(layers.normalize(name, x))
  const { kernel, stride, pool } = stemForms[stem]
  const begun = activate('encoder.stem', convolve(layers, 'encoder.stem', images, widths[0]!, kernel, stride))
  let x = pool ? maxPool(begun, { kernel: 3, strides: 2, padding: 1 }) : begun
  for (const [stage, blocks] of form.blocks.entries())
    for (let block = 0; block < blocks; block++) {
      const name = `encoder.${stage + 1}.${block + 1}`
      const step = stage > 0 && block === 0 ? 2 : 1
      x = residualBlock(layers, name, x, widths[stage]!, step, form.bottleneck)
    }
  return x
}

function residualBlock(
  layers: Layers,
  name: string,
  x: Tensor,
  width: number,
  stride: number,
  bottleneck: boolean,
): Tensor {
  const output = bottleneck ? EXPANSION * width : width
  // Width, kernel and stride of each convolution; in a bottleneck the 3 × 3 strides (PyTorch's form).
  const form: readonly (readonly [number, number, number])[] = bottleneck
    ? [
        [width, 1, 1],
        [width, 3, stride],
        [output, 1, 1],
      ]
    : [
        [width, 3, stride],
        [output, 3, 1],
      ]
  const inner = form.reduce((value, [channels, kernel, step], n) => {
    const part = `${name}.${n + 1}`
    const normalized = layers.normalize(part, convolve(layers, part, value, channels, kernel, step))
    return n < form.length - 1 ? relu(normalized) : normalized
  }, x)
  const part = `${name}.shortcut`
  const same = stride === 1 && x.shape[1] === output
  const shortcut = same ? x : layers.normalize(part, convolve(layers, part, x, output, 1, stride))
  return relu(add(inner, shortcut))
}
