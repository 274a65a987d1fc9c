// The gradient of a convolution's weights as ai.onnx nodes, in the form that runs fastest on CPU.
import { addDimensions, type Dimension, multiplyDimensions, type Shape, subtractDimensions } from '../dimension.js'
import type { Emitter } from '../operation.js'
import type { ConvolutionAttributes } from './convolution.js'
import { groupsAreApart, lowerPad, nodeAttributes } from './convolution-lowering.js'
import { lowerReshape } from './movement.js'

const product = (sizes: Shape): Dimension => sizes.reduce(multiplyDimensions, 1)
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** Every element of the kernel as its place on each axis, in row-major order. */
function kernelElements(kernel: readonly number[]): readonly (readonly number[])[] {
  return kernel.reduce<readonly (readonly number[])[]>(
    (outer, size) => outer.flatMap((place) => range(size).map((k) => [...place, k])),
    [[]],
  )
}

/** What both forms of a gradient of weights are made from. */
interface WeightGradientInputs {
  readonly x: string
  readonly g: string
  readonly inputShape: Shape
  readonly gradientShape: Shape
  readonly attributes: ConvolutionAttributes
}

/**
 * The gradient of weights from x [N, C, …] and that of the result g [N, M, …]. In GFLOP/s on one thread where a product
 * of 1024 × 1024 matrices reaches 100, batch 256, in the three forms of this file (as one convolution, products of
 * single elements, products of images), and PyTorch's: 3 × 3, 32 → 32 channels on 32 × 32 46, 24, 25, 49; 64 → 64 on
 * 16 × 16 71, 44, 38, 80; 256 → 256 on 4 × 4 77, 65, 17, 68; 3 → 32 on 32 × 32 35, 8, 25, 17.
 */
export function lowerWeightGradient(
  emitter: Emitter,
  [x, g]: readonly [string, string],
  [inputShape, gradientShape]: readonly [Shape, Shape],
  attributes: ConvolutionAttributes,
): string {
  const inputs: WeightGradientInputs = {
    x,
    g,
    inputShape: inputShape.map((size) => emitter.bound(size)),
    gradientShape: gradientShape.map((size) => emitter.bound(size)),
    attributes,
  }
  return asConvolution(emitter, inputs) ?? asProducts(emitter, { ...inputs, inputShape, gradientShape })
}

/** Whether to add up sums of single images, which takes less time than to bring g into an order for one sum of all. */
const sumsApart = (counts: readonly number[], columns: number): boolean =>
  4 * counts.reduce((a, b) => a * b, 1) >= columns

/**
 * As a convolution of one image whose channels are the batch: of x with its channels last, as if they were part of
 * the last axis, by g as weights. It slides over the elements of the kernel times the channels, whose entries lie side
 * by side, so that the runtime puts its columns together from whole runs, in its caches.
 */
function asConvolution(
  emitter: Emitter,
  { x, g, inputShape, gradientShape, attributes }: WeightGradientInputs,
): string | undefined {
  const { kernel, strides, dilations, padding, groups } = attributes
  const [batch, channels, ...sizes] = inputShape as readonly number[] as readonly [number, number, ...number[]]
  const [features, counts] = [gradientShape[1] as number, gradientShape.slice(2) as number[]]
  const elements = kernel.reduce((a, b) => a * b, 1)
  const last = kernel.length - 1
  if (groups > 1 || elements === 1 || dilations[last] !== 1 || batch === 0) return undefined
  // Weights have sizes that are numbers.
  if ([batch, ...sizes, ...counts].some((size) => typeof size !== 'number')) return undefined
  const axes = kernel.map((_, axis) => axis + 2)
  const transpose = (value: string, perm: readonly number[]): string =>
    emitter.node('Transpose', [value], { perm: { ints: perm } })
  const ints = (values: readonly number[]): string => emitter.constant('int64', [values.length], values)
  const channelled = (values: readonly number[]): number[] =>
    values.map((each, axis) => each * (axis === last ? channels : 1))

  const rows = lowerReshape(emitter, transpose(x, [0, ...axes, 1]), [1, batch, ...channelled(sizes)])
  const images = sumsApart(counts, elements * channels) && groupsAreApart(batch * features, batch) ? batch : 1
  const weights =
    images === 1 ? transpose(g, [1, 0, ...axes]) : lowerReshape(emitter, g, [images * features, 1, ...counts])
  // Entries after the input that the last window covers, or that windows leave over, where it is negative.
  const after = sizes.map(
    (size, axis) =>
      (counts[axis]! - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1 - size - padding[axis]![0],
  )
  const [padBefore, padAfter] = [padding.map(([before]) => before), after.map((count) => Math.max(count, 0))].map(
    channelled,
  ) as [number[], number[]]
  const slid = emitter.node(
    'Conv',
    [rows, weights],
    nodeAttributes({
      groups: images,
      kernel: counts,
      strides: dilations,
      dilations: channelled(strides),
      padding: padBefore.map((before, axis) => [before, padAfter[axis]!]),
    }),
  )
  const whole = after.every((count) => count >= 0)
    ? slid
    : emitter.node('Slice', [
        slid,
        ints(axes.map(() => 0)),
        ints(channelled(kernel)),
        ints(axes),
        ints(axes.map(() => 1)),
      ])
  const summed =
    images === 1
      ? whole
      : emitter.node('ReduceSum', [lowerReshape(emitter, whole, [images, features * elements * channels]), ints([0])], {
          keepdims: { int: 0 },
        })
  return channelsFirst(emitter, summed, features, channels, kernel)
}

/** Weights [M, C, …] from [M, elements of the kernel, C]. */
function channelsFirst(
  emitter: Emitter,
  value: string,
  features: number,
  channels: number,
  kernel: readonly number[],
): string {
  const elements = kernel.reduce((a, b) => a * b, 1)
  const split = lowerReshape(emitter, value, [features, elements, channels])
  const moved = elements === 1 ? split : emitter.node('Transpose', [split], { perm: { ints: [0, 2, 1] } })
  return lowerReshape(emitter, moved, [features, channels, ...kernel])
}

// With fewer channels the products of single kernel elements are too thin.
const manyChannels = 16

/** As products with the entries of x that meet each element of the kernel. */
function asProducts(emitter: Emitter, { x, g, inputShape, gradientShape, attributes }: WeightGradientInputs): string {
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

  const known = counts.every((count) => typeof count === 'number')
  const apart = known && elements.length === 1 && sumsApart(counts as number[], channels)
  const byElement = groups === 1 && channels >= manyChannels && !apart
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
  return channelsFirst(emitter, products, groups * features, channels, kernel)
}
