// Convolutions over any number of spatial axes.
import {
  add,
  addDimensions,
  conv,
  expand,
  gradient,
  multiply,
  multiplyDimensions,
  reduceSum,
  reshape,
  type Shape,
  scalar,
  shapeText,
  subtractDimensions,
  type Tensor,
  toDense,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import type { NodeReader } from '../node-reader.js'
import { dilatedExtent, readWindows } from './windows.js'

/** A bias for each feature, where there is one. */
function withBias(node: NodeReader, y: Tensor): Tensor {
  const bias = node.optionalTensor(2)
  if (!bias) return y
  if (bias.rank !== 1) throw node.invalid(`its bias must have one axis, found ${bias}`)
  return add(y, reshape(bias, [bias.shape[0]!, ...y.shape.slice(2).map(() => 1)]))
}

/** Spatial sizes of the weights, which an attribute may repeat; named in the gradient of a convolution. */
function kernelOf(node: NodeReader, x: Tensor, w: Tensor): Shape {
  const sizes = w.shape.slice(2)
  if (x.rank < 3 || w.rank !== x.rank)
    throw node.invalid(`it needs a tensor [N, C, ...] and weights of its rank, found ${x} and ${w}`)
  const declared = node.hasAttribute('kernel_shape') ? node.ints('kernel_shape') : sizes
  if (declared.length !== sizes.length || declared.some((size, axis) => size !== sizes[axis]))
    throw node.invalid(`kernel_shape [${declared.join(', ')}] differs from the weights, ${w}`)
  return sizes
}

const readConv: Importer = {
  weights: [1, 2],
  read: (node) => {
    const [x, w] = [node.tensor(0), node.tensor(1)]
    const windows = readWindows(node, x.shape.slice(2), kernelOf(node, x, w))
    return withBias(node, conv(x, w, { ...windows, groups: node.int('group', 1) }))
  },
}

/** The gradient of a convolution with respect to its input, which is where it gets its name. */
const convTranspose: Importer = {
  weights: [1, 2],
  read: (node) => {
    const [x, w] = [node.tensor(0), node.tensor(1)]
    const kernel = kernelOf(node, x, w)
    if (node.hasAttribute('output_shape')) throw node.unsupported('output_shape', 'the attribute is not supported')
    if (node.text('auto_pad', 'NOTSET') !== 'NOTSET') throw node.unsupported('auto_pad', "only 'NOTSET' is supported")
    const windows = readWindows(node, x.shape.slice(2), kernel)
    const groups = node.int('group', 1)
    const rest = node.ints(
      'output_padding',
      kernel.map(() => 0),
    )
    const spatial = x.shape.slice(2).map((size, axis) => {
      const [before, after] = windows.padding[axis]!
      const covered = dilatedExtent(kernel[axis]!, windows.dilations[axis]!)
      const lastStart = multiplyDimensions(windows.strides[axis]!, subtractDimensions(size, 1))
      return addDimensions(addDimensions(lastStart, covered), (rest[axis] ?? 0) - before - after)
    })
    const channels = multiplyDimensions(w.shape[1]!, groups)
    const zeros = expand(scalar(0), [x.shape[0]!, channels, ...spatial])
    const windowed = conv(zeros, w, { ...windows, groups })
    // Also where output_padding makes room for one more window.
    if (shapeText(windowed.shape) !== shapeText(x.shape))
      throw node.unsupportedHere(
        `${shapeText(x.shape)} is not what a convolution by ${w} makes: it would be ${shapeText(windowed.shape)}`,
      )
    const product = reduceSum(multiply(windowed, x))
    return withBias(node, toDense(gradient(product, [zeros])[0]))
  },
}

export const convolutions = (): Importers => ({ Conv: readConv, ConvTranspose: convTranspose })
