// Indexing: entries by their number along an axis, and their way back.
import {
  add,
  addDimensions,
  type Dimension,
  expand,
  gather,
  gatherElements,
  greaterOrEqual,
  iota,
  lessOrEqual,
  negate,
  reshape,
  scatterElementsAdd,
  scatterElementsMax,
  scatterRowsAdd,
  slice,
  type Tensor,
  tensor,
  topK,
  transpose,
  where,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import { KnownIntegers, takePositions } from '../known-integers.js'
import type { NodeReader } from '../node-reader.js'

/** Entries along an axis by a tensor of numbers [...], whose axes take the place of that axis. */
function gatherAlong(x: Tensor, axis: number, indices: Tensor): Tensor {
  if (axis === 0) return gather(x, indices)
  const axes = x.shape.map((_, i) => i)
  const front = transpose(x, [axis, ...axes.toSpliced(axis, 1)])
  const rows = gather(front, indices)
  const placed = rows.shape.map((_, i) => i)
  const before = placed.slice(indices.rank, indices.rank + axis)
  return transpose(rows, [...before, ...placed.slice(0, indices.rank), ...placed.slice(indices.rank + axis)])
}

/** Entries along an axis by numbers that are known. */
export function takeAlong(x: Tensor, axis: number, indices: readonly number[]): Tensor {
  const runs = indices.every((index, i) => index === indices[0]! + i)
  if (indices.length > 0 && runs) return slice(x, axis, indices[0]!, indices[0]! + indices.length)
  return gatherAlong(x, axis, tensor(indices, 'int32'))
}

/** Numbers counted from the end are negative in a file; of data they are taken as they are. */
function fromFront(index: Dimension, size: Dimension): Dimension {
  if (typeof index === 'string' || index >= 0) return index
  return addDimensions(index, size)
}

function gathered(x: Tensor, node: NodeReader): Tensor {
  const axis = node.axis(node.int('axis', 0), x.rank)
  const indices = node.value(1)
  if (!(indices instanceof KnownIntegers)) return gatherAlong(x, axis, indices)
  const size = x.shape[axis]!
  const entries = indices.entries.map((index) => fromFront(index, size))
  if (entries.length !== 1) return gatherAlong(x, axis, new KnownIntegers(indices.dtype, indices.shape, entries).tensor)
  // One entry is a slice: that needs no index when it runs, and gives its gradient without a scatter.
  const [index] = entries
  const one = slice(x, axis, index!, addDimensions(index!, 1))
  return reshape(one, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)])
}

const gatherImporter: Importer = {
  weights: [0],
  read: (node) => {
    const value = node.value(0)
    if (value instanceof KnownIntegers) {
      const taken = takePositions(value.dtype, value.entries, gathered(value.positions(), node))
      if (taken) return taken
    }
    return gathered(node.tensor(0), node)
  },
}

/** How entries that are named twice are put together, one of those that are supported. */
function reductionOf<const R extends string>(node: NodeReader, supported: readonly R[]): R {
  const reduction = node.text('reduction', 'none')
  const found = supported.find((each) => each === reduction)
  if (found !== undefined) return found
  const names = supported.map((each) => `'${each}'`).join(' and ')
  throw node.unsupported(
    'reduction',
    `only ${names} ${supported.length > 1 ? 'are' : 'is'} supported, found '${reduction}'`,
  )
}

/** Rows added to a table: indices [..., 1], each the number of a row. */
const scatterRows: Importer = {
  read: (node) => {
    reductionOf(node, ['add'])
    const indices = node.tensor(1)
    if (indices.shape.at(-1) !== 1)
      throw node.unsupportedHere(`indices [${indices.shape.join(', ')}] are supported with a last axis of size 1 only`)
    return scatterRowsAdd(node.tensor(0), reshape(indices, indices.shape.slice(0, -1)), node.tensor(2))
  },
}

/** One triangle of the last two axes, zeros elsewhere. */
const triangle: Importer = {
  read: (node) => {
    const x = node.tensor(0)
    const offset = node.has(1) ? node.constantNumber(1) : 0
    const [rows, columns] = [x.shape.at(-2), x.shape.at(-1)]
    if (offset === undefined || rows === undefined || columns === undefined)
      throw node.unsupportedHere('it needs a tensor of rank 2 or more, and a constant diagonal')
    const row = add(reshape(iota(rows), [rows, 1]), offset)
    const isKept = node.int('upper', 1) !== 0 ? greaterOrEqual(iota(columns), row) : lessOrEqual(iota(columns), row)
    return where(expand(isKept, x.shape), x, 0)
  },
}

/** The largest entries; the smallest are the largest of the negative. */
const largest: Importer = {
  read: (node) => {
    const [x, k] = [node.tensor(0), node.constantNumber(1)]
    if (k === undefined) throw node.unsupportedHere('its k must be constant')
    const axis = node.int('axis', -1)
    // Falling order is an order too, where the file asks for none.
    node.int('sorted', 1)
    if (node.int('largest', 1) !== 0) {
      const { values, indices } = topK(x, k, axis)
      return [values, indices]
    }
    const { values, indices } = topK(negate(x), k, axis)
    return [negate(values), indices]
  },
}

export const indexings = (): Importers => ({
  Gather: gatherImporter,
  GatherElements: {
    read: (node) => gatherElements(node.tensor(0), node.tensor(1), node.int('axis', 0)),
  },
  ScatterND: scatterRows,
  ScatterElements: {
    read: (node) => {
      const scatter = { add: scatterElementsAdd, max: scatterElementsMax }[reductionOf(node, ['add', 'max'])]
      return scatter(node.tensor(0), node.tensor(1), node.tensor(2), node.int('axis', 0))
    },
  },
  TopK: largest,
  Trilu: triangle,
})
