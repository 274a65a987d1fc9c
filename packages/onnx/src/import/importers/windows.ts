// The windows of convolutions and pooling: their attributes, with padding that a file leaves to be worked out.
import { addDimensions, type Dimension, multiplyDimensions, type Shape, subtractDimensions } from '@infonce/core'
import type { NodeReader } from '../node-reader.js'

/** How windows lie on each axis. */
export interface WindowAttributes {
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly padding: readonly (readonly [number, number])[]
}

/** From the first entry of a window to its last, both included. */
export const dilatedExtent = (kernel: Dimension, dilation: number): Dimension =>
  addDimensions(multiplyDimensions(dilation, subtractDimensions(kernel, 1)), 1)

function samePadding(
  node: NodeReader,
  size: Dimension,
  extent: Dimension,
  stride: number,
  upper: boolean,
): readonly [number, number] {
  if (typeof extent === 'string' || (typeof size === 'string' && stride !== 1))
    throw node.unsupported(
      'auto_pad',
      `padding of the named dimension '${size}' at stride ${stride} depends on its size`,
    )
  const total =
    typeof size === 'string' ? extent - 1 : Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size)
  const less = Math.floor(total / 2)
  return upper ? [less, total - less] : [total - less, less]
}

/** Reads strides, dilations, and padding of either kind; every one needs an entry for each spatial axis. */
export function readWindows(node: NodeReader, spatial: Shape, kernel: Shape): WindowAttributes {
  const perAxis = (name: string): number[] => {
    const values = node.ints(
      name,
      kernel.map(() => 1),
    )
    if (values.length !== spatial.length || values.some((value) => value < 1))
      throw node.invalid(`its attribute '${name}' needs a number from 1 for each of ${spatial.length} axes`)
    return values
  }
  if (kernel.length !== spatial.length || kernel.some((size) => typeof size === 'number' && size < 1))
    throw node.invalid(`windows of [${kernel.join(', ')}] do not fit ${spatial.length} spatial axes`)
  const [strides, dilations] = [perAxis('strides'), perAxis('dilations')]
  const pads = node.ints(
    'pads',
    spatial.flatMap(() => [0, 0]),
  )
  if (pads.length !== 2 * spatial.length || pads.some((value) => value < 0))
    throw node.invalid(`its attribute 'pads' needs a number from 0 for each end of ${spatial.length} axes`)
  const mode = node.text('auto_pad', 'NOTSET')
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(mode))
    throw node.unsupported('auto_pad', `'${mode}' is not a padding mode`)
  const padding = spatial.map((size, axis): readonly [number, number] => {
    if (mode === 'NOTSET') return [pads[axis]!, pads[axis + spatial.length]!]
    if (mode === 'VALID') return [0, 0]
    const extent = dilatedExtent(kernel[axis]!, dilations[axis]!)
    return samePadding(node, size, extent, strides[axis]!, mode === 'SAME_UPPER')
  })
  return { strides, dilations, padding }
}
