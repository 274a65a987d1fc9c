// The objective of multinomial logistic regression, with its gradient.
import type { Features } from './features.js'
import type { Labels } from './labels.js'
import type { Objective } from './limited-memory-bfgs.js'
import { addRowProducts, transposed } from './row-products.js'

/**
 * Cross-entropy of a softmax over w_k·x + b_k, averaged over the rows, plus `penalty`/2 · Σ w². The point holds the
 * weights `[classes, columns]` and then the intercepts `[classes]`. Memory: the features once more, transposed
 * (`byColumn`), and a score of 8 bytes for each row and class.
 */
export function logisticObjective(
  features: Features,
  labels: Labels,
  penalty: number,
  byColumn: Float32Array = transposed(features.data, features.rows, features.columns),
): Objective {
  const { rows, columns, data } = features
  const { codes } = labels
  const classes = labels.classes.length
  // [classes, rows]: the scores, and then what each of them should change by.
  const scores = new Float64Array(classes * rows)
  return (point, gradient) => {
    const weights = point.subarray(0, classes * columns)
    for (let k = 0; k < classes; k++) scores.fill(point[classes * columns + k]!, k * rows, (k + 1) * rows)
    addRowProducts(data, rows, weights, classes, columns, scores)

    const loss = crossEntropies(scores, codes, rows, classes) / rows

    const weightGradient = gradient.subarray(0, classes * columns)
    weightGradient.fill(0)
    addRowProducts(byColumn, columns, scores, classes, rows, weightGradient)
    let squares = 0
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!
      squares += weight * weight
      weightGradient[i] = weightGradient[i]! / rows + penalty * weight
    }
    for (let k = 0; k < classes; k++) {
      let sum = 0
      for (let i = k * rows; i < (k + 1) * rows; i++) sum += scores[i]!
      gradient[classes * columns + k] = sum / rows
    }
    return loss + (penalty / 2) * squares
  }
}

/** Sums −ln p(label) over the rows, and turns the scores `[classes, rows]` into p − (1 for the label). */
function crossEntropies(scores: Float64Array, codes: Int32Array, rows: number, classes: number): number {
  let loss = 0
  for (let row = 0; row < rows; row++) {
    const own = codes[row]! * rows + row
    const score = scores[own]!
    const logSum = softmaxColumn(scores, row, rows, classes)
    loss += logSum - score
    scores[own]! -= 1
  }
  return loss
}

/** Turns the scores of one row of examples, a column of `[classes, rows]`, into probabilities. Gives ln Σ exp(score). */
export function softmaxColumn(scores: Float64Array, row: number, rows: number, classes: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (let i = row; i < classes * rows; i += rows) if (scores[i]! > most) most = scores[i]!
  let sum = 0
  for (let i = row; i < classes * rows; i += rows) {
    const share = Math.exp(scores[i]! - most)
    scores[i] = share
    sum += share
  }
  for (let i = row; i < classes * rows; i += rows) scores[i]! /= sum
  return most + Math.log(sum)
}
