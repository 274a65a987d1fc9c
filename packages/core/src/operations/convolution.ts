// Convolution over any number of spatial axes, and the two operations that are its gradients.
import { type Dimension, multiplyDimensions, type Shape, sameShape, shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { sumProducts } from './convolution-kernel.js'
import { lowerConvolution, lowerTransposed } from './convolution-lowering.js'
import { lowerInTiles, lowerTransposedInTiles, lowerWeightGradientInTiles } from './convolution-tiles.js'
import { lowerWeightGradient } from './convolution-weight-gradient.js'
import { multiply, multiplyOperation } from './elementwise.js'
import { minimalFiltering } from './minimal-filtering.js'
import { reshape } from './movement.js'
import { type WindowOptions, type Windows, windowCounts, windows } from './window.js'

/** How a convolution slides, and how many groups of channels there are. */
export interface ConvolutionAttributes extends Windows {
  readonly groups: number
  /** Results of a tile on each axis, where windows are computed in tiles. */
  readonly tile?: number
}

// With ⟨·, ·⟩ the sum of products, ⟨g, convolution(x, w)⟩ = ⟨x, transposed(g, w)⟩ = ⟨w, weightGradient(x, g)⟩ is linear
// in each of x, w and g. So the gradients of all three operations are these operations again.

/** Sizes of x [N, C, …], w [M, C/groups, …] and of the result [N, M, …] that fit together, or a `ShapeError`. */
function requireChannels(what: string, { groups }: ConvolutionAttributes, channels: Dimension, weight: Shape): void {
  const [features, inputs] = weight as [Dimension, Dimension]
  if (typeof features !== 'number' || features % groups !== 0)
    throw new ShapeError(`${what}: ${features} features cannot be made of ${groups} groups of channels`)
  if (multiplyDimensions(groups, inputs) !== channels)
    throw new ShapeError(
      `${what}: weights ${shapeText(weight)} in ${groups} groups take ${multiplyDimensions(groups, inputs)} channels, ` +
        `found ${channels}`,
    )
}

function requireFloats(what: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || a.rank < 3 || a.rank !== b.rank)
    throw new ShapeError(`${what}: expected float32 tensors of one rank of 3 or more, found ${a} and ${b}`)
}

export const convOperation: Operation<ConvolutionAttributes> = {
  name: 'conv',
  infer: ([x, w], attributes) => {
    requireFloats('conv', x!, w!)
    requireChannels('conv', attributes, x!.shape[1]!, w!.shape)
    const counts = windowCounts('conv', x!.shape.slice(2), attributes)
    return { dtype: 'float32', shape: [x!.shape[0]!, w!.shape[0]!, ...counts] }
  },
  gradient: ({ inputs: [x, w], attributes }, gradient) => {
    const { values, scale } = scaledChannels(gradient)
    return [transposed(values, scale(w!), x!.shape.slice(2), attributes), scale(weightGradient(x!, values, attributes))]
  },
  evaluate: ([x, w], attributes, context) => sumProducts(attributes, context, { x: x!, w: w! }),
  lower: (emitter, [x, w], { inputs, shape, attributes }) => {
    const [input, weight] = [inputs[0]!.shape, inputs[1]!.shape]
    return (
      lowerInTiles(emitter, [x!, w!], [input, weight, shape], attributes) ??
      lowerConvolution(emitter, [x!, w!], weight as readonly number[] as readonly [number, number], attributes)
    )
  },
}

interface TransposedAttributes extends ConvolutionAttributes {
  /** Spatial sizes of the result. */
  readonly spatial: Shape
}

export const convolutionTransposeOperation: Operation<TransposedAttributes> = {
  name: 'convTranspose',
  infer: ([g, w], attributes) => {
    requireFloats('convTranspose', g!, w!)
    const { groups, spatial } = attributes
    const channels = multiplyDimensions(groups, w!.shape[1]!)
    requireChannels('convTranspose', attributes, channels, w!.shape)
    const expected = [w!.shape[0]!, ...windowCounts('convTranspose', spatial, attributes)]
    if (!sameShape(g!.shape.slice(1), expected))
      throw new ShapeError(
        `convolutionTranspose: windows on ${shapeText(spatial)} take [${g!.shape[0]}, ${expected.join(', ')}], found ` +
          shapeText(g!.shape),
      )
    return { dtype: 'float32', shape: [g!.shape[0]!, channels, ...spatial] }
  },
  mapDimensions: (attributes, change) => ({ ...attributes, spatial: attributes.spatial.map(change) }),
  gradient: ({ inputs: [g, w], attributes: { spatial, ...attributes } }, gradient) => [
    apply(convOperation, [gradient, w!], attributes),
    weightGradient(gradient, g!, attributes),
  ],
  evaluate: ([g, w], attributes, context) => sumProducts(attributes, context, { w: w!, g: g! }, attributes.spatial),
  lower: (emitter, [g, w], { inputs, shape, attributes }) => {
    const [gradient, weight] = [inputs[0]!.shape, inputs[1]!.shape]
    return (
      lowerTransposedInTiles(emitter, [g!, w!], [shape, weight, gradient], attributes) ??
      lowerTransposed(emitter, [g!, w!], [gradient, weight], attributes, attributes.spatial)
    )
  },
}

