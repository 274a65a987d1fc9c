// Matrix products.

import { broadcastShapes, shapeText } from '../dimension.js'
import { ShapeError } from '../errors.js'
import type { Operation } from '../operation.js'
import { apply, type Tensor } from '../tensor.js'
import { broadcastStrides, countOf, offsets } from '../value.js'
import { toTensors } from './leaves.js'
import { flattenLeading, transpose, transposeOperation } from './movement.js'

export const matmulOperation: Operation<undefined> = {
  name: 'matmul',
  infer: ([a, b]) => {
    const [x, y] = [a!.shape, b!.shape]
    if (a!.dtype !== 'float32' || b!.dtype !== 'float32' || x.length < 2 || y.length < 2)
      throw new ShapeError(`matmul: expected float32 tensors of rank 2 or more, found ${a} and ${b}`)
    if (x.at(-1) !== y.at(-2))
      throw new ShapeError(
        `matmul: ${shapeText(x)} by ${shapeText(y)}: the inner dimensions ${x.at(-1)} and ${y.at(-2)} differ`,
      )
    const batch = broadcastShapes(x.slice(0, -2), y.slice(0, -2), 'matmul')
    return { dtype: 'float32', shape: [...batch, x.at(-2)!, y.at(-1)!] }
  },
  gradient: ({ inputs: [a, b] }, gradient) => [
    matmul(gradient, transpose(b!)),
    // With a matrix for all of a batch: one large product instead of many that would be summed afterwards.
    b!.rank === 2
      ? productOfTransposed(flattenLeading(a!, 1), flattenLeading(gradient, 1), b!)
      : productOfTransposed(a!, gradient, b!),
  ],
  evaluate: ([a, b]) => {
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2), 'matmul') as number[]
    const [rows, inner, columns] = [a!.shape.at(-2)!, a!.shape.at(-1)!, b!.shape.at(-1)!]
    const starts = (shape: readonly number[], matrix: number) =>
      offsets(batch, broadcastStrides(shape.slice(0, -2), batch)).map((start) => start * matrix)
    const [startsOfA, startsOfB] = [starts(a!.shape, rows * inner), starts(b!.shape, inner * columns)]
    const data = new Float64Array(countOf(batch) * rows * columns)
    let out = 0
    for (let i = 0; i < startsOfA.length; i++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          let total = 0
          for (let k = 0; k < inner; k++)
            total += a!.data[startsOfA[i]! + row * inner + k]! * b!.data[startsOfB[i]! + k * columns + column]!
          data[out++] = total
        }
    return { dtype: 'float32', shape: [...batch, rows, columns], data }
  },
  lower: (emitter, inputs) => emitter.node('MatMul', inputs),
}

// aᵀ·g, written as (gᵀ·a)ᵀ where b is itself a transposed tensor, whose own gradient transposes it back.
function productOfTransposed(a: Tensor, gradient: Tensor, b: Tensor): Tensor {
  const isTransposed = b.operation.name === transposeOperation.name
  return isTransposed ? transpose(matmul(transpose(gradient), a)) : matmul(transpose(a), gradient)
}

/** The matrix product over the last two axes, [..., M, K] by [..., K, N]; leading axes broadcast. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(matmulOperation, toTensors([a, b]), undefined)
}
