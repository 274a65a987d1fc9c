// Pooling: the largest or the average entry of each window.
import { addDimensions, multiplyDimensions, type Shape, shapeText, subtractDimensions } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import { LOG_ZERO } from '../log-sum-exp.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { countOf } from '../value.js'
import { equal } from './comparison.js'
import { conv } from './convolution.js'
import { lowerPad, windowAttributes } from './convolution-lowering.js'
import { add, cast, divide, multiply } from './elementwise.js'
import { scalar } from './leaves.js'
import { concat, expand, reshape } from './movement.js'
import { reduceMean, reduceSum } from './reduction.js'
import { slice, unslice } from './slicing.js'
import {
  type PerAxis,
  perAxis,
  type WindowOptions,
  type Windows,
  windowCounts,
  windowElements,
  windowExtent,
  windows,
} from './window.js'

/** The same windows along one axis, and single entries along the others. */
const alongAxis = ({ kernel, strides, dilations, padding }: Windows, axis: number): Windows => ({
  kernel: kernel.map((size, i) => (i === axis ? size : 1)),
  strides: strides.map((stride, i) => (i === axis ? stride : 1)),
  dilations: dilations.map((dilation, i) => (i === axis ? dilation : 1)),
  padding: padding.map((pair, i): readonly [number, number] => (i === axis ? pair : [0, 0])),
})

const isIdentity = ({ kernel, strides, padding }: Windows): boolean =>
  [...kernel, ...strides].every((size) => size === 1) && padding.flat().every((count) => count === 0)

/** Windows of spatial axis `axis` that lie side by side and cover it. */
const tiles = (
  { kernel, strides, dilations, padding }: Windows,
  axis: number,
  { shape }: Tensor,
  counts: Shape,
): boolean =>
  kernel[axis] === strides[axis] &&
  (dilations[axis] === 1 || kernel[axis] === 1) &&
  padding[axis]!.every((count) => count === 0) &&
  multiplyDimensions(kernel[axis]!, counts[axis]!) === shape[axis + 2]

/** The gradient of x from that of y, the maxima over windows along one spatial axis. Entries that tie share it. */
function gradientAlongAxis(x: Tensor, y: Tensor, geometry: Windows, spatialAxis: number, gradient: Tensor): Tensor {
  const axis = spatialAxis + 2
  const count = y.shape[axis]!
  const [size, stride, dilation] = [geometry.kernel, geometry.strides, geometry.dilations].map(
    (sizes) => sizes[spatialAxis]!,
  ) as [number, number, number]
  if (tiles(geometry, spatialAxis, x, y.shape.slice(2))) {
    const split = x.shape.toSpliced(axis, 1, count, size)
    const whole = x.shape.toSpliced(axis, 1, count, 1)
    const largest = cast(equal(reshape(x, split), reshape(y, whole)), 'float32')
    const shared = divide(reshape(gradient, whole), reduceSum(largest, axis + 1, true))
    return reshape(multiply(largest, shared), x.shape)
  }
  const [before, after] = geometry.padding[spatialAxis]!
  const border = (entries: number): Tensor[] =>
    entries > 0 ? [expand(scalar(LOG_ZERO), x.shape.with(axis, entries))] : []
  const padded = concat([...border(before), x, ...border(after)], axis)
  const last = multiplyDimensions(stride, subtractDimensions(count, 1))
  // The entries of x that are element k of a window.
  const ends = Array.from({ length: size }, (_, k) => addDimensions(last, k * dilation + 1))
  const largest = ends.map((end, k) => cast(equal(slice(padded, axis, k * dilation, end, stride), y), 'float32'))
  const shared = divide(gradient, sum(largest))
  const back = ends.map((end, k) =>
    unslice(multiply(largest[k]!, shared), padded.shape[axis]!, axis, k * dilation, end, stride),
  )
  return slice(sum(back), axis, before, addDimensions(before, x.shape[axis]!))
}

const sum = (tensors: readonly Tensor[]): Tensor => tensors.reduce((total, each) => add(total, each))

function requireSpatial(what: string, { dtype, shape }: Tensor, axes: number): void {
  if (dtype !== 'float32' || shape.length !== axes + 2)
    throw new ShapeError(
      `${what}: windows along ${axes} axes take a float32 tensor of rank ${axes + 2}, found ${dtype}${shapeText(shape)}`,
    )
}

