export { type ChooseCOptions, type ChosenC, chooseC } from './choose-c.js'
export { FeatureError, LabelError } from './errors.js'
export { type Features, selectRows, stackRows } from './features.js'
export {
  judgeByNeighbours,
  judgeByProbe,
  type LabelledFeatures,
  type ProbeJudgement,
} from './judge.js'
export { countClasses, encodeLabels, type Labels } from './labels.js'
export type { MinimisationProgress, StopReason } from './limited-memory-bfgs.js'
export { type LinearProbe, type LinearProbeOptions, linearProbe } from './linear-probe.js'
export {
  type NearestNeighbours,
  type NearestNeighboursOptions,
  type Neighbours,
  nearestNeighbours,
} from './nearest-neighbours.js'
export {
  type AccuracyInterval,
  accuracy,
  accuracyInterval,
  type ConfusionMatrix,
  confusionMatrix,
} from './scores.js'
export { type Standardiser, standardiser } from './standardiser.js'
