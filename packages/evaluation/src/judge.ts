// The two usual judgements of frozen features, from training and test sets to a confusion matrix.
import type { Features } from './features.js'
import { encodeLabels } from './labels.js'
import { type LinearProbe, type LinearProbeOptions, linearProbe } from './linear-probe.js'
import { type NearestNeighboursOptions, nearestNeighbours } from './nearest-neighbours.js'
import { type ConfusionMatrix, confusionMatrix } from './scores.js'
import { standardiser } from './standardiser.js'

/** Features of examples and what each of them is. */
export interface LabelledFeatures {
  readonly features: Features
  /** One for each row. */
  readonly labels: readonly string[]
}

/** What a linear probe found on the test set, and the probe, which wants features standardised as it was fitted. */
export interface ProbeJudgement extends ConfusionMatrix {
  readonly probe: LinearProbe
}

/**
 * Fits a {@link linearProbe} on training features, standardised, and asks it for the test features, standardised by the
 * figures of the training set. Throws what {@link linearProbe} throws, and a `LabelError` for a test label that the
 * training set lacks.
 */
export function judgeByProbe(
  training: LabelledFeatures,
  test: LabelledFeatures,
  options: LinearProbeOptions = {},
): ProbeJudgement {
  const labels = encodeLabels(training.labels)
  const expected = encodeLabels(test.labels, labels.classes)
  const standard = standardiser(training.features)
  const given = standard.apply(test.features)
  const probe = linearProbe(standard.apply(training.features), labels, options)
  return { ...confusionMatrix(expected, probe.predict(given)), probe }
}

/**
 * Classifies test features by their {@link nearestNeighbours} among the training features, both as they are. Throws what
 * {@link nearestNeighbours} throws, and a `LabelError` for a test label that the training set lacks.
 */
export function judgeByNeighbours(
  training: LabelledFeatures,
  test: LabelledFeatures,
  options: NearestNeighboursOptions = {},
): ConfusionMatrix {
  const labels = encodeLabels(training.labels)
  const expected = encodeLabels(test.labels, labels.classes)
  return confusionMatrix(expected, nearestNeighbours(training.features, labels, options).predict(test.features))
}
