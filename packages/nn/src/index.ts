export { type BatchNormalized, batchNormalize, groupNormalize, normalizeBy } from './batch-normalization.js'
export { FIRST_ANCHOR, firstAnchor } from './blocks.js'
export { type CachedTrainingDefinition, CachedTrainingGraphs, type ChunkEmbedding } from './cached-training-graphs.js'
export { heNormal, type Initializer, normal, uniform } from './initializers.js'
export { type LarsOptions, lars } from './lars.js'
export { layerNormalize } from './normalization.js'
export type { Optimizer, RowChanges, UpdateInput, UpdateOutput } from './optimizer.js'
export {
  type AdagradOptions,
  type AdamOptions,
  adagrad,
  adam,
  adamW,
  type MomentumOptions,
  momentum,
  sgd,
} from './optimizers.js'
export type { ParameterGroup, ParameterSelector } from './parameter-groups.js'
export { clampTo, maxNorm, type Projection, unitNorm } from './projections.js'
export {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  type RateScaling,
  type Schedule,
  scaleLearningRate,
  withWarmUp,
} from './schedules.js'
export { convolveSequence } from './sequence-convolution.js'
export {
  type HostTable,
  partName,
  type StepOptions,
  stepName,
  type TrainingDefinition,
  TrainingGraphs,
} from './training-graphs.js'
export { type CarriedState, LEARNING_RATE, type MovedDefinition, STEP, type StateSlot } from './training-state.js'
export { averagedParameters, averageName, type WeightAveraging } from './weight-averaging.js'
