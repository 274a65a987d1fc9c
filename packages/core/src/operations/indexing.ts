// Indexing: rows by their number, and entries along an axis.
import { sameShape, shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Operation, Value } from '../operation.js'
import { RowGradient } from '../row-gradient.js'
import { apply, normalizeAxis, type Tensor } from '../tensor.js'
import { countOf, offsets, stridesOf } from '../value.js'
import { movedAsNumbers } from './carried.js'
import { equal } from './comparison.js'
import { add, where } from './elementwise.js'
import { iota, scalar } from './leaves.js'
import { expand, reshape } from './movement.js'

type None = undefined

function requireIndices(name: string, indices: Tensor): void {
  if (indices.dtype !== 'int32' && indices.dtype !== 'int64')
    throw new ShapeError(`${name}: indices must be int32 or int64, found ${indices.dtype}`)
}

function checkedIndex(name: string, indices: Value, position: number, limit: number): number {
  const index = indices.data[position]!
  if (!(index >= 0 && index < limit))
    throw new ValueError(`${name}: index ${index} at position ${position} is outside 0 … ${limit - 1}`)
  return index
}

export const gatherOperation: Operation<None> = {
  name: 'gather',
  selects: true,
  infer: ([table, indices]) => {
    requireIndices('gather', indices!)
    if (table!.rank < 1) throw new ShapeError('gather: the table must have at least one axis')
    return { dtype: table!.dtype, shape: [...indices!.shape, ...table!.shape.slice(1)] }
  },
  gradient: ({ inputs: [table, indices] }, gradient) => [
    new RowGradient(table!.shape, [{ indices: indices!, rows: gradient }]),
    null,
  ],
  evaluate: ([table, indices]) => {
    const width = countOf(table!.shape.slice(1))
    const data = new Float64Array(indices!.data.length * width)
    for (let i = 0; i < indices!.data.length; i++) {
      const row = checkedIndex('gather', indices!, i, table!.shape[0]!)
      data.set(table!.data.subarray(row * width, (row + 1) * width), i * width)
    }
    return { dtype: table!.dtype, shape: [...indices!.shape, ...table!.shape.slice(1)], data }
  },
  lower: (emitter, inputs) => emitter.node('Gather', inputs, { axis: { int: 0 } }),
}

export const scatterRowsAddOperation: Operation<None> = {
  name: 'scatterRowsAdd',
  infer: ([table, indices, rows]) => {
    requireIndices('scatterRowsAdd', indices!)
    if (!sameShape(rows!.shape, [...indices!.shape, ...table!.shape.slice(1)]))
      throw new ShapeError(
        `scatterRowsAdd: a table ${shapeText(table!.shape)} and indices ${shapeText(indices!.shape)} take rows ` +
          `${shapeText([...indices!.shape, ...table!.shape.slice(1)])}, found ${shapeText(rows!.shape)}`,
      )
    return table!
  },
  gradient: ({ inputs: [, indices] }, gradient) => [gradient, null, gather(gradient, indices!)],
  evaluate: ([table, indices, rows]) => {
    const width = countOf(table!.shape.slice(1))
    const data = table!.data.slice()
    for (let i = 0; i < indices!.data.length; i++) {
      const row = checkedIndex('scatterRowsAdd', indices!, i, table!.shape[0]!)
      for (let j = 0; j < width; j++) data[row * width + j]! += rows!.data[i * width + j]!
    }
    return { ...table!, data }
  },
  lower: (emitter, [table, indices, rows], { inputs: [, index] }) => {
    // In this order, since WebGPU has a Cast to int64 but no Unsqueeze of it.
    const column = emitter.node('Unsqueeze', [indices!, emitter.constant('int64', [1], [-1])])
    const wide =
      index!.dtype === 'int64' ? column : emitter.node('Cast', [column], { to: { int: emitter.dtypeCode('int64') } })
    return emitter.node('ScatterND', [table!, wide, rows!], { reduction: { text: 'add' } })
  },
}

interface AxisAttributes {
  readonly axis: number
}

/** For each entry of `indices`, the offset in a tensor of `shape` of the entry that it names along the axis. */
function offsetsAlong(name: string, shape: readonly number[], indices: Value, axis: number): Float64Array {
  const strides = stridesOf(shape)
  const stride = strides[axis]!
  strides[axis] = 0
  const at = offsets(indices.shape, strides)
  return at.map((offset, i) => offset + checkedIndex(name, indices, i, shape[axis]!) * stride)
}

function requireAlong(name: string, x: Tensor, indices: Tensor, axis: number): void {
  requireIndices(name, indices)
  if (indices.rank !== x.rank || !sameShape(indices.shape.with(axis, 0), x.shape.with(axis, 0)))
    throw new ShapeError(
      `${name}: indices ${shapeText(indices.shape)} and tensor ${shapeText(x.shape)} may differ along axis ${axis} only`,
    )
}

