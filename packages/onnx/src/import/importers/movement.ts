// Movement: the same entries in another arrangement. Known integers are moved as the numbers of their places are.
import {
  addDimensions,
  concat,
  type Dimension,
  elementCount,
  equal,
  expand,
  multiplyDimensions,
  pad,
  reshape,
  type Shape,
  scalar,
  slice,
  type Tensor,
  transpose,
  where,
} from '@infonce/core'
import { divideDimensions } from '../divide-dimension.js'
import { toTensor } from '../imported.js'
import type { Importer, Importers } from '../importer.js'
import { KnownIntegers, takePositions } from '../known-integers.js'
import type { NodeReader } from '../node-reader.js'
import { takeAlong } from './indexing.js'
import { compareDimensions } from './integer-arithmetic.js'

/** An importer from what it does to the tensors of its first input. */
const movement = (move: (x: Tensor, node: NodeReader) => Tensor | readonly Tensor[]): Importer => ({
  read: (node) => {
    const value = node.value(0)
    if (!(value instanceof KnownIntegers)) return move(value, node)
    const moved = move(value.positions(), node)
    const { dtype, entries } = value
    const known = [moved].flat().map((positions) => takePositions(dtype, entries, positions))
    return known.every((result) => result !== undefined) ? known : move(value.tensor, node)
  },
})

/** The shape that a Reshape asks for, its 0 and −1 found out. */
export function resolveShape(node: NodeReader, from: Shape, wanted: readonly Dimension[], allowZero: boolean): Shape {
  const copied = wanted.map((dimension, axis) => {
    if (dimension !== 0 || allowZero) return dimension
    const size = from[axis]
    if (size === undefined) throw node.invalid(`its shape copies axis ${axis} of a tensor of rank ${from.length}`)
    return size
  })
  const open = copied.indexOf(-1)
  if (open < 0) return copied
  const others = elementCount(copied.toSpliced(open, 1))
  const rest = divideDimensions(elementCount(from), others)
  if (rest === undefined)
    throw node.invalid(
      `[${from.join(', ')}] has no whole number of elements for each of the ${others} in [${wanted.join(', ')}]`,
    )
  return copied.with(open, rest)
}

// Files say "as far as it goes" by the ends of int64, which are infinities here, or by those of int32.
const beyond = 2 ** 31 - 1

/** The bound of a slice: counted from the end where it is negative, and kept inside where the size is known. */
function boundOf(bound: Dimension, size: Dimension, lowest: number): Dimension {
  if (typeof bound === 'number' && bound >= beyond) return size
  if (typeof bound === 'number' && bound <= -beyond) return lowest
  const counted = compareDimensions(bound, 0) === -1 ? addDimensions(bound, size) : bound
  if (typeof counted === 'string') return counted
  // With a named size a number is taken at its word: the runtime of core checks it.
  return Math.max(lowest, typeof size === 'number' ? Math.min(counted, size) : counted)
}

function sliceAlong(node: NodeReader, x: Tensor, axis: number, from: Dimension, to: Dimension, step: number): Tensor {
  const size = x.shape[axis]!
  if (step > 0) {
    const start = boundOf(from, size, 0)
    const end = boundOf(to, size, 0)
    return slice(x, axis, start, compareDimensions(start, end) === 1 ? start : end, step)
  }
  const [start, end] = [boundOf(from, size, -1), boundOf(to, size, -1)]
  if (typeof size === 'string' || typeof start === 'string' || typeof end === 'string' || step === 0)
    throw node.unsupportedHere(`a slice of ${size} from ${start} to ${end} with step ${step} is not supported`)
  const indices: number[] = []
  for (let i = Math.min(start, size - 1); i > end; i += step) indices.push(i)
  return takeAlong(x, axis, indices)
}

function slices(x: Tensor, node: NodeReader): Tensor {
  const [starts, ends] = [node.integers(1), node.integers(2)]
  const axes = node.has(3) ? node.numbers(3) : starts.map((_, axis) => axis)
  const steps = node.has(4) ? node.numbers(4) : starts.map(() => 1)
  if ([ends, axes, steps].some(({ length }) => length !== starts.length))
    throw node.invalid('its starts, ends, axes and steps differ in number')
  return axes.reduce((y, axis, i) => sliceAlong(node, y, node.axis(axis, x.rank), starts[i]!, ends[i]!, steps[i]!), x)
}

function parts(x: Tensor, node: NodeReader): Tensor[] {
  const axis = node.axis(node.int('axis', 0), x.rank)
  const size = x.shape[axis]!
  const given =
    node.opset < 13
      ? node.hasAttribute('split')
        ? node.ints('split')
        : undefined
      : node.has(1)
        ? node.integers(1)
        : undefined
  const lengths = given ?? equalParts(node, size)
  let start: Dimension = 0
  const found = lengths.map((length) => {
    const end = addDimensions(start, length)
    const part = slice(x, axis, start, end)
    start = end
    return part
  })
  if (start !== size) throw node.invalid(`it splits ${size} into [${lengths.join(', ')}]`)
  return found
}

function equalParts(node: NodeReader, size: Dimension): Dimension[] {
  const count = node.opset >= 18 && node.hasAttribute('num_outputs') ? node.int('num_outputs') : node.outputCount
  const exact = divideDimensions(size, count)
  if (exact !== undefined && exact !== 0) return Array.from({ length: count }, () => exact)
  if (typeof size !== 'number') throw node.unsupportedHere(`'${size}' has no ${count} equal parts`)
  // The last part is smaller where the sizes do not divide.
  const length = Math.ceil(size / count)
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(length, size - i * length)))
}