export const convolutionWeightGradientOperation: Operation<ConvolutionAttributes> = {
  name: 'convWeightGradient',
  infer: ([x, g], attributes) => {
    requireFloats('convWeightGradient', x!, g!)
    const { groups, kernel } = attributes
    const [channels, features] = [x!.shape[1]!, g!.shape[1]!]
    if (typeof channels !== 'number' || channels % groups !== 0)
      throw new ShapeError(`convolutionWeightGradient: ${channels} channels cannot be cut into ${groups} groups`)
    const weight = [features, channels / groups, ...kernel]
    requireChannels('convWeightGradient', attributes, channels, weight)
    const expected = [x!.shape[0]!, features, ...windowCounts('convWeightGradient', x!.shape.slice(2), attributes)]
    if (!sameShape(g!.shape, expected))
      throw new ShapeError(
        `convolutionWeightGradient: windows on ${shapeText(x!.shape)} take ${shapeText(expected)}, found ` +
          shapeText(g!.shape),
      )
    return { dtype: 'float32', shape: weight }
  },
  gradient: ({ inputs: [x, g], attributes }, gradient) => [
    transposed(g!, gradient, x!.shape.slice(2), attributes),
    apply(convOperation, [x!, gradient], attributes),
  ],
  evaluate: ([x, g], attributes, context) => sumProducts(attributes, context, { x: x!, g: g! }),
  lower: (emitter, [x, g], { inputs, attributes }) => {
    const shapes = [inputs[0]!.shape, inputs[1]!.shape] as const
    return (
      lowerWeightGradientInTiles(emitter, [x!, g!], shapes, attributes) ??
      lowerWeightGradient(emitter, [x!, g!], shapes, attributes)
    )
  },
}

/**
 * A gradient whose channels are scaled, as that of a normalization is, before they are: both gradients of the convolution
 * can have its weights scaled instead, which are fewer.
 */
function scaledChannels(gradient: Tensor): { readonly values: Tensor; readonly scale: (weight: Tensor) => Tensor } {
  const [values, factors] = gradient.inputs
  const perChannel = gradient.shape.map((size, axis) => (axis === 1 ? size : 1))
  const isScaled =
    gradient.operation.name === multiplyOperation.name &&
    sameShape(values!.shape, gradient.shape) &&
    sameShape(factors!.shape, perChannel)
  if (!isScaled) return { values: gradient, scale: (weight) => weight }
  const perFeature = [gradient.shape[1]!, ...new Array<number>(gradient.rank - 1).fill(1)]
  return { values: values!, scale: (weight) => multiply(weight, reshape(factors!, perFeature)) }
}

const transposed = (g: Tensor, w: Tensor, spatial: Shape, attributes: ConvolutionAttributes): Tensor =>
  apply(convolutionTransposeOperation, [g, w], { ...attributes, spatial })
const weightGradient = (x: Tensor, g: Tensor, attributes: ConvolutionAttributes): Tensor =>
  apply(convolutionWeightGradientOperation, [x, g], attributes)

function requireTiles(x: Tensor, attributes: ConvolutionAttributes, tile: number): void {
  const { kernel, strides, dilations, groups } = attributes
  if (groups !== 1 || dilations.some((step) => step !== 1))
    throw new ValueError('conv: in tiles, dilations and groups must be 1')
  for (const [axis, size] of kernel.entries()) minimalFiltering(tile, size, strides[axis]!)
  if (x.shape.slice(2).some((size) => typeof size !== 'number'))
    throw new ShapeError(`conv: in tiles, spatial sizes must be numbers, found ${shapeText(x.shape)}`)
}

/** Options of {@link conv}. */
export interface ConvOptions extends WindowOptions {
  /** Groups of channels that do not see each other, 1 by default; as many as channels is a depthwise convolution. */
  readonly groups?: number
  /**
   * Compute the results in tiles of so many on each axis, by minimal filtering (Winograd 1980; Lavin and Gray 2016): 3 × 3
   * windows in tiles of 4 take a quarter of the products, all of them in large products of matrices. For weights that
   * change from run to run; where they stay, runtimes have faster forms of their own. Worth it on CPU from 64 channels;
   * rounds more, by the size of the largest products. For dilations and groups of 1 and spatial sizes that are numbers;
   * tile and kernel (with strides: the kernel divided by them) are at most 7 together. By default window by window.
   */
  readonly tile?: number
}

/**
 * The cross-correlation that neural networks call a convolution, over one or more spatial axes; a bias is added by
 * `add`.
 *
 * y[n, m, o] = Σ over channels c of the group of m and window elements k: x[n, c, stride·o + dilation·k − padding] ·
 * w[m, c, k], 0 outside x.
 *
 * A spatial size may be named. With a stride, the stride must divide the factors of its names: 16 windows cannot be
 * told from 17 on `'T'` samples, but `'160*L'` samples make exactly `L` at a stride of 160.
 * @param x float32 [N, C, …spatial]
 * @param w float32 [M, C/groups, …kernel], all sizes numbers
 * @returns [N, M, …windows], ⌊(size + padding − extent)/stride⌋ + 1 windows on each axis
 * @throws ShapeError when shapes do not fit together or no window fits; ValueError for strides, dilations or groups
 *   below 1, negative padding, and tiles of what cannot be computed in tiles
 */
export function conv(x: Tensor, w: Tensor, options: ConvOptions = {}): Tensor {
  const groups = options.groups ?? 1
  if (!Number.isSafeInteger(groups) || groups < 1)
    throw new ValueError(`conv: groups must be a whole number of 1 or more, found ${groups}`)
  const sizes = w.shape.filter((size) => typeof size === 'number')
  if (sizes.length !== w.rank)
    throw new ShapeError(`conv: the sizes of weights must be numbers, found ${shapeText(w.shape)}`)
  const attributes = { ...windows('conv', sizes.slice(2), options), groups }
  if (options.tile === undefined) return apply(convOperation, [x, w], attributes)
  requireTiles(x, attributes, options.tile)
  return apply(convOperation, [x, w], { ...attributes, tile: options.tile })
}
