// Convolutions in tiles, as products of matrices alone: fewer multiplications, in larger products, than window by window.
//
// A convolution with both its gradients in tiles of 4, of the time of ONNX Runtime's Conv and ConvTranspose (1.30, batch
// 256, 3 × 3) on one thread and on two: 256 → 256 channels on 4 × 4 0.33, 0.27; 128 → 128 on 8 × 8 0.41, 0.32; 64 → 64 on
// 16 × 16 0.58, 0.56; by steps of 2 128 → 256 0.62, 0.54 and 64 → 128 0.89, 0.66; 32 → 32 on 32 × 32 1.28, 1.08.
import { type Dimension, multiplyDimensions, type Shape } from '../dimension.js'
import type { Emitter } from '../operation.js'
import type { ConvolutionAttributes } from './convolution.js'
import { minimalFiltering } from './minimal-filtering.js'
import { lowerReshape } from './movement.js'

type Matrix = readonly (readonly number[])[]

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const product = (sizes: Shape): Dimension => sizes.reduce(multiplyDimensions, 1)
const transposed = (matrix: Matrix): Matrix => matrix[0]!.map((_, column) => matrix.map((row) => row[column]!))

/** One axis in tiles. The entries of a tile that make one product lie `tiles` apart: [points, tiles]. */
interface TiledAxis {
  readonly points: number
  readonly tiles: number
  /** Entries of the axis to those of all products, [points·tiles, entries]; padding is left out. */
  readonly spread: Matrix
  /** Products to the results of the axis, [results, points·tiles]. */
  readonly gather: Matrix
  /** Elements of the kernel to factors, [points, kernel]. */
  readonly factors: Matrix
}

function tiledAxis(
  tile: number,
  { kernel, strides, padding }: ConvolutionAttributes,
  axis: number,
  entries: number,
  results: number,
): TiledAxis {
  const stride = strides[axis]!
  const { points, ...forms } = minimalFiltering(tile, kernel[axis]!, stride)
  const tiles = Math.ceil(results / tile)
  const rows = range(points * tiles).map((row) => [Math.floor(row / tiles), row % tiles] as const)
  return {
    points,
    tiles,
    spread: rows.map(([point, which]) =>
      range(entries).map((entry) => forms.entries[point]![entry + padding[axis]![0] - which * tile * stride] ?? 0),
    ),
    gather: range(results).map((result) =>
      rows.map(([point, which]) => forms.results[result - which * tile]?.[point] ?? 0),
    ),
    factors: forms.kernel,
  }
}

/** What the three convolutions in tiles have in common: that of a shape [N, C, …] to one [N, M, …]. */
interface Tiled {
  readonly axes: readonly TiledAxis[]
  /** From elements of the kernel to factors of all products, [products, elements], row-major both. */
  readonly factors: Matrix
  /** Leading axes of products: of values, whose tiles on all axes but the last broadcast, and of factors. */
  readonly leading: { readonly values: readonly number[]; readonly factors: readonly number[] }
}

/** Undefined where windows are not to be computed in tiles. */
function tiled(emitter: Emitter, attributes: ConvolutionAttributes, input: Shape, output: Shape): Tiled | undefined {
  const { tile, kernel } = attributes
  const [batch, , ...sizes] = input.map((size) => emitter.bound(size))
  const counts = output.slice(2).map((size) => emitter.bound(size))
  if (tile === undefined || batch === 0) return undefined
  const axes = kernel.map((_, i) => tiledAxis(tile, attributes, i, sizes[i] as number, counts[i] as number))
  const factors = axes.reduce<Matrix>(
    (outer, axis) => outer.flatMap((left) => axis.factors.map((right) => left.flatMap((a) => right.map((b) => a * b)))),
    [[1]],
  )
  const [outer, last] = [axes.slice(0, -1), axes.at(-1)!.points]
  const leading = outer.every(({ tiles }) => tiles === 1)
    ? { values: [factors.length], factors: [factors.length] }
    : {
        values: [...outer.flatMap(({ points, tiles }) => [points, tiles]), last],
        factors: [...outer.flatMap(({ points }) => [points, 1]), last],
      }
  return { axes, factors, leading }
}

const matrixConstant = (emitter: Emitter, matrix: Matrix): string =>
  emitter.constant('float32', [matrix.length, matrix[0]!.length], matrix.flat())

/**
 * [N, C, …sizes] to [rows of the first matrix, …, rows of the last, N, C]. A product with a transposed matrix for each
 * axis, the last one first, moves that axis to the front: nothing is transposed on its own.
 */
function spread(emitter: Emitter, value: string, shape: Shape, matrices: readonly Matrix[]): string {
  let [result, current] = [value, shape]
  for (const matrix of matrices.toReversed()) {
    const rest = current.slice(0, -1)
    const rows = lowerReshape(emitter, result, [product(rest), current.at(-1)!])
    result = emitter.node('Gemm', [matrixConstant(emitter, matrix), rows], { transB: { int: 1 } })
    current = [matrix.length, ...rest]
  }
  return result
}

