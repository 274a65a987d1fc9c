// The labels of examples: names of classes, and the whole numbers that stand for them.
import { LabelError } from './errors.js'
import { checkFeatures, type Features } from './features.js'

/** The classes of a set of examples, and which of them each example is in. */
export interface Labels {
  /** Names of the classes, in ascending order of UTF-16 code units. */
  readonly classes: readonly string[]
  /** For each example, the place of its class in `classes`. */
  readonly codes: Int32Array
}

/**
 * Labels as whole numbers. The classes are the distinct labels, sorted, or those given: test labels are encoded with
 * the classes of the training set, `encodeLabels(labels, training.classes)`.
 *
 * Throws a `LabelError` for a label that is not among the classes given, or classes that are given twice.
 */
export function encodeLabels(labels: readonly string[], classes?: readonly string[]): Labels {
  const names = classes ?? [...new Set(labels)].sort()
  const codeOf = new Map(names.map((name, code) => [name, code]))
  if (codeOf.size !== names.length) throw new LabelError('a class is named twice; name each once')
  const codes = Int32Array.from(labels, (label, row) => {
    const code = codeOf.get(label)
    if (code === undefined)
      throw new LabelError(
        `row ${row}: '${label}' is not one of the ${names.length} classes of the training set; leave the row out`,
      )
    return code
  })
  return { classes: names, codes }
}

/** How many examples each class has. */
export function countClasses({ classes, codes }: Labels): Int32Array {
  const counts = new Int32Array(classes.length)
  for (const code of codes) counts[code]!++
  return counts
}

/** Throws a `LabelError` unless there is a label for each row, and each is one of the classes. */
export function checkLabels(labels: Labels, rows: number): void {
  const { classes, codes } = labels
  if (codes.length !== rows)
    throw new LabelError(`there are ${codes.length} labels for ${rows} rows; give one label for each row`)
  const row = codes.findIndex((code) => code < 0 || code >= classes.length)
  if (row >= 0)
    throw new LabelError(
      `row ${row}: ${codes[row]} is not the index of one of ${classes.length} classes; use encodeLabels`,
    )
}

/**
 * What every classifier needs of its training set: finite features, a label for each row, two classes or more, and
 * examples of each. Throws a `FeatureError` or a `LabelError`.
 */
export function checkTrainingSet(features: Features, labels: Labels): void {
  checkFeatures(features, 'training features')
  checkLabels(labels, features.rows)
  const { classes } = labels
  if (classes.length < 2)
    throw new LabelError(
      classes.length === 0
        ? 'there are no classes; give features with labels'
        : `all rows are of the class '${classes[0]}'; there must be at least two classes`,
    )
  const absent = countClasses(labels).indexOf(0)
  if (absent >= 0)
    throw new LabelError(`no row is of the class '${classes[absent]}'; give examples of it, or leave the class out`)
}