export const maxPoolOperation: Operation<Windows> = {
  name: 'maxPool',
  infer: ([x], geometry) => {
    requireSpatial('maxPool', x!, geometry.kernel.length)
    const counts = windowCounts('maxPool', x!.shape.slice(2), geometry)
    return { dtype: 'float32', shape: [...x!.shape.slice(0, 2), ...counts] }
  },
  simplify: ({ inputs: [x], attributes }) => (isIdentity(attributes) ? x : undefined),
  gradient: ({ inputs: [x], attributes: geometry }, gradient) => {
    // Windows of windows: the maxima along one axis after the other, each with a gradient of its own.
    const parts = geometry.kernel.map((_, axis) => alongAxis(geometry, axis))
    const values = [x!]
    for (const part of parts) values.push(apply(maxPoolOperation, [values.at(-1)!], part))
    return [
      parts.reduceRight((result, part, axis) => {
        const [before, after] = [values[axis]!, values[axis + 1]!]
        return before === after ? result : gradientAlongAxis(before, after, part, axis, result)
      }, gradient),
    ]
  },
  evaluate: ([x], geometry) => {
    const spatial = x!.shape.slice(2)
    const counts = windowCounts('maxPool', spatial, geometry) as number[]
    const shape = [...x!.shape.slice(0, 2), ...counts]
    const data = new Float64Array(countOf(shape)).fill(LOG_ZERO)
    const places = windowElements({ x: spatial, w: geometry.kernel, g: counts }, geometry)
    const [sizeX, sizeG] = [countOf(spatial), countOf(counts)]
    for (let image = 0; image < x!.shape[0]! * x!.shape[1]!; image++)
      for (let i = 0; i < places.x.length; i++) {
        const at = image * sizeG + places.g[i]!
        data[at] = Math.max(data[at]!, x!.data[image * sizeX + places.x[i]!]!)
      }
    return { dtype: 'float32', shape, data }
  },
  lower: (emitter, [x], { attributes }) => {
    const { kernel, padding } = attributes
    // ONNX Runtime takes padding of fewer entries than a window has, whatever lies between these.
    const isWide = padding.some((pair, axis) => pair.some((count) => count >= kernel[axis]!))
    const axes = kernel.map((_, axis) => axis + 2)
    const padded = isWide ? lowerPad(emitter, x!, padding, axes, LOG_ZERO) : x!
    const rest = isWide ? padding.map(() => [0, 0] as const) : padding
    return emitter.node('MaxPool', [padded], {
      ...windowAttributes({ ...attributes, padding: rest }),
      ceil_mode: { int: 0 },
      storage_order: { int: 0 },
    })
  },
}

/** Options of {@link maxPool} and {@link averagePool}. */
export interface PoolOptions extends WindowOptions {
  /** Entries of a window along each spatial axis. */
  readonly kernel: PerAxis
  /** From one window to the next; the size of a window by default, so that windows lie side by side. */
  readonly strides?: PerAxis
}

function poolWindows(what: string, x: Tensor, { kernel, ...options }: PoolOptions): Windows {
  requireSpatial(what, x, Math.max(x.rank - 2, 1))
  const sizes = perAxis(what, 'kernel', kernel, x.rank - 2)
  const geometry = windows(what, sizes, { strides: sizes, ...options })
  geometry.padding.forEach(([before, after], axis) => {
    // A window could then lie in the padding altogether.
    if (Math.max(before, after) >= windowExtent(geometry, axis))
      throw new ValueError(`${what}: padding must be less than a window, found ${before} and ${after} on axis ${axis}`)
    const [size, dilation] = [x.shape[axis + 2]!, geometry.dilations[axis]!]
    if (before + after > 0 && sizes[axis]! > 1 && typeof size === 'number' && size < dilation)
      throw new ValueError(
        `${what}: a dilation of ${dilation} skips all ${size} entries of axis ${axis}, so that windows have only padding`,
      )
  })
  return geometry
}

/**
 * The largest entry of each window along the spatial axes. Padding never is; entries that tie share the gradient.
 * @param x float32 [N, C, …spatial]; a spatial size may be named as in {@link conv}
 * @returns [N, C, …windows], ⌊(size + padding − extent)/stride⌋ + 1 windows on each axis
 * @throws ShapeError where no window fits; ValueError for sizes below 1, and for padding that is negative or as wide
 *   as a window
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  return apply(maxPoolOperation, [x], poolWindows('maxPool', x, options))
}

/** Options of {@link averagePool}. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether zeros of the padding count as entries of a window; they do by default. */
  readonly countPadding?: boolean
}

/**
 * The average entry of each window along the spatial axes; sizes and errors are those of {@link maxPool}.
 * @param x float32 [N, C, …spatial], C a number
 */
export function averagePool(x: Tensor, { countPadding = true, ...options }: AveragePoolOptions): Tensor {
  const geometry = poolWindows('averagePool', x, options)
  const counts = windowCounts('averagePool', x.shape.slice(2), geometry)
  if (counts.every((_, axis) => tiles(geometry, axis, x, counts))) {
    const split = counts.flatMap((count, axis) => [count, geometry.kernel[axis]!])
    const axes = counts.map((_, axis) => 3 + 2 * axis)
    return reduceMean(reshape(x, [...x.shape.slice(0, 2), ...split]), axes)
  }
  const channels = x.shape[1]!
  if (typeof channels !== 'number') throw new ShapeError(`averagePool: channels must be a number, found ${x}`)
  const { kernel, ...slides } = geometry
  const size = countOf(kernel)
  const ofOnes = (groups: number): Tensor => expand(scalar(1 / size), [groups, 1, ...kernel])
  const mean = conv(x, ofOnes(channels), { ...slides, groups: channels })
  if (countPadding || slides.padding.flat().every((count) => count === 0)) return mean
  return divide(mean, conv(expand(scalar(1), [1, 1, ...x.shape.slice(2)]), ofOnes(1), slides))
}
