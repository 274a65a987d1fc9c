// Constants, ranges, and the sizes of tensors.
import {
  add,
  cast,
  constant,
  type Dimension,
  elementCount,
  expand,
  iota,
  reshape,
  scalar,
  subtractDimensions,
  type Tensor,
} from '@infonce/core'
import type { Imported } from '../imported.js'
import type { Importer, Importers } from '../importer.js'
import { KnownIntegers } from '../known-integers.js'
import type { NodeReader } from '../node-reader.js'

const constantForms: Readonly<Record<string, (node: NodeReader, name: string) => Imported>> = {
  value: (node, name) => node.tensorAttribute(name),
  value_int: (node, name) => new KnownIntegers('int64', [], [node.int(name)]),
  value_ints: (node, name) => {
    const entries = node.ints(name)
    return new KnownIntegers('int64', [entries.length], entries)
  },
  value_float: (node, name) => scalar(node.float(name)),
  value_floats: (node, name) => {
    const data = node.floats(name)
    return constant(data, [data.length])
  },
}

const constantImporter: Importer = {
  read: (node) => {
    for (const [name, read] of Object.entries(constantForms)) if (node.hasAttribute(name)) return read(node, name)
    throw node.unsupportedHere(`a constant needs one of the attributes ${Object.keys(constantForms).join(', ')}`)
  },
}

// More are left to expressions, which hold no memory.
const mostEntries = 65536

const filled: Importer = {
  read: (node) => {
    const shape = node.integers(0)
    const value = node.hasAttribute('value') ? node.tensorAttribute('value') : scalar(0)
    if (elementCount(value.shape) !== 1)
      throw node.invalid(`its value must be one number, found [${value.shape.join(', ')}]`)
    if (!(value instanceof KnownIntegers)) return expand(reshape(value, []), shape)
    const sizes = shape.filter((size) => typeof size === 'number')
    const count = elementCount(sizes) as number
    if (sizes.length < shape.length || count > mostEntries) return expand(reshape(value.tensor, []), shape)
    return new KnownIntegers(
      value.dtype,
      sizes,
      Array.from({ length: count }, () => value.entries[0]!),
    )
  },
}

/** Sizes of axes `start … end − 1`, as int64. */
const shapeImporter: Importer = {
  read: (node) => {
    const { shape } = node.value(0)
    const [start, end] = node.opset < 15 ? [0, shape.length] : [node.int('start', 0), node.int('end', shape.length)]
    const sizes = shape.slice(start, end)
    return new KnownIntegers('int64', [sizes.length], sizes)
  },
}

// A file of a few bytes must not be able to ask for any amount of memory.
const longestRange = 2 ** 24

const range: Importer = {
  read: (node) => {
    const values = [node.value(0), node.value(1), node.value(2)]
    const known = values.filter((value) => value instanceof KnownIntegers)
    const [start, limit, step] = known.map(({ entries }) => entries[0])
    if (start === undefined || limit === undefined || step === undefined) return floatRange(node)
    if (typeof start === 'number' && typeof limit === 'number' && typeof step === 'number') {
      const entries = count(node, start, limit, step)
      return new KnownIntegers(known[0]!.dtype, [entries.length], entries)
    }
    if (step !== 1) throw node.unsupportedHere(`a range from ${start} to ${limit} in steps of ${step} is not supported`)
    const numbers = cast(iota(subtractDimensions(limit, start)), known[0]!.dtype)
    return start === 0 ? numbers : add(numbers, offset(known[0]!.dtype, start))
  },
}

const offset = (dtype: KnownIntegers['dtype'], start: Dimension): Tensor => new KnownIntegers(dtype, [], [start]).tensor

function floatRange(node: NodeReader): Tensor {
  const [start, limit, step] = [node.constantNumber(0), node.constantNumber(1), node.constantNumber(2)]
  if (start === undefined || limit === undefined || step === undefined)
    throw node.unsupportedHere('a range whose bounds depend on data is not supported')
  const entries = count(node, start, limit, step)
  return constant(entries, [entries.length])
}

function count(node: NodeReader, start: number, limit: number, step: number): number[] {
  const length = Math.max(0, Math.ceil((limit - start) / step))
  if (!(length <= longestRange)) throw node.invalid(`a range from ${start} to ${limit} in steps of ${step} is too long`)
  return Array.from({ length }, (_, i) => start + i * step)
}

export const leaves = (): Importers => ({
  Constant: constantImporter,
  ConstantOfShape: filled,
  Shape: shapeImporter,
  Size: { read: (node) => new KnownIntegers('int64', [], [elementCount(node.value(0).shape)]) },
  Range: range,
})