const readConcat: Importer = {
  read: (node) => {
    const values = node.allValues()
    const axis = node.int('axis')
    const known = values.filter((value) => value instanceof KnownIntegers)
    if (known.length === values.length) {
      const entries = known.flatMap((value) => value.entries)
      let from = 0
      const positions = known.map((value) => {
        const placed = value.positions(from)
        from += value.entries.length
        return placed
      })
      const taken = takePositions(known[0]!.dtype, entries, concat(positions, axis))
      if (taken) return taken
    }
    return concat(values.map(toTensor), axis)
  },
}

/** The shape of x broadcast to another: sizes of 1 on either side give way. */
function broadcastTo(x: Tensor, wanted: readonly Dimension[]): Tensor {
  const rank = Math.max(x.rank, wanted.length)
  const padded = [...Array.from({ length: rank - wanted.length }, () => 1), ...wanted]
  const shift = rank - x.rank
  return expand(
    x,
    padded.map((size, axis) => (size === 1 && axis >= shift ? x.shape[axis - shift]! : size)),
  )
}

function tile(x: Tensor, node: NodeReader): Tensor {
  const repeats = node.integers(1)
  if (repeats.length !== x.rank) throw node.invalid(`it repeats ${repeats.length} axes of a tensor of rank ${x.rank}`)
  const spread = reshape(
    x,
    x.shape.flatMap((size) => [1, size]),
  )
  const repeated = expand(
    spread,
    x.shape.flatMap((size, axis) => [repeats[axis]!, size]),
  )
  return reshape(
    repeated,
    x.shape.map((size, axis) => multiplyDimensions(size, repeats[axis]!)),
  )
}

function squeezed(x: Tensor, node: NodeReader): Tensor {
  const axes = node.axes(13)?.map((axis) => node.axis(axis, x.rank))
  const wrong = axes?.find((axis) => x.shape[axis] !== 1)
  if (wrong !== undefined) throw node.invalid(`axis ${wrong} of [${x.shape.join(', ')}] is not of size 1`)
  return reshape(
    x,
    x.shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
  )
}

function unsqueezed(x: Tensor, node: NodeReader): Tensor {
  const axes = node.axes(13)
  if (!axes) throw node.invalid('it lacks its axes')
  const rank = x.rank + axes.length
  const places = new Set(axes.map((axis) => node.axis(axis, rank)))
  if (places.size !== axes.length) throw node.invalid(`its axes [${axes.join(', ')}] repeat`)
  const sizes = [...x.shape]
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : sizes.shift()!)),
  )
}

function flattened(x: Tensor, node: NodeReader): Tensor {
  const axis = node.int('axis', 1)
  const split = axis === x.rank ? axis : node.axis(axis, x.rank)
  return reshape(x, [elementCount(x.shape.slice(0, split)), elementCount(x.shape.slice(split))])
}

/** Entries of one number around a tensor; negative counts cut entries off. */
function padded(x: Tensor, node: NodeReader): Tensor {
  const mode = node.text('mode', 'constant')
  if (mode !== 'constant') throw node.unsupported('mode', `only 'constant' is supported, found '${mode}'`)
  const counts = node.integers(1)
  const axes = node.opset >= 18 && node.has(3) ? node.numbers(3) : x.shape.map((_, axis) => axis)
  if (counts.length !== 2 * axes.length) throw node.invalid(`it has ${counts.length} counts for ${axes.length} axes`)
  const around = (y: Tensor): Tensor =>
    axes.reduce((padded, axis, i) => {
      const [before, after] = [counts[i]!, counts[i + axes.length]!]
      return padAxis(padded, node.axis(axis, x.rank), before, after)
    }, y)
  const fill = node.has(2) ? node.tensor(2) : scalar(0, x.dtype)
  if (node.has(2) ? node.constantNumber(2) === 0 : true) return around(x)
  const inside = around(expand(scalar(1, 'int32'), x.shape))
  return where(equal(inside, 1), around(x), reshape(fill, []))
}

function padAxis(x: Tensor, axis: number, before: Dimension, after: Dimension): Tensor {
  const isCut = (count: Dimension): boolean => compareDimensions(count, 0) === -1
  const size = x.shape[axis]!
  const start = isCut(before) ? multiplyDimensions(-1, before) : 0
  const end = isCut(after) ? addDimensions(size, after) : size
  const kept = isCut(before) || isCut(after) ? slice(x, axis, start, end) : x
  return pad(kept, axis, isCut(before) ? 0 : before, isCut(after) ? 0 : after)
}

/** As {@link movement}, of what keeps every entry: a weight that is moved so is the same weight. */
const rearrangement = (move: (x: Tensor, node: NodeReader) => Tensor): Importer => ({
  ...movement(move),
  passesOn: true,
})

export const movements = (): Importers => ({
  Reshape: rearrangement((x, node) => {
    const allowZero = node.opset >= 14 && node.int('allowzero', 0) !== 0
    return reshape(x, resolveShape(node, x.shape, node.integers(1), allowZero))
  }),
  Flatten: rearrangement(flattened),
  Squeeze: rearrangement(squeezed),
  Unsqueeze: rearrangement(unsqueezed),
  Transpose: rearrangement((x, node) =>
    transpose(
      x,
      node.ints(
        'perm',
        x.shape.map((_, axis) => x.rank - 1 - axis),
      ),
    ),
  ),
  Concat: readConcat,
  Slice: movement(slices),
  Split: movement(parts),
  Expand: movement((x, node) => broadcastTo(x, node.integers(1))),
  Tile: movement(tile),
  Pad: movement(padded),
})