/** The way back: [columns of the first matrix, …, columns of the last, N, M] to [N, M, …rows of each]. */
function gather(emitter: Emitter, value: string, shape: Shape, matrices: readonly Matrix[]): string {
  let [result, current] = [value, shape]
  for (const matrix of matrices) {
    const rest = current.slice(1)
    const columns = lowerReshape(emitter, result, [current[0]!, product(rest)])
    const both = { transA: { int: 1 }, transB: { int: 1 } }
    result = emitter.node('Gemm', [columns, matrixConstant(emitter, matrix)], both)
    current = [...rest, matrix.length]
  }
  return lowerReshape(emitter, result, current)
}

/** A value [N, C, …sizes] as a matrix [tiles of the last axis · N, C] for each product. */
function spreadMatrices(
  emitter: Emitter,
  value: string,
  shape: Shape,
  { axes, leading }: Tiled,
  matrices: readonly Matrix[],
): string {
  const rows = multiplyDimensions(axes.at(-1)!.tiles, shape[0]!)
  return lowerReshape(emitter, spread(emitter, value, shape, matrices), [...leading.values, rows, shape[1]!])
}

/** Weights [M, C, …kernel] as a matrix [M, C] for each product. */
function factorMatrices(emitter: Emitter, w: string, shape: Shape, { factors, leading }: Tiled): string {
  const [features, channels, ...kernel] = shape as readonly number[] as readonly [number, number, ...number[]]
  const rows = lowerReshape(emitter, w, [features * channels, product(kernel)])
  const products = emitter.node('Gemm', [matrixConstant(emitter, factors), rows], { transB: { int: 1 } })
  return lowerReshape(emitter, products, [...leading.factors, features, channels])
}

/** Products with the matrix of each, brought together to [N, channels, …rows of each matrix]. */
function gatherMatrices(
  emitter: Emitter,
  matrices: string,
  weights: string,
  [batch, channels]: Shape,
  gathering: readonly Matrix[],
): string {
  const products = emitter.node('MatMul', [matrices, weights])
  return gather(emitter, products, [...gathering.map((matrix) => matrix[0]!.length), batch!, channels!], gathering)
}

/** A value with its last two axes swapped. */
function swapped(emitter: Emitter, value: string, leading: readonly number[]): string {
  const rank = leading.length
  return emitter.node('Transpose', [value], { perm: { ints: [...range(rank), rank + 1, rank] } })
}

/** The convolution of x [N, C, …] with w [M, C, …kernel] in tiles; undefined where it is not to be. */
export function lowerInTiles(
  emitter: Emitter,
  [x, w]: readonly [string, string],
  [input, weight, output]: readonly [Shape, Shape, Shape],
  attributes: ConvolutionAttributes,
): string | undefined {
  const form = tiled(emitter, attributes, input, output)
  if (!form) return undefined
  const [spreading, gathering] = [form.axes.map((axis) => axis.spread), form.axes.map((axis) => axis.gather)]
  const values = spreadMatrices(emitter, x, input, form, spreading)
  const weights = swapped(emitter, factorMatrices(emitter, w, weight, form), form.leading.factors)
  return gatherMatrices(emitter, values, weights, output, gathering)
}

/** The gradient of the input [N, C, …] from that of the result g [N, M, …], the same the other way round. */
export function lowerTransposedInTiles(
  emitter: Emitter,
  [g, w]: readonly [string, string],
  [input, weight, output]: readonly [Shape, Shape, Shape],
  attributes: ConvolutionAttributes,
): string | undefined {
  const form = tiled(emitter, attributes, input, output)
  if (!form) return undefined
  const [spreading, gathering] = [
    form.axes.map((axis) => transposed(axis.gather)),
    form.axes.map((axis) => transposed(axis.spread)),
  ]
  const values = spreadMatrices(emitter, g, output, form, spreading)
  return gatherMatrices(emitter, values, factorMatrices(emitter, w, weight, form), input, gathering)
}

/** The gradient of weights [M, C, …kernel] from x [N, C, …] and that of the result g [N, M, …]. */
export function lowerWeightGradientInTiles(
  emitter: Emitter,
  [x, g]: readonly [string, string],
  [input, output]: readonly [Shape, Shape],
  attributes: ConvolutionAttributes,
): string | undefined {
  const form = tiled(emitter, attributes, input, output)
  if (!form) return undefined
  const { axes, factors, leading } = form
  const [channels, features] = [input[1], output[1]] as readonly number[] as readonly [number, number]
  const values = spreadMatrices(
    emitter,
    x,
    input,
    form,
    axes.map((axis) => axis.spread),
  )
  const gradients = spreadMatrices(
    emitter,
    g,
    output,
    form,
    axes.map((axis) => transposed(axis.gather)),
  )
  const each = emitter.node('MatMul', [swapped(emitter, gradients, leading.values), values])
  // Every second leading axis counts tiles.
  const tiles = range(leading.values.length).filter((axis) => axis % 2 === 1)
  const summed =
    tiles.length === 0
      ? each
      : emitter.node('ReduceSum', [each, emitter.constant('int64', [tiles.length], tiles)], { keepdims: { int: 0 } })
  const products = lowerReshape(emitter, summed, [factors.length, features * channels])
  const weights = emitter.node('Gemm', [products, matrixConstant(emitter, factors)], { transA: { int: 1 } })
  return lowerReshape(emitter, weights, [features, channels, ...attributes.kernel])
}
