// Slices and padding: a part of the entries along one axis, and its way back.
import {
  addDimensions,
  canonicalDimension,
  type Dimension,
  floorDivideDimension,
  multiplyDimensions,
  shapeText,
  subtractDimensions,
} from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, normalizeAxis, type Tensor } from '../tensor.js'
import { countOf, offsets, stridesOf } from '../value.js'
import { movedAsNumbers } from './carried.js'
import { expandDimension, reshape } from './movement.js'

interface AxisAttributes {
  readonly axis: number
}

interface SliceAttributes extends AxisAttributes {
  readonly start: Dimension
  readonly end: Dimension
  readonly step: number
}

export const sliceOperation: Operation<SliceAttributes> = {
  name: 'slice',
  infer: ([x], { axis, start, end, step }) => {
    const reach = canonicalDimension(subtractDimensions(end, start))
    const length = floorDivideDimension(addDimensions(reach, step - 1), step)
    const size = x!.shape[axis]!
    if (length === undefined)
      throw new ShapeError(
        `slice: the number of entries of ${reach} at step ${step} is not a polynomial in the names of dimensions`,
      )
    if (
      [start, end].some(
        (bound) => typeof bound === 'number' && (bound < 0 || (typeof size === 'number' && bound > size)),
      )
    )
      throw new ShapeError(`slice: ${start} to ${end} is outside axis ${axis} of ${shapeText(x!.shape)}`)
    return { dtype: x!.dtype, shape: x!.shape.with(axis, length) }
  },
  mapDimensions: ({ start, end, ...others }, change) => ({ ...others, start: change(start), end: change(end) }),
  simplify: ({ inputs: [x], attributes: { axis, start, end, step } }) =>
    start === 0 && end === x!.shape[axis] && step === 1 ? x : undefined,
  gradient: ({ inputs: [x], attributes: { axis, start, end, step } }, gradient) => [
    unslice(gradient, x!.shape[axis]!, axis, start, end, step),
  ],
  evaluate: ([x], { axis, start, end, step }, context) => {
    const shape = [...x!.shape]
    const [first, last] = [context.size(start), context.size(end)]
    // Known only now where the bounds have names; runtimes would cut the slice short without a word.
    if (first > last || last > shape[axis]!)
      throw new ShapeError(`slice: ${start} to ${end} is ${first} to ${last} here, outside axis ${axis} of [${shape}]`)
    shape[axis] = Math.ceil((last - first) / step)
    const strides = stridesOf(x!.shape)
    const at = offsets(shape, strides.with(axis, strides[axis]! * step), first * strides[axis]!)
    return { dtype: x!.dtype, shape, data: at.map((offset) => x!.data[offset]!) }
  },
  lower: (emitter, inputs, { attributes: { axis, start, end, step }, dtype }) =>
    movedAsNumbers(emitter, dtype, inputs, ([x]) => {
      // WebGPU slices no int32, but gathers it.
      const [first, last] = [emitter.bound(start), emitter.bound(end)]
      if (dtype === 'int32' && typeof first === 'number' && typeof last === 'number') {
        const indices = Array.from({ length: Math.ceil((last - first) / step) }, (_, i) => first + i * step)
        return emitter.node('Gather', [x!, emitter.constant('int32', [indices.length], indices)], {
          axis: { int: axis },
        })
      }
      const bounds = [emitter.shape([start]), emitter.shape([end]), emitter.constant('int64', [1], [axis])]
      const steps = step === 1 ? [] : [emitter.constant('int64', [1], [step])]
      return emitter.node('Slice', [x!, ...bounds, ...steps])
    }),
}

interface PadAttributes extends AxisAttributes {
  readonly before: Dimension
  readonly after: Dimension
}

export const padOperation: Operation<PadAttributes> = {
  name: 'pad',
  infer: ([x], { axis, before, after }) => {
    if ([before, after].some((count) => typeof count === 'number' && count < 0))
      throw new ShapeError(`pad: cannot pad axis ${axis} by ${before} and ${after}`)
    return { dtype: x!.dtype, shape: x!.shape.with(axis, addDimensions(addDimensions(before, x!.shape[axis]!), after)) }
  },
  mapDimensions: ({ axis, before, after }, change) => ({ axis, before: change(before), after: change(after) }),
  simplify: ({ inputs: [x], attributes: { before, after } }) => (before === 0 && after === 0 ? x : undefined),
  gradient: ({ inputs: [x], attributes: { axis, before } }, gradient) => [
    slice(gradient, axis, before, addDimensions(before, x!.shape[axis]!)),
  ],
  evaluate: ([x], { axis, before, after }, context) => {
    const shape = [...x!.shape]
    shape[axis]! += context.size(before) + context.size(after)
    const data = new Float64Array(countOf(shape))
    const strides = stridesOf(shape)
    const at = offsets(x!.shape, strides, context.size(before) * strides[axis]!)
    x!.data.forEach((value, i) => {
      data[at[i]!] = value
    })
    return { dtype: x!.dtype, shape, data }
  },
  lower: (emitter, inputs, { attributes: { axis, before, after }, dtype, rank }) => {
    const none = new Array<Dimension>(rank).fill(0)
    // For every axis: where only some are listed, ONNX Runtime moves a Transpose past the node and mistakes them.
    const counts = emitter.shape([...none.with(axis, before), ...none.with(axis, after)])
    return movedAsNumbers(emitter, dtype, inputs, ([x]) =>
      emitter.node('Pad', [x!, counts, emitter.constant(dtype === 'bool' ? 'float32' : dtype, [], [0])]),
    )
  },
}

/** Entries `start … end − 1` along one axis, or every `step`-th of them from the first. */
export function slice(x: Tensor, axis: number, start: Dimension, end: Dimension, step = 1): Tensor {
  if (!Number.isSafeInteger(step) || step < 1)
    throw new ValueError(`slice: a step must be a whole number of 1 or more, found ${step}`)
  return apply(sliceOperation, [x], {
    axis: normalizeAxis(axis, x.rank, 'slice'),
    start: canonicalDimension(start),
    end: canonicalDimension(end),
    step,
  })
}

/** Entries along an axis put back where `slice` took them from, among `size` entries that are 0 elsewhere. */
export function unslice(
  x: Tensor,
  size: Dimension,
  axis: number,
  start: Dimension,
  end: Dimension,
  step: number,
): Tensor {
  const after = subtractDimensions(size, end)
  if (step === 1) return pad(x, axis, start, after)
  const apart = pad(expandDimension(x, axis + 1), axis + 1, 0, step - 1)
  const spread = reshape(apart, x.shape.with(axis, multiplyDimensions(step, x.shape[axis]!)))
  return pad(slice(spread, axis, 0, subtractDimensions(end, start)), axis, start, after)
}

/** Zeros before and after the entries along one axis. */
export function pad(x: Tensor, axis: number, before: Dimension, after: Dimension): Tensor {
  return apply(padOperation, [x], {
    axis: normalizeAxis(axis, x.rank, 'pad'),
    before: canonicalDimension(before),
    after: canonicalDimension(after),
  })
}