export const gatherElementsOperation: Operation<AxisAttributes> = {
  name: 'gatherElements',
  infer: ([x, indices], { axis }) => {
    requireAlong('gatherElements', x!, indices!, axis)
    return { dtype: x!.dtype, shape: indices!.shape }
  },
  gradient: ({ inputs: [x, indices], attributes: { axis } }, gradient) => [
    scatterElementsAdd(expand(scalar(0), x!.shape), indices!, gradient, axis),
    null,
  ],
  evaluate: ([x, indices], { axis }) => ({
    dtype: x!.dtype,
    shape: indices!.shape,
    data: offsetsAlong('gatherElements', x!.shape, indices!, axis).map((offset) => x!.data[offset]!),
  }),
  lower: (emitter, [x, indices], { attributes: { axis }, dtype }) =>
    movedAsNumbers(emitter, dtype, [x!], ([operand]) =>
      emitter.node('GatherElements', [operand!, indices!], { axis: { int: axis } }),
    ),
}

export const scatterElementsAddOperation: Operation<AxisAttributes> = {
  name: 'scatterElementsAdd',
  infer: ([x, indices, updates], { axis }) => {
    requireAlong('scatterElementsAdd', x!, indices!, axis)
    if (!sameShape(indices!.shape, updates!.shape))
      throw new ShapeError(
        `scatterElementsAdd: indices ${shapeText(indices!.shape)} and updates ${shapeText(updates!.shape)} must have one shape`,
      )
    return x!
  },
  gradient: ({ inputs: [, indices], attributes: { axis } }, gradient) => [
    gradient,
    null,
    gatherElements(gradient, indices!, axis),
  ],
  evaluate: ([x, indices, updates], { axis }) => {
    const data = x!.data.slice()
    offsetsAlong('scatterElementsAdd', x!.shape, indices!, axis).forEach((offset, i) => {
      data[offset]! += updates!.data[i]!
    })
    return { ...x!, data }
  },
  lower: (emitter, inputs, { attributes: { axis } }) =>
    emitter.node('ScatterElements', inputs, { axis: { int: axis }, reduction: { text: 'add' } }),
}

export const scatterElementsMaxOperation: Operation<AxisAttributes> = {
  name: 'scatterElementsMax',
  infer: ([x, indices, updates], { axis }) => {
    requireAlong('scatterElementsMax', x!, indices!, axis)
    if (!sameShape(indices!.shape, updates!.shape))
      throw new ShapeError(
        `scatterElementsMax: indices ${shapeText(indices!.shape)} and updates ${shapeText(updates!.shape)} must have one shape`,
      )
    if (x!.dtype !== updates!.dtype || x!.dtype === 'bool')
      throw new ShapeError(`scatterElementsMax: expected numbers of one dtype, found ${x!.dtype} and ${updates!.dtype}`)
    return x!
  },
  gradient: (node, gradient) => {
    const {
      inputs: [x, indices, updates],
      attributes: { axis },
    } = node
    const [reached, given] = [gatherElements(node, indices!, axis), gatherElements(gradient, indices!, axis)]
    return [where(equal(node, x!), gradient, 0), null, where(equal(reached, updates!), given, 0)]
  },
  evaluate: ([x, indices, updates], { axis }) => {
    const data = x!.data.slice()
    offsetsAlong('scatterElementsMax', x!.shape, indices!, axis).forEach((offset, i) => {
      data[offset] = Math.max(data[offset]!, updates!.data[i]!)
    })
    return { ...x!, data }
  },
  lower: (emitter, inputs, { attributes: { axis } }) =>
    emitter.node('ScatterElements', inputs, { axis: { int: axis }, reduction: { text: 'max' } }),
}

/**
 * Rows of a table [V, …] by their number; indices [...] give [..., …]. Its gradient is a {@link RowGradient}. Indices
 * are 0 … V − 1: the reference refuses all others, ONNX runtimes take negative ones from the end, here and below.
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  return apply(gatherOperation, [table, indices], undefined)
}

/**
 * Rows first … first + count − 1 of x [N, …], where the first is known only when the graph runs.
 * @param first int32 scalar
 * @param count a number
 */
export function rowsFrom(x: Tensor, first: Tensor, count: number): Tensor {
  return gather(x, add(first, iota(count)))
}

/** The table [V, …] with `rows` [..., …] added at `indices` [...]; an index that comes twice receives both rows. */
export function scatterRowsAdd(table: Tensor, indices: Tensor, rows: Tensor): Tensor {
  return apply(scatterRowsAddOperation, [table, indices, rows], undefined)
}

/** x[…, indices, …] along one axis; the other axes of both have one size. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  return apply(gatherElementsOperation, [x, indices], { axis: normalizeAxis(axis, x.rank, 'gatherElements') })
}

/** x with `updates` added at `indices` along one axis. */
export function scatterElementsAdd(x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  return apply(scatterElementsAddOperation, [x, indices, updates], {
    axis: normalizeAxis(axis, x.rank, 'scatterElementsAdd'),
  })
}

/**
 * x, where each entry that `indices` name along one axis is at least as large as the `updates` for it. The gradient goes
 * to what is the largest; to each of several that are equally large.
 */
export function scatterElementsMax(x: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  return apply(scatterElementsMaxOperation, [x, indices, updates], {
    axis: normalizeAxis(axis, x.rank, 'scatterElementsMax'),
  })
}

/** The entry of each row of x [..., C] that `indices` [...] names, [...]. */
export function pick(x: Tensor, indices: Tensor): Tensor {
  return reshape(gatherElements(x, reshape(indices, [...indices.shape, 1]), -1), indices.shape)
}
