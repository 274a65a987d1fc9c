// Pooling over spatial axes.
import { averagePool, maxPool, reduceMax, reduceMean, type Tensor } from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import type { NodeReader } from '../node-reader.js'
import { dilatedExtent, readWindows, type WindowAttributes } from './windows.js'

interface Pooling extends WindowAttributes {
  readonly kernel: readonly number[]
}

function readPooling(node: NodeReader, x: Tensor): Pooling {
  if (x.rank < 3) throw node.invalid(`it needs a tensor [N, C, ...], found ${x}`)
  const kernel = node.ints('kernel_shape')
  return { kernel, ...readWindows(node, x.shape.slice(2), kernel) }
}

/** Padding behind each axis by which the windows become as many as `ceil_mode` asks for. */
function rounded(node: NodeReader, x: Tensor, { kernel, strides, dilations, padding }: Pooling): Pooling['padding'] {
  return padding.map(([before, after], axis): readonly [number, number] => {
    const [size, stride] = [x.shape[axis + 2]!, strides[axis]!]
    if (stride === 1) return [before, after]
    if (typeof size === 'string')
      throw node.unsupported('ceil_mode', `how many windows lie on the named dimension '${size}' depends on its size`)
    const extent = dilatedExtent(kernel[axis]!, dilations[axis]!) as number
    const last = Math.ceil((size + before + after - extent) / stride) * stride
    // A window that began behind the entries would hold none.
    const start = last >= size + before ? last - stride : last
    return [before, Math.max(0, start + extent - size - before)]
  })
}

const maximum: Importer = {
  read: (node) => {
    // Of the second output, which tells where the maxima are.
    node.ignore('storage_order')
    const x = node.tensor(0)
    const pooling = readPooling(node, x)
    const padding = node.int('ceil_mode', 0) !== 0 ? rounded(node, x, pooling) : pooling.padding
    return maxPool(x, { ...pooling, padding })
  },
}

const average: Importer = {
  read: (node) => {
    const x = node.tensor(0)
    const pooling = readPooling(node, x)
    const countPadding = node.int('count_include_pad', 0) !== 0
    const padding = node.int('ceil_mode', 0) !== 0 ? rounded(node, x, pooling) : pooling.padding
    // What is added for a last window is never counted, other padding is.
    if (countPadding && padding.some(([, after], axis) => after > pooling.padding[axis]![1]))
      throw node.unsupported(
        'ceil_mode',
        'it is not supported beside count_include_pad where a last window is cut short',
      )
    return averagePool(x, { ...pooling, padding, countPadding })
  },
}

/** Over all spatial axes, which stay with size 1. */
const global = (reduce: (x: Tensor, axes: readonly number[], keep: boolean) => Tensor): Importer => ({
  read: (node) => {
    const x = node.tensor(0)
    if (x.rank < 3) throw node.invalid(`it needs a tensor [N, C, ...], found ${x}`)
    return reduce(x, [...x.shape.keys()].slice(2), true)
  },
})

export const poolings = (): Importers => ({
  MaxPool: maximum,
  AveragePool: average,
  GlobalAveragePool: global(reduceMean),
  GlobalMaxPool: global(reduceMax),
})
