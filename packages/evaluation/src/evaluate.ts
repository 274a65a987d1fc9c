// The two usual evaluations of frozen features, from training and test sets to a confusion matrix.
import type { Features } from './features.js'
import { encodeLabels } from './labels.js'
import { type LinearProbe, type LinearProbeOptions, linearProbe } from './linear-probe.js'
import { type NearestNeighborsOptions, nearestNeighbors } from './nearest-neighbors.js'
import { type ConfusionMatrix, confusionMatrix } from './scores.js'
import { standardizer } from './standardizer.js'

/** Features of examples and what each of them is. */
export interface LabeledFeatures {
  readonly features: Features
  /** One for each row. */
  readonly labels: readonly string[]
}

/** What a linear probe found on the test set, and the probe, which wants features standardized as it was fitted. */
export interface ProbeEvaluation extends ConfusionMatrix {
  readonly probe: LinearProbe
}

/**
 * Fits a {@link linearProbe} on training features, standardized, and asks it for the test features, standardized by the
 * figures of the training set. Throws what {@link linearProbe} throws, and a `LabelError` for a test label that the
 * training set lacks.
 */
export function evaluateProbe(
  training: LabeledFeatures,
  test: LabeledFeatures,
  options: LinearProbeOptions = {},
): ProbeEvaluation {
  const labels = encodeLabels(training.labels)
  const expected = encodeLabels(test.labels, labels.classes)
  const standard = standardizer(training.features)
  const given = standard.apply(test.features)
  const probe = linearProbe(standard.apply(training.features), labels, options)
  return { ...confusionMatrix(expected, probe.predict(given)), probe }
}

/**
 * Classifies test features by their {@link nearestNeighbors} among the training features, both as they are. Throws what
 * {@link nearestNeighbors} throws, and a `LabelError` for a test label that the training set lacks.
 */
export function evaluateNeighbors(
  training: LabeledFeatures,
  test: LabeledFeatures,
  options: NearestNeighborsOptions = {},
): ConfusionMatrix {
  const labels = encodeLabels(training.labels)
  const expected = encodeLabels(test.labels, labels.classes)
  return confusionMatrix(expected, nearestNeighbors(training.features, labels, options).predict(test.features))
}
