// Minimal filtering: sliding products of a short kernel by fewer multiplications than one for each pair.
import { ValueError } from '../errors.js'

type Matrix = readonly (readonly number[])[]

/**
 * What computes `tile` neighboring results y of a kernel w that steps over entries x, as
 * y = results·((kernel·w) ⊙ (entries·x)).
 */
export interface MinimalFiltering {
  /** How many products there are. */
  readonly points: number
  /** [tile, points] */
  readonly results: Matrix
  /** [points, kernel] */
  readonly kernel: Matrix
  /** [points, stride·(tile − 1) + kernel] */
  readonly entries: Matrix
}

// Any number of the first ones. With 1/2 instead of 2, tiles of 4 of 3 × 3 windows round a third as much.
const POINTS: readonly number[] = [0, -1, 1, 0.5, -2]

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** The coefficients of Π (t − root), the lowest first. */
function polynomial(roots: readonly number[]): number[] {
  let coefficients = [1]
  for (const root of roots)
    coefficients = range(coefficients.length + 1).map((i) => (coefficients[i - 1] ?? 0) - root * (coefficients[i] ?? 0))
  return coefficients
}

/**
 * Toom and Cook's multiplication of polynomials, transposed (Winograd 1980; Lavin and Gray 2016): polynomials are known by
 * their values at points, here some small numbers and infinity, so that one product for each of tile + kernel − 1 points
 * is enough.
 */
function byPoints(tile: number, kernel: number): MinimalFiltering {
  const points = tile + kernel - 1
  const finite = POINTS.slice(0, points - 1)
  const others = (point: number): number[] => finite.filter((each) => each !== point)
  return {
    points,
    results: range(tile).map((i) => [...finite.map((point) => point ** i), i === tile - 1 ? 1 : 0]),
    kernel: [
      ...finite.map((point) => {
        const scale = others(point).reduce((product, other) => product * (point - other), 1)
        return range(kernel).map((k) => point ** k / scale)
      }),
      range(kernel).map((k) => (k === kernel - 1 ? 1 : 0)),
    ],
    entries: [...finite.map((point) => [...polynomial(others(point)), 0]), polynomial(finite)],
  }
}

/**
 * The minimal filtering of tiles of results. With a stride the kernel is taken apart: every stride-th element makes a
 * kernel that steps by one over every stride-th entry, and their results are summed.
 * @throws ValueError for a tile below 1 and where more products would be needed than there are points
 */
export function minimalFiltering(tile: number, kernel: number, stride: number): MinimalFiltering {
  const longest = POINTS.length + 2 - Math.ceil(kernel / stride)
  if (!(Number.isSafeInteger(tile) && tile >= 1 && tile <= longest))
    throw new ValueError(
      `convolution: a kernel of ${kernel} by steps of ${stride} ` +
        (longest < 1 ? 'cannot be computed in tiles' : `takes tiles from 1 to ${longest}, found ${tile}`),
    )
  const parts = range(Math.min(stride, kernel)).map((start) => {
    const form = byPoints(tile, Math.ceil((kernel - start) / stride))
    // From a place among the entries, or in the kernel, to one among those of this part.
    const own = (values: readonly number[], place: number): number =>
      place % stride === start ? (values[(place - start) / stride] ?? 0) : 0
    return {
      results: form.results,
      kernel: form.kernel.map((row) => range(kernel).map((k) => own(row, k))),
      entries: form.entries.map((row) => range(stride * (tile - 1) + kernel).map((entry) => own(row, entry))),
    }
  })
  const kernels = parts.flatMap((part) => part.kernel)
  return {
    points: kernels.length,
    results: range(tile).map((i) => parts.flatMap((part) => part.results[i]!)),
    kernel: kernels,
    entries: parts.flatMap((part) => part.entries),
  }
}
