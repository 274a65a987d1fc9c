// The gradient of a table that was only gathered from: rows and where they belong.
import { type Dimension, elementCount, type Shape } from './dimension.js'
import { cast } from './operations/elementwise.js'
import { scatterRowsAdd } from './operations/indexing.js'
import { scalar } from './operations/leaves.js'
import { concatenate, expand, reshape } from './operations/movement.js'
import type { Tensor } from './tensor.js'

/**
 * A gradient that is zero outside a few rows: the row `indices[i]` of the table receives `rows[i]`; an index that
 * comes twice receives both. Kept apart from dense gradients so that a table of millions of rows never has one.
 */
export class RowGradient {
  private constructor(
    /** Shape of the table, [V, …]. */
    readonly shape: Shape,
    /** Rows of the table, int32 [n]. */
    readonly indices: Tensor,
    /** What is added to each, float32 [n, …]. */
    readonly rows: Tensor,
  ) {}

  /** From the indices of a gather, of any rank, and the gradient of its result. */
  static of(shape: Shape, indices: Tensor, rows: Tensor): RowGradient {
    const count: Dimension = elementCount(indices.shape)
    // One dtype of indices, so that gradients of a table gathered from by both kinds can be added.
    return new RowGradient(shape, cast(reshape(indices, [count]), 'int32'), reshape(rows, [count, ...shape.slice(1)]))
  }

  /** The sum of two gradients of one table: the rows of both, one after the other. */
  concatenate(other: RowGradient): RowGradient {
    return new RowGradient(
      this.shape,
      concatenate([this.indices, other.indices], 0),
      concatenate([this.rows, other.rows], 0),
    )
  }

  /** The same gradient as a tensor of the table's shape. */
  toDense(): Tensor {
    return scatterRowsAdd(expand(scalar(0), this.shape), this.indices, this.rows)
  }
}
