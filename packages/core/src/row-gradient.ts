// The gradient of a table that was only gathered from: rows and where they belong.
import { elementCount, type Shape } from './dimension.js'
import { cast } from './operations/elementwise.js'
import { scatterRowsAdd } from './operations/indexing.js'
import { scalar } from './operations/leaves.js'
import { concat, expand, reshape } from './operations/movement.js'
import type { Tensor } from './tensor.js'

/** Rows of a table, and where they belong. */
export interface RowPart {
  /** Rows of the table, int32 or int64 [...]: the indices of a gather. */
  readonly indices: Tensor
  /** What is added to each, float32 [..., …]. */
  readonly rows: Tensor
}

/**
 * A gradient that is zero outside a few rows: the row that an index names receives the row at the index's place; an
 * index that comes twice receives both. Kept apart from dense gradients so that a table of millions of rows never
 * has one. A table that was gathered from several times has a part for each, and their sum is the gradient.
 */
export class RowGradient {
  /** Those of another copy of this package are row gradients too. */
  static [Symbol.hasInstance](value: unknown): boolean {
    const found = value as Partial<RowGradient> | null | undefined
    return typeof found?.toDense === 'function' && typeof found.concatenate === 'function' && 'parts' in found
  }

  constructor(
    /** Shape of the table, [V, …]. */
    readonly shape: Shape,
    readonly parts: readonly RowPart[],
  ) {}

  /** The sum of two gradients of one table. */
  concatenate(other: RowGradient): RowGradient {
    return new RowGradient(this.shape, [...this.parts, ...other.parts])
  }

  /** The rows of the table that all parts name, int32 [n]. */
  get indices(): Tensor {
    // One dtype of indices, for a table that was gathered from by both kinds.
    const flat = this.parts.map(({ indices }) => cast(reshape(indices, [elementCount(indices.shape)]), 'int32'))
    return concat(flat, 0)
  }

  /** What is added to each of {@link indices}, float32 [n, …]. */
  get rows(): Tensor {
    const row = this.shape.slice(1)
    return concat(
      this.parts.map(({ indices, rows }) => reshape(rows, [elementCount(indices.shape), ...row])),
      0,
    )
  }

  /** The same gradient as a tensor of the table's shape. */
  toDense(): Tensor {
    return this.addTo(expand(scalar(0), this.shape), (rows) => rows)
  }

  /** A tensor of the table's shape with the rows, each changed by a function, added to it. */
  addTo(table: Tensor, change: (rows: Tensor) => Tensor): Tensor {
    return this.parts.reduce((sum, { indices, rows }) => scatterRowsAdd(sum, indices, change(rows)), table)
  }
}
