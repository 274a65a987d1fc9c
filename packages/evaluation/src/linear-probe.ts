// A linear probe: how well a linear classifier tells classes apart on frozen features.
import { ValueError } from '@infonce/core'
import { checkFeatures, type Features } from './features.js'
import { checkTrainingSet, type Labels } from './labels.js'
import { type MinimizationProgress, type Minimum, minimize, type StopReason } from './limited-memory-bfgs.js'
import { logisticObjective, softmaxColumn } from './logistic-objective.js'
import { logisticPreconditioner, preconditionerCost } from './logistic-preconditioner.js'
import { addRowProducts, transposed } from './row-products.js'

export interface LinearProbeOptions {
  /** How much the examples count against the penalty on the weights, above 0: small values regularize more. Default 1. */
  readonly C?: number
  /**
   * Ends when no entry of the gradient of the objective, divided by C·rows, is larger, and the objective is no larger
   * share above its minimum, which its curvature and its gradient bound. Default 1e-4.
   */
  readonly tolerance?: number
  /** Default 1000. */
  readonly maxIterations?: number
  /** Called after each iteration, with the objective divided by C·rows; only `false` stops, and gives the probe so far. */
  readonly onIteration?: (progress: MinimizationProgress) => unknown
}

/** A fitted linear classifier. */
export interface LinearProbe {
  readonly classes: readonly string[]
  /** `[classes, columns]`. */
  readonly weights: Float64Array
  /** `[classes]`, summing to 0. */
  readonly intercepts: Float64Array
  /** The value of the objective. */
  readonly objective: number
  readonly iterations: number
  /** The largest entry of the gradient of the objective, divided by C·rows. */
  readonly gradientNorm: number
  /** Whether gradient and objective are within the tolerance. */
  readonly converged: boolean
  /** Why it ended. */
  readonly stop: StopReason
  /** Probabilities of the classes, `[rows, classes]`. Throws a `FeatureError` for features that do not fit. */
  probabilities(features: Features): Float64Array
  /** The likeliest class of each row, a place in `classes`. Throws a `FeatureError` for features that do not fit. */
  predict(features: Features): Int32Array
}

/**
 * Fits a multinomial logistic regression: the weights w and intercepts b that minimize
 *
 *     ½ Σ w² + C · Σ_rows −ln softmax(w·x + b)[label]
 *
 * The intercepts are not penalized. This is scikit-learn's `LogisticRegression(C=…)`, for two classes as well, where it
 * fits one vector of weights v: there ½ v² is the penalty, w is ∓v/2, and so the penalty here is Σ w². The minimum is
 * unique; L-BFGS in float64 approaches it. Features should be standardized ({@link standardizer}): the penalty takes
 * all columns for alike. Columns that depend on each other much, as those of pixels do, make the search long; after
 * as many iterations as a preconditioner takes to make, it continues with one ({@link logisticPreconditioner}). The minimum
 * is the same, and some tens of iterations suffice where it would be a thousand. It holds the square of the number of
 * columns or of rows, whichever is smaller, in float64; where both are above 4,096 it goes without.
 *
 * Runs to its end without leaving the event loop. Where that is too long to be silent, `onIteration` is told; where it is
 * too long to be unresponsive, use a worker.
 *
 * Throws a `FeatureError` for features that are not finite or no matrix, a `LabelError` for fewer than two classes, a
 * class without rows or another number of labels than rows, and a `ValueError` for an option out of its range. That
 * the iterations did not suffice is no error: `converged` says so.
 */
export function linearProbe(features: Features, labels: Labels, options: LinearProbeOptions = {}): LinearProbe {
  const { C = 1, tolerance = 1e-4, maxIterations = 1000, onIteration } = options
  if (!(C > 0 && Number.isFinite(C))) throw new ValueError(`C must be a number above 0, found ${C}`)
  if (!(tolerance >= 0)) throw new ValueError(`tolerance must be a number from 0 up, found ${tolerance}`)
  if (!Number.isInteger(maxIterations) || maxIterations < 1)
    throw new ValueError(`maxIterations must be a whole number from 1 up, found ${maxIterations}`)
  checkTrainingSet(features, labels)
  const { rows, columns } = features
  const classes = labels.classes.length
  const penalty = (classes === 2 ? 2 : 1) / (C * rows)
  const point = new Float64Array(classes * (columns + 1))
  const minimum = minimumFrom(point, features, labels, { penalty, tolerance, maxIterations, onIteration })
  const weights = point.slice(0, classes * columns)
  const intercepts = point.slice(classes * columns)

  const probabilities = (given: Features): Float64Array => {
    checkFeatures(given, 'features', columns)
    const scores = new Float64Array(classes * given.rows)
    for (let k = 0; k < classes; k++) scores.fill(intercepts[k]!, k * given.rows, (k + 1) * given.rows)
    addRowProducts(given.data, given.rows, weights, classes, columns, scores)
    const out = new Float64Array(scores.length)
    for (let row = 0; row < given.rows; row++) {
      softmaxColumn(scores, row, given.rows, classes)
      for (let k = 0; k < classes; k++) out[row * classes + k] = scores[k * given.rows + row]!
    }
    return out
  }
  return {
    classes: labels.classes,
    weights,
    intercepts,
    objective: minimum.value * C * rows,
    iterations: minimum.iteration,
    gradientNorm: minimum.gradientNorm,
    converged: minimum.stop === 'converged',
    stop: minimum.stop,
    probabilities,
    predict: (given) => largestOfRows(probabilities(given), classes),
  }
}

interface SearchOptions extends Required<Pick<LinearProbeOptions, 'tolerance' | 'maxIterations'>> {
  readonly penalty: number
  readonly onIteration: LinearProbeOptions['onIteration'] | undefined
}

/**
 * Moves `point` to the minimum. Some iterations go without a preconditioner, which is worth its making only where they do
 * not suffice: as many as take as long as that.
 */
function minimumFrom(
  point: Float64Array,
  features: Features,
  labels: Labels,
  { penalty, tolerance, maxIterations, onIteration }: SearchOptions,
): Minimum {
  const { rows, columns, data } = features
  const classes = labels.classes.length
  const byColumn = transposed(data, rows, columns)
  const objective = logisticObjective(features, labels, penalty, byColumn)
  const curvature = { variables: classes * columns, strength: penalty }
  const plain = Math.min(maxIterations, preconditionerCost(rows, columns, classes))
  const first = minimize(objective, point, { tolerance, curvature, maxIterations: plain, onIteration })
  if (first.stop !== 'iterations' || plain === maxIterations) return first
  const found = minimize(objective, point, {
    ...{ tolerance, curvature, maxIterations: maxIterations - plain },
    precondition: logisticPreconditioner(features, byColumn, classes, penalty),
    onIteration: onIteration && ((progress) => onIteration({ ...progress, iteration: plain + progress.iteration })),
  })
  return { ...found, iteration: plain + found.iteration }
}

/** The place of the largest value of each row, the first of equals. */
export function largestOfRows(values: Float64Array, columns: number): Int32Array {
  const out = new Int32Array(values.length / columns)
  for (let row = 0; row < out.length; row++) {
    let best = 0
    for (let column = 1; column < columns; column++)
      if (values[row * columns + column]! > values[row * columns + best]!) best = column
    out[row] = best
  }
  return out
}
