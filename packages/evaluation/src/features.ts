// Frozen embeddings as a matrix: a row for each example.
import { ValueError } from '@infonce/core'
import { FeatureError } from './errors.js'

/** A matrix of features `[rows, columns]`, row after row: `data[row * columns + column]`. */
export interface Features {
  /** Examples. */
  readonly rows: number
  /** Features of an example. */
  readonly columns: number
  readonly data: Float32Array
}

/**
 * Features from a vector for each example. Throws a `FeatureError` where there is no vector, or where their lengths
 * differ.
 */
export function stackRows(vectors: readonly ArrayLike<number>[]): Features {
  const columns = vectors[0]?.length ?? 0
  if (columns === 0)
    throw new FeatureError('there are no features to stack: give one vector or more, none of them empty')
  const data = new Float32Array(vectors.length * columns)
  for (const [row, vector] of vectors.entries()) {
    if (vector.length !== columns)
      throw new FeatureError(
        `row ${row} has ${vector.length} features and row 0 has ${columns}; give all the same number`,
      )
    data.set(vector, row * columns)
  }
  return { rows: vectors.length, columns, data }
}

/** Some rows of features, in the order given. Throws a `ValueError` for a row that is not there. */
export function selectRows(features: Features, rows: ArrayLike<number>): Features {
  const { columns } = features
  const data = new Float32Array(rows.length * columns)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (!Number.isInteger(row) || row < 0 || row >= features.rows)
      throw new ValueError(`row ${row} is not among the ${features.rows} rows of the features`)
    data.set(features.data.subarray(row * columns, (row + 1) * columns), i * columns)
  }
  return { rows: rows.length, columns, data }
}

/**
 * Throws a `FeatureError` unless the sizes are whole and fit the data, every value is finite, and, where `columns` is
 * given, that is how many there are. `name` says in the message which features these are.
 */
export function checkFeatures(features: Features, name: string, columns?: number): void {
  const { rows, columns: found, data } = features
  if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(found) || found < 1)
    throw new FeatureError(`${name}: [${rows}, ${found}] is not a matrix shape; at least one column is needed`)
  if (data.length !== rows * found)
    throw new FeatureError(`${name}: [${rows}, ${found}] needs ${rows * found} values, found ${data.length}`)
  if (columns !== undefined && found !== columns)
    throw new FeatureError(
      `${name} have ${found} columns where those fitted had ${columns}; use the same encoder for both`,
    )
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]!))
      throw new FeatureError(
        `${name}: row ${Math.floor(i / found)}, column ${i % found} is ${data[i]}; ` +
          'fix the encoder, or leave the row out',
      )
}
