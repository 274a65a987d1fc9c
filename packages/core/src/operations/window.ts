// Windows that slide along the spatial axes of a tensor: what convolutions and pooling have in common.
import { addDimensions, type Dimension, floorDivideDimension, type Shape, shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'

/** A number for every spatial axis, or one for all. */
export type PerAxis = number | readonly number[]

/** Zeros before and after the entries of each axis: one number for all, one for each, or pairs of [before, after]. */
export type Padding = number | readonly (number | readonly [number, number])[]

/** How windows lie on each axis. */
export interface WindowOptions {
  /** Entries from one window to the next, 1 by default. */
  readonly strides?: PerAxis
  /** Entries from one element of a window to the next, 1 by default. */
  readonly dilations?: PerAxis
  /** Entries added at the borders, 0 by default. */
  readonly padding?: Padding
}

/** The same, one entry for each axis. */
export interface Windows {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly padding: readonly (readonly [number, number])[]
}

export function perAxis<T>(what: string, name: string, values: T | readonly T[], rank: number): readonly T[] {
  if (!Array.isArray(values)) return new Array<T>(rank).fill(values as T)
  if (values.length !== rank)
    throw new ShapeError(`${what}: ${name} must have an entry for each of ${rank} axes, found ${values.length}`)
  return values as readonly T[]
}

/** Options with all defaults filled in. Throws a `ValueError` for a number out of range. */
export function windows(what: string, kernel: readonly number[], options: WindowOptions): Windows {
  const rank = kernel.length
  const strides = perAxis(what, 'strides', options.strides ?? 1, rank)
  const dilations = perAxis(what, 'dilations', options.dilations ?? 1, rank)
  const padding = perAxis<number | readonly [number, number]>(what, 'padding', options.padding ?? 0, rank).map(
    (pair): readonly [number, number] => (typeof pair === 'number' ? [pair, pair] : pair),
  )
  for (const [name, values] of Object.entries({ kernel, strides, dilations }))
    for (const value of values)
      if (!Number.isSafeInteger(value) || value < 1)
        throw new ValueError(`${what}: ${name} must be whole numbers of 1 or more, found ${value}`)
  for (const value of padding.flat())
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ValueError(`${what}: padding must be whole numbers of 0 or more, found ${value}`)
  return { kernel, strides, dilations, padding }
}

/** From the first element of a window to its last, both included. */
export const windowExtent = ({ kernel, dilations }: Windows, axis: number): number =>
  (kernel[axis]! - 1) * dilations[axis]! + 1

/**
 * How many windows lie on each axis: ⌊(size + padding − extent)/stride⌋ + 1.
 * @throws ShapeError where no window fits, and where that is no polynomial in the names of a size
 */
export function windowCounts(what: string, spatial: Shape, geometry: Windows): Dimension[] {
  return spatial.map((size, axis) => {
    const [before, after] = geometry.padding[axis]!
    const [extent, stride] = [windowExtent(geometry, axis), geometry.strides[axis]!]
    const last = floorDivideDimension(addDimensions(size, before + after - extent), stride)
    if (last === undefined)
      throw new ShapeError(
        `${what}: the number of windows at stride ${stride} on an axis of size '${size}' is not a polynomial in its ` +
          `names: declare the input so that the stride divides their factors, as in '${stride}*L' or '${stride}*L + 1'`,
      )
    if (typeof last === 'number' && last < 0)
      throw new ShapeError(
        `${what}: a window of ${extent} entries does not fit on axis ${axis} of ${shapeText(spatial)}, padded by ` +
          `${before} and ${after}`,
      )
    return addDimensions(last, 1)
  })
}

/** What windows relate: the input x, their elements w (the weights of a convolution), and the result g, one a window. */
export type Role = 'x' | 'w' | 'g'

/**
 * Where the elements of windows lie: for each window and each of its elements inside the input, the offsets in the
 * input, the kernel and the result.
 */
export function windowElements(
  sizes: Readonly<Record<Role, readonly number[]>>,
  { strides, dilations, padding }: Windows,
): Record<Role, Float64Array> {
  let places: readonly Readonly<Record<Role, number>>[] = [{ x: 0, w: 0, g: 0 }]
  for (const [axis, stride] of strides.entries()) {
    const [sizeX, sizeW, sizeG] = [sizes.x[axis]!, sizes.w[axis]!, sizes.g[axis]!]
    const along: Record<Role, number>[] = []
    for (let g = 0; g < sizeG; g++)
      for (let w = 0; w < sizeW; w++) {
        const x = g * stride + w * dilations[axis]! - padding[axis]![0]
        if (x >= 0 && x < sizeX) along.push({ x, w, g })
      }
    places = places.flatMap((outer) =>
      along.map(({ x, w, g }) => ({ x: outer.x * sizeX + x, w: outer.w * sizeW + w, g: outer.g * sizeG + g })),
    )
  }
  const read = (role: Role) => Float64Array.from(places, (place) => place[role])
  return { x: read('x'), w: read('w'), g: read('g') }
}
