// Features brought to mean 0 and deviation 1, by the figures of the training set.
import { FeatureError } from './errors.js'
import { checkFeatures, type Features } from './features.js'

/** Standardization that was fitted on one set of features and applies to any. */
export interface Standardizer {
  /** Mean of each column, `[columns]`. */
  readonly mean: Float64Array
  /** Standard deviation of each column (divided by the number of rows), `[columns]`; 0 for a constant column. */
  readonly deviation: Float64Array
  /**
   * (x − mean) / deviation for each column. A column that was constant in the training set says nothing there and
   * becomes 0, whatever it holds here. Throws a `FeatureError` for another number of columns or a value that is not
   * finite.
   */
  apply(features: Features): Features
}

/**
 * Fits a {@link Standardizer}: always on the training set, and then applied to the test set too, or the test set would
 * have a say in how it is evaluated. Throws a `FeatureError` where there are no rows or a value is not finite.
 */
export function standardizer(features: Features): Standardizer {
  checkFeatures(features, 'training features')
  const { rows, columns, data } = features
  if (rows === 0) throw new FeatureError('there are no rows to standardize by')
  const mean = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows
  // A sum of equal values rounds, and what it is off by would count as deviation.
  for (const column of constantColumns(features)) mean[column] = data[column]!
  const deviation = new Float64Array(columns)
  // Twice through the data: a difference of two large sums would lose a small deviation.
  for (let i = 0; i < data.length; i++) deviation[i % columns]! += (data[i]! - mean[i % columns]!) ** 2
  for (let column = 0; column < columns; column++) deviation[column] = Math.sqrt(deviation[column]! / rows)
  return {
    mean,
    deviation,
    apply(given) {
      checkFeatures(given, 'features', columns)
      const scale = deviation.map((value) => (value === 0 ? 0 : 1 / value))
      const out = given.data.map((value, i) => (value - mean[i % columns]!) * scale[i % columns]!)
      return { rows: given.rows, columns, data: out }
    },
  }
}

/** Columns that hold one value. */
function constantColumns({ columns, data }: Features): number[] {
  const isConstant = new Array<boolean>(columns).fill(true)
  for (let i = columns; i < data.length; i++) if (data[i] !== data[i % columns]) isConstant[i % columns] = false
  return isConstant.flatMap((constant, column) => (constant ? [column] : []))
}
