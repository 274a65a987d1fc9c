export { type BatchNormalised, batchNormalise, groupNormalise, normaliseBy } from './batch-normalisation.js'
export { type CachedTrainingDefinition, CachedTrainingGraphs, type ChunkEmbedding } from './cached-training-graphs.js'
export { heNormal, type Initialiser, normal, uniform } from './initialisers.js'
export { type LarsOptions, lars } from './lars.js'
export { layerNormalise } from './normalisation.js'
export type { Optimiser, UpdateInput, UpdateOutput } from './optimiser.js'
export {
  type AdagradOptions,
  type AdamOptions,
  adagrad,
  adam,
  adamW,
  type MomentumOptions,
  momentum,
  sgd,
} from './optimisers.js'
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
export { partName, type StepOptions, stepName, type TrainingDefinition, TrainingGraphs } from './training-graphs.js'
export { type CarriedState, LEARNING_RATE, type MovedDefinition, STEP, type StateSlot } from './training-state.js'
