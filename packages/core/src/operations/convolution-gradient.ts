// The gradients of a convolution as expressions that runtimes compute fast.
import { type Dimension, multiplyDimensions } from '../dimension.js'
import type { Tensor } from '../tensor.js'
import { type ConvolutionAttributes, type ConvolutionOptions, convolution } from './convolution.js'
import { reshape, slice, transpose } from './movement.js'

/** [N, groups·C, …] as [C, groups·N, …]. */
function swapBatchAndChannels(x: Tensor, groups: number): Tensor {
  const [batch, channels, ...spatial] = x.shape as [Dimension, number, ...Dimension[]]
  const axes = spatial.map((_, axis) => axis + 3)
  const split = reshape(x, [batch, groups, channels / groups, ...spatial])
  return reshape(transpose(split, [2, 1, 0, ...axes]), [
    channels / groups,
    multiplyDimensions(groups, batch),
    ...spatial,
  ])
}

/** The gradient of weights as a convolution over windows of the result's size, batch and channels changed over. */
export function weightGradientByConvolution(
  x: Tensor,
  g: Tensor,
  { kernel, strides, dilations, padding, groups }: ConvolutionAttributes,
): Tensor {
  const swapped: ConvolutionOptions = { strides: dilations, dilations: strides, padding, groups }
  const order = [1, 0, ...kernel.map((_, axis) => axis + 2)]
  const wide = convolution(swapBatchAndChannels(x, groups), transpose(g, order), swapped)
  // Where the last windows left entries over, there is room for more elements than the kernel has.
  return transpose(
    kernel.reduce((sum, size, axis) => slice(sum, axis + 2, 0, size), wide),
    order,
  )
}
