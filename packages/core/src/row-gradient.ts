// The gradient of a table that was only gathered from: rows and where they belong.
import { elementCount, type Shape } from './dimension.js'
import { equal } from './operations/comparison.js'
import { cast } from './operations/elementwise.js'
import { gather, scatterElementsMax, scatterRowsAdd } from './operations/indexing.js'
import { iota, scalar } from './operations/leaves.js'
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
    /**
     * Where there is one part and no row of the table gets more than one of its rows: which of them count, bool [n], the
     * others being zeros. Undefined where rows may come twice.
     */
    readonly named: Tensor | undefined = undefined,
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

  /** The rows, each changed by a function that leaves zeros zero. */
  map(change: (rows: Tensor) => Tensor): RowGradient {
    const parts = this.parts.map(({ indices, rows }) => ({ indices, rows: change(rows) }))
    return new RowGradient(this.shape, parts, this.named)
  }

  /**
   * The same gradient in one part of as many rows, where all that one row of the table gets stands summed at the last of
   * its places, and zeros stand at the others. It takes room for n rows and for one number per row of the table.
   */
  coalesce(): RowGradient & { readonly named: Tensor } {
    if (this.named) return this as RowGradient & { readonly named: Tensor }
    const { indices, rows } = this
    const places = iota(indices.shape[0]!)
    const lastPlaces = scatterElementsMax(expand(scalar(0, 'int32'), [this.shape[0]!]), indices, places, 0)
    const last = gather(lastPlaces, indices)
    const summed = scatterRowsAdd(expand(scalar(0), rows.shape), last, rows)
    return new RowGradient(this.shape, [{ indices, rows: summed }], equal(last, places)) as RowGradient & {
      readonly named: Tensor
    }
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
