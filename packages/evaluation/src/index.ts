export { type ChooseCOptions, type ChosenC, chooseC } from './choose-c.js'
export { FeatureError, LabelError } from './errors.js'
export {
  evaluateNeighbors,
  evaluateProbe,
  type LabeledFeatures,
  type ProbeEvaluation,
} from './evaluate.js'
export { type Features, selectRows, stackRows } from './features.js'
export { countClasses, encodeLabels, type Labels } from './labels.js'
export type { MinimizationProgress, StopReason } from './limited-memory-bfgs.js'
export { type LinearProbe, type LinearProbeOptions, linearProbe } from './linear-probe.js'
export {
  type NearestNeighbors,
  type NearestNeighborsOptions,
  type Neighbors,
  nearestNeighbors,
} from './nearest-neighbors.js'
export {
  type AccuracyInterval,
  accuracy,
  accuracyInterval,
  type ConfusionMatrix,
  confusionMatrix,
} from './scores.js'
export { type Standardizer, standardizer } from './standardizer.js'
