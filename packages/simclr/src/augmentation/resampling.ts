// Crop, flip and blur as matrices that weigh the rows and the columns of images.
import {
  abs,
  add,
  constant,
  type Dimension,
  divide,
  exp,
  expandDimension,
  matmul,
  maximum,
  minimum,
  multiply,
  reduceSum,
  relu,
  reshape,
  slice,
  square,
  subtract,
  type Tensor,
  transpose,
} from '@infonce/core'
import type { Augmentation } from './parts.js'

/** A blur of less, in pixels, leaves an image as it is: the next pixel would weigh e⁻²⁰⁰. */
const NO_BLUR = 0.05
/** No weight of a blur is below e⁻⁶⁰: products of smaller ones come where float32 is slow, below its normal numbers. */
const LEAST_EXPONENT = -60

const grid = (rows: number, columns: number, entry: (row: number, column: number) => number): Tensor =>
  constant(
    Array.from({ length: rows * columns }, (_, i) => entry(Math.floor(i / columns), i % columns)),
    [rows, columns],
  )

/**
 * Images [N, C, S, S] cropped, flipped and blurred, each view by its own numbers: views [V, N, C, S, S]. Row i of a
 * view lies at top + (i + ½)·height/S in the image, where a pixel's center has ½, columns likewise; values between
 * centers are interpolated bilinearly, those beyond the outermost centers are the outermost. A crop is never larger
 * than its view, so no row of the image is skipped. The blur is a Gaussian over the whole view, its weights
 * normalized where the view ends.
 */
export function resample(images: Tensor, { crop, flip, blur }: Partial<Augmentation<Tensor>>): Tensor {
  const [N, C, S] = images.shape as readonly [Dimension, number, number]
  let matrices = crop || flip ? interpolation(S, crop, flip) : undefined
  if (blur) matrices = matrices ? matmul(gaussian(S, blur), matrices) : gaussian(S, blur)
  if (!matrices) return expandDimension(images, 0)
  const [V, , kinds] = matrices.shape as readonly [Dimension, Dimension, number]
  // One product for all channels of an image, then one for each.
  const columns = reshape(slice(matrices, 2, kinds === 2 ? 1 : 0, kinds), [V, N, S, S])
  const wide = matmul(reshape(images, [N, C * S, S]), transpose(columns))
  return matmul(slice(matrices, 2, 0, 1), reshape(wide, [V, N, C, S, S]))
}

/** Weights [V, N, 2, S, S] of the image's rows for each row of the view, and of its columns for each column. */
function interpolation(S: number, crop: Tensor | undefined, flip: Tensor | undefined): Tensor {
  const center = (i: number) => i + 0.5
  let places: Tensor = grid(S, 1, center)
  if (flip) {
    const reversal = grid(2 * S, 1, (i) => (i < S ? 0 : S - 2 * center(i - S)))
    places = add(multiply(perView(flip, 3), reshape(reversal, [2, S, 1])), places)
  }
  if (crop) {
    const [V, N] = crop.shape as readonly [Dimension, Dimension]
    const [start, extent] = [0, 2].map((from) => reshape(slice(crop, 2, from, from + 2), [V, N, 2, 1, 1]))
    places = add(multiply(multiply(extent!, 1 / S), places), start!)
  }
  const inside = minimum(maximum(places, center(0)), center(S - 1))
  const centers = grid(1, S, (_, i) => center(i))
  return relu(subtract(1, abs(subtract(inside, centers))))
}

/** Weights [V, N, 1, S, S] of a Gaussian of the given standard deviations [V, N]. */
function gaussian(S: number, deviation: Tensor): Tensor {
  const width = maximum(perView(deviation, 3), NO_BLUR)
  const halfSquares = grid(S, S, (i, j) => -((i - j) ** 2) / 2)
  const weights = exp(maximum(divide(halfSquares, square(width)), LEAST_EXPONENT))
  return divide(weights, reduceSum(weights, -1, true))
}

/** A number for each view [V, N] with further axes of size 1. */
export const perView = (x: Tensor, axes: number): Tensor => reshape(x, [...x.shape, ...new Array<number>(axes).fill(1)])
