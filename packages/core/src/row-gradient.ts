// The gradient of a table that was only gathered from: rows and where they belong.
import { elementCount, type Shape } from './dimension.js'
import { cast } from './operations/elementwise.js'
import { scatterRowsAdd } from './operations/indexing.js'
import { scalar } from './operations/leaves.js'
import { concatenate, expand, reshape } from './operations/movement.js'
import type { Tensor } from './tensor.js'

/**
 * A gradient that is zero outside a few rows: the row that an index names receives the row at the index's place; an
 * index that comes twice receives both. Kept apart from dense gradients so that a table of millions of rows never
 * has one.
 */
export class RowGradient {
  constructor(
    /** Shape of the table, [V, …]. */
    readonly shape: Shape,
    /** Rows of the table, int32 or int64 [...]: the indices of the gather. */
    readonly indices: Tensor,
    /** What is added to each, float32 [..., …]. */
    readonly rows: Tensor,
  ) {}

  /** The sum of two gradients of one table: the rows of both, one after the other, indices int32 [n]. */
  concatenate(other: RowGradient): RowGradient {
    const [a, b] = [this.flatten(), other.flatten()]
    return new RowGradient(this.shape, concatenate([a.indices, b.indices], 0), concatenate([a.rows, b.rows], 0))
  }

  /** The same gradient as a tensor of the table's shape. */
  toDense(): Tensor {
    return scatterRowsAdd(expand(scalar(0), this.shape), this.indices, this.rows)
  }

  private flatten(): RowGradient {
    const { shape, indices, rows } = this
    const count = elementCount(indices.shape)
    // One dtype of indices, so that gradients of a table gathered from by both kinds can be added.
    return new RowGradient(shape, cast(reshape(indices, [count]), 'int32'), reshape(rows, [count, ...shape.slice(1)]))
  }
}
