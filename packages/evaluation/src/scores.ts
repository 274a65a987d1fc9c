// How good predictions are: accuracy and its interval, confusions, recalls.
import { ValueError } from '@infonce/core'
import { LabelError } from './errors.js'
import { checkLabels, type Labels } from './labels.js'

/**
 * The share of predictions that are right, from 0 to 1. Throws a `LabelError` where the two are not of one length, or
 * empty.
 */
export function accuracy(expected: Int32Array, predicted: Int32Array): number {
  return countCorrect(expected, predicted) / expected.length
}

function countCorrect(expected: Int32Array, predicted: Int32Array): number {
  if (expected.length !== predicted.length || expected.length === 0)
    throw new LabelError(
      `found ${predicted.length} predictions for ${expected.length} labels; give as many, and one or more`,
    )
  let correct = 0
  for (let i = 0; i < expected.length; i++) if (expected[i] === predicted[i]) correct++
  return correct
}

/** The limits of an accuracy, from 0 to 1. */
export interface AccuracyInterval {
  readonly low: number
  readonly high: number
}

/** Of the standard normal distribution, 95 % lies within ± this. */
const NORMAL_95 = 1.959963984540054

/**
 * The 95 % interval of an accuracy of which `correct` of `total` predictions give an estimate (E. B. Wilson: Probable
 * inference, the law of succession, and statistical inference, 1927). It speaks of the choice of test examples alone,
 * taken as independent; not of seeds, nor of examples of speakers that are in the training set too.
 *
 * Throws a `ValueError` unless both are whole numbers, `total` is 1 or more, and `correct` from 0 to `total`.
 */
export function accuracyInterval(correct: number, total: number): AccuracyInterval {
  if (!Number.isInteger(total) || total < 1 || !Number.isInteger(correct) || correct < 0 || correct > total)
    throw new ValueError(
      `correct must be a whole number from 0 to total, and total 1 or more; found ${correct} of ${total}`,
    )
  const share = correct / total
  const square = NORMAL_95 ** 2
  const center = share + square / (2 * total)
  const width = NORMAL_95 * Math.sqrt((share * (1 - share)) / total + square / (4 * total * total))
  // At none and all correct the limits are 0 and 1 but for rounding.
  return {
    low: correct === 0 ? 0 : (center - width) / (1 + square / total),
    high: correct === total ? 1 : (center + width) / (1 + square / total),
  }
}

/** How often which class was taken for which. */
export interface ConfusionMatrix {
  readonly classes: readonly string[]
  /** `[classes, classes]`: `counts[expected * classes + predicted]`. */
  readonly counts: Int32Array
  readonly total: number
  readonly correct: number
  /** The share of all predictions that are right. */
  readonly accuracy: number
  /** Its 95 % interval ({@link accuracyInterval}). */
  readonly interval: AccuracyInterval
  /** Of each class, the share of its examples that were found, `[classes]`; NaN for a class that has no example here. */
  readonly recalls: Float64Array
}

/**
 * Compares predictions, places in `expected.classes`, with labels. Throws a `LabelError` for another number of
 * predictions than labels, none, or a prediction that is no class.
 */
export function confusionMatrix(expected: Labels, predicted: Int32Array): ConfusionMatrix {
  const { classes, codes } = expected
  const correct = countCorrect(codes, predicted)
  checkLabels(expected, predicted.length)
  checkLabels({ classes, codes: predicted }, codes.length)
  const width = classes.length
  const counts = new Int32Array(width * width)
  for (let i = 0; i < codes.length; i++) counts[codes[i]! * width + predicted[i]!]!++
  const recalls = Float64Array.from(classes, (_, code) => {
    const row = counts.subarray(code * width, (code + 1) * width)
    return row[code]! / row.reduce((a, b) => a + b)
  })
  const total = codes.length
  return {
    classes,
    counts,
    total,
    correct,
    accuracy: correct / total,
    interval: accuracyInterval(correct, total),
    recalls,
  }
}
