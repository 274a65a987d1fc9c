// Convolutions and their gradients as ai.onnx nodes, in the forms that run fastest on CPU.
import { addDimensions, multiplyDimensions, type Shape, subtractDimensions } from '../dimension.js'
import type { Emitter, OnnxAttribute } from '../operation.js'
import type { ConvolutionAttributes } from './convolution.js'
import { lowerReshape } from './movement.js'
import { type Windows, windowExtent } from './window.js'

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** All attributes of windows, since WebGPU does not know every default. */
export const windowAttributes = ({ kernel, strides, dilations, padding }: Windows): Record<string, OnnxAttribute> => ({
  auto_pad: { text: 'NOTSET' },
  dilations: { ints: dilations },
  kernel_shape: { ints: kernel },
  pads: { ints: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)] },
  strides: { ints: strides },
})

/** All attributes of a convolution. */
export const nodeAttributes = (attributes: ConvolutionAttributes): Record<string, OnnxAttribute> => ({
  ...windowAttributes(attributes),
  group: { int: attributes.groups },
})

/**
 * Whether all providers compute the groups of a convolution apart: WebGPU (ONNX Runtime 1.30) takes 2 or 4 channels of
 * the result at once wherever their whole number divides so, across the bounds of groups of 4 or more.
 */
export function groupsAreApart(features: number, groups: number): boolean {
  const together = [4, 2].find((count) => features % count === 0) ?? 1
  return groups === 1 || features / groups < 4 || (features / groups) % together === 0
}

/** A convolution of x [N, C, …] with w [M, C/groups, …]: group by group where providers would not keep them apart. */
export function lowerConvolution(
  emitter: Emitter,
  [x, w]: readonly [string, string],
  [features, channels]: readonly [number, number],
  attributes: ConvolutionAttributes,
): string {
  const { groups } = attributes
  if (groupsAreApart(features, groups)) return emitter.node('Conv', [x, w], nodeAttributes(attributes))
  const one = (value: number): string => emitter.constant('int64', [1], [value])
  const part = (value: string, axis: number, size: number, n: number): string =>
    emitter.node('Slice', [value, one(n * size), one((n + 1) * size), one(axis), one(1)])
  const convolved = range(groups).map((n) =>
    emitter.node(
      'Conv',
      [part(x, 1, channels, n), part(w, 0, features / groups, n)],
      nodeAttributes({ ...attributes, groups: 1 }),
    ),
  )
  return emitter.node('Concat', convolved, { axis: { int: 1 } })
}

/** The gradient of the input, of these spatial sizes, from that of the result g [N, M, …] and weights w [M, C, …]. */
export function lowerTransposed(
  emitter: Emitter,
  [g, w]: readonly [string, string],
  [gradientShape, weightShape]: readonly [Shape, Shape],
  attributes: ConvolutionAttributes,
  spatial: Shape,
): string {
  const { kernel, strides, padding, groups } = attributes
  const reach = kernel.map((_, axis) => windowExtent(attributes, axis) - 1)
  const fits = padding.every((pair, axis) => pair.every((count) => count <= reach[axis]!))
  if (fits && strides.every((stride) => stride === 1)) {
    // 1.5 times as fast as ConvTranspose on 3 × 3 kernels.
    const [features, channels] = weightShape as readonly number[]
    const elements = kernel.reduce((a, b) => a * b, 1)
    const split = lowerReshape(emitter, w, [groups, features! / groups, channels!, elements])
    const swapped = emitter.node('Transpose', [split], { perm: { ints: [0, 2, 1, 3] } })
    // Flipped along every axis is reversed as a list.
    const order = emitter.constant('int64', [elements], range(elements).reverse())
    const flipped = elements === 1 ? swapped : emitter.node('Gather', [swapped, order], { axis: { int: 3 } })
    const weights = lowerReshape(emitter, flipped, [groups * channels!, features! / groups, ...kernel])
    const rest = padding.map(([before, after], axis) => [reach[axis]! - before, reach[axis]! - after] as const)
    const shape = [groups * channels!, features! / groups] as const
    return lowerConvolution(emitter, [g, weights], shape, { ...attributes, padding: rest })
  }
  // What the last window leaves over on each axis: a number, since the names of both sizes cancel.
  const rest = spatial.map((size, axis) => {
    const last = multiplyDimensions(strides[axis]!, subtractDimensions(gradientShape[axis + 2]!, 1))
    const covered = addDimensions(last, windowExtent(attributes, axis))
    const [before, after] = padding[axis]!
    return subtractDimensions(addDimensions(size, before + after), covered) as number
  })
  return emitter.node('ConvTranspose', [g, w], { ...nodeAttributes(attributes), output_padding: { ints: rest } })
}

/** Entries of one number before and after those of some axes. */
export function lowerPad(
  emitter: Emitter,
  value: string,
  padding: Windows['padding'],
  axes: readonly number[],
  fill = 0,
): string {
  if (padding.flat().every((count) => count === 0)) return value
  const none = new Array<number>(axes.length + 2).fill(0)
  const side = (which: 0 | 1): number[] => axes.reduce((counts, axis, i) => counts.with(axis, padding[i]![which]), none)
  // For every axis: where only some are listed, ONNX Runtime moves a Transpose past the node and mistakes them.
  const counts = emitter.constant('int64', [2 * none.length], [...side(0), ...side(1)])
  return emitter.node('Pad', [value, counts, emitter.constant('float32', [], [fill])])
}
