// Crop, flip and blur as matrices that weigh the rows and the columns of pictures.
import {
  absolute,
  add,
  constant,
  type Dimension,
  divide,
  exp,
  expandDimension,
  matrixProduct,
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

/** A blur of less, in pixels, leaves a picture as it is: the next pixel would weigh e⁻²⁰⁰. */
const NO_BLUR = 0.05
/** No weight of a blur is below e⁻⁶⁰: products of smaller ones come where float32 is slow, below its normal numbers. */
const LEAST_EXPONENT = -60

const grid = (rows: number, columns: number, entry: (row: number, column: number) => number): Tensor =>
  constant(
    Array.from({ length: rows * columns }, (_, i) => entry(Math.floor(i / columns), i % columns)),
    [rows, columns],
  )

/**
 * Pictures [N, C, S, S] cropped, flipped and blurred, each view by its own numbers: views [V, N, C, S, S]. Row i of a
 * view lies at top + (i + ½)·height/S in the picture, where a pixel's centre has ½, columns likewise; values between
 * centres are interpolated bilinearly, those beyond the outermost centres are the outermost. A crop is never larger
 * than its view, so no row of the picture is skipped. The blur is a Gaussian over the whole view, its weights
 * normalised where the view ends.
 */
export function resample(pictures: Tensor, { crop, flip, blur }: Partial<Augmentation<Tensor>>): Tensor {
  const [N, C, S] = pictures.shape as readonly [Dimension, number, number]
  let matrices = crop || flip ? interpolation(S, crop, flip) : undefined
  if (blur) matrices = matrices ? matrixProduct(gaussian(S, blur), matrices) : gaussian(S, blur)
  if (!matrices) return expandDimension(pictures, 0)
  const [V, , kinds] = matrices.shape as readonly [Dimension, Dimension, number]
  // One product for all channels of a picture, then one for each.
  const columns = reshape(slice(matrices, 2, kinds === 2 ? 1 : 0, kinds), [V, N, S, S])
  const wide = matrixProduct(reshape(pictures, [N, C * S, S]), transpose(columns))
  return matrixProduct(slice(matrices, 2, 0, 1), reshape(wide, [V, N, C, S, S]))
}

/** Weights [V, N, 2, S, S] of the picture's rows for each row of the view, and of its columns for each column. */
function interpolation(S: number, crop: Tensor | undefined, flip: Tensor | undefined): Tensor {
  const centre = (i: number) => i + 0.5
  let places: Tensor = grid(S, 1, centre)
  if (flip) {
    const reversal = grid(2 * S, 1, (i) => (i < S ? 0 : S - 2 * centre(i - S)))
    places = add(multiply(perView(flip, 3), reshape(reversal, [2, S, 1])), places)
  }
  if (crop) {
    const [V, N] = crop.shape as readonly [Dimension, Dimension]
    const [start, extent] = [0, 2].map((from) => reshape(slice(crop, 2, from, from + 2), [V, N, 2, 1, 1]))
    places = add(multiply(multiply(extent!, 1 / S), places), start!)
  }
  const inside = minimum(maximum(places, centre(0)), centre(S - 1))
  const centres = grid(1, S, (_, i) => centre(i))
  return relu(subtract(1, absolute(subtract(inside, centres))))
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
