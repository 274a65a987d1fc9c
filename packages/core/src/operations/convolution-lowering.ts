// Convolutions and their gradients as ai.onnx nodes, in the forms that run fastest on CPU.
import { addDimensions, type Dimension, multiplyDimensions, type Shape, subtractDimensions } from '../dimension.js'
import type { Emitter, OnnxAttribute } from '../operation.js'
import type { ConvolutionAttributes } from './convolution.js'
import { lowerReshape } from './movement.js'
import { type Windows, windowExtent } from './window.js'

const product = (sizes: Shape): Dimension => sizes.reduce(multiplyDimensions, 1)
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
    return emitter.node('Conv', [g, weights], nodeAttributes({ ...attributes, padding: rest }))
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

/** Every element of the kernel as its place on each axis, in row-major order. */
function kernelElements(kernel: readonly number[]): readonly (readonly number[])[] {
  return kernel.reduce<readonly (readonly number[])[]>(
    (outer, size) => outer.flatMap((place) => range(size).map((k) => [...place, k])),
    [[]],
  )
}

// With fewer channels the products of single kernel elements are too thin.
const manyChannels = 16

/**
 * The gradient of weights from x [N, C, …] and that of the result g [N, M, …], as products with the entries of x that
 * meet each element of the kernel. On one thread of a busy machine, in GFLOP/s, for 64 × 64 channels, 3 × 3, 32 × 32
 * and for 1 × 256, 10 by strides of 5, 10,240 long: with channels last, a product for each element 42 and 8; with
 * channels first, one product of all elements side by side 34 and 25; the latter with channels last 22 and 12; as a
 * convolution with batch and channels changed over 19 for the former.
 */
export function lowerWeightGradient(
  emitter: Emitter,
  [x, g]: readonly [string, string],
  [inputShape, gradientShape]: readonly [Shape, Shape],
  attributes: ConvolutionAttributes,
): string {
  const { kernel, strides, dilations, padding, groups } = attributes
  const [batch, channels] = [inputShape[0]!, (inputShape[1] as number) / groups]
  const features = (gradientShape[1] as number) / groups
  const counts = gradientShape.slice(2)
  const elements = kernelElements(kernel)
  const axes = kernel.map((_, axis) => axis + 2)
  const transpose = (value: string, perm: readonly number[]): string =>
    emitter.node('Transpose', [value], { perm: { ints: perm } })
  const join = (values: readonly string[], axis: number): string =>
    values.length === 1 ? values[0]! : emitter.node('Concat', values, { axis: { int: axis } })

  const byElement = groups === 1 && channels >= manyChannels
  const spatialAxes = byElement ? axes.map((axis) => axis - 1) : axes
  const padded = lowerPad(emitter, byElement ? transpose(x, [0, ...axes, 1]) : x, padding, spatialAxes)
  const met = elements.map((place) => {
    const starts = place.map((k, axis) => k * dilations[axis]!)
    if (elements.length === 1 && strides.every((stride) => stride === 1)) return padded
    const ends = counts.map((count, axis) =>
      addDimensions(multiplyDimensions(strides[axis]!, subtractDimensions(count, 1)), starts[axis]! + 1),
    )
    const rank = kernel.length
    return emitter.node('Slice', [
      padded,
      emitter.constant('int64', [rank], starts),
      emitter.shape(ends),
      emitter.constant('int64', [rank], spatialAxes),
      emitter.constant('int64', [rank], strides),
    ])
  })

  let products: string
  if (byElement) {
    const windows = product([batch, ...counts])
    const left = lowerReshape(emitter, transpose(g, [1, 0, ...axes]), [features, windows])
    products = join(
      met.map((rows) => emitter.node('MatMul', [left, lowerReshape(emitter, rows, [windows, channels])])),
      1,
    )
  } else {
    const windows = product(counts)
    const left = lowerReshape(emitter, g, [batch, groups, features, windows])
    const columns = join(
      met.map((part) => lowerReshape(emitter, part, [batch, groups, channels, windows])),
      2,
    )
    const each = emitter.node('MatMul', [left, transpose(columns, [0, 1, 3, 2])])
    products = emitter.node('ReduceSum', [each, emitter.constant('int64', [1], [0])], { keepdims: { int: 0 } })
  }
  const byFeature = lowerReshape(emitter, products, [groups * features, elements.length, channels])
  return lowerReshape(emitter, transpose(byFeature, [0, 2, 1]), [groups * features, channels, ...kernel])
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
