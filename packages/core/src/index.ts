export { checkOptions, type TensorLike } from './arguments.js'
export {
  type EveryClassOptions,
  everyClass,
  type NegativeOptions,
  negatives,
  type PositiveOptions,
  positives,
} from './candidates/explicit.js'
export { type InBatchOptions, inBatch } from './candidates/in-batch.js'
export { otherAnchors } from './candidates/others.js'
export { enqueue, type Queue, type QueuedOptions, queued } from './candidates/queue.js'
export { accidentalHits, logExpectedCount, type SampledOptions, sampled } from './candidates/sampled.js'
export { type SameLabelOptions, sameLabel, twoViews } from './candidates/views.js'
export { type Contrast, type ContrastParts, makeContrast, sourcesOf } from './contrast.js'
export {
  concatenateContrasts,
  exclude,
  magnifyNoise,
  mapScores,
  mapTarget,
  type ReweightOptions,
  reweight,
  type TransposeOptions,
  transposeContrast,
} from './contrast-changes.js'
export { describeValue } from './describe-value.js'
export {
  addDimensions,
  type Dimension,
  dimensionSize,
  dimensionTerms,
  elementCount,
  multiplyDimensions,
  type Shape,
  shapeText,
  subtractDimensions,
  type Term,
} from './dimension.js'
export { type AlignmentOptions, alignment, type UniformityOptions, uniformity } from './embedding-losses/alignment.js'
export { type MatryoshkaOptions, matryoshka } from './embedding-losses/matryoshka.js'
export {
  type BarlowTwinsOptions,
  barlowTwins,
  type NegativeCosineOptions,
  negativeCosine,
  type VicRegOptions,
  vicReg,
} from './embedding-losses/non-contrastive.js'
export type { EmbeddingLoss } from './embedding-losses/rows.js'
export { InfonceError, ShapeError, ValueError } from './errors.js'
export { evaluate, type Feed, type Feeds, item } from './evaluate.js'
export { type Gradient, gradient, toDense } from './gradient.js'
export { type Graph, inputsOf } from './graph.js'
export { excludeHits, hits, includeHits } from './hits.js'
export { club } from './information/club.js'
export {
  donskerVaradhan,
  type MineEstimate,
  type MineOptions,
  mine,
  type SmileOptions,
  smile,
} from './information/donsker-varadhan.js'
export { type InfoNCEAnchorOptions, infoNCEAnchor } from './information/info-nce-anchor.js'
export { jensenShannon } from './information/jensen-shannon.js'
export {
  type InterpolatedOptions,
  infoNCEBound,
  interpolatedBound,
  nwj,
  type TubaOptions,
  tuba,
} from './information/lower-bounds.js'
export type { InformationEstimate } from './information/pairs.js'
export { logSumExpOfOthers } from './leave-one-out.js'
export { LOG_ZERO, logAddExp, logSigmoid, logSoftmax, logSumExp } from './log-sum-exp.js'
export {
  type GuideOptions,
  guided,
  type MarginMining,
  mineByMargin,
  mineByRange,
  mineHardest,
  type RangeMining,
} from './mining.js'
export type { NegativeSampler, NoiseDistribution } from './negative-sampler.js'
export {
  type BinaryOptions,
  type NoiseContrastiveOptions,
  negativeSampling,
  noiseContrastiveEstimation,
} from './objectives/binary.js'
export { blackOut } from './objectives/blackout.js'
export { negativeWeight, positiveCount } from './objectives/counts.js'
export type { DebiasOptions } from './objectives/debias.js'
export { type DecoupledOptions, decoupledInfoNCE } from './objectives/decoupled.js'
export { type HuffmanPaths, hierarchicalSoftmax, huffmanPaths } from './objectives/huffman.js'
export { arcFace, cosFace, type MarginOptions, type SphereFaceOptions, sphereFace } from './objectives/margins.js'
export {
  type ContrastMetrics,
  checkScores,
  contrastMetrics,
  type InformationMetrics,
  informationMetrics,
  type Loss,
  type RankingMetrics,
} from './objectives/objective.js'
export {
  type CircleOptions,
  type ContrastiveMarginOptions,
  circleLoss,
  contrastiveMargin,
  type MultiSimilarityOptions,
  multiSimilarity,
  type ProxyAnchorOptions,
  proxyAnchor,
} from './objectives/pairs.js'
export {
  fullSoftmax,
  infoNCE,
  type PositiveConvention,
  type RankingOptions,
  type SampledSoftmaxOptions,
  sampledSoftmax,
} from './objectives/ranking.js'
export { type Reduction, type ReductionOptions, reduceLoss } from './objectives/reductions.js'
export { type SigmoidOptions, sigmoidLoss } from './objectives/sigmoid.js'
export { type TripletOptions, tripletMargin } from './objectives/triplets.js'
export type { Emitter, EvaluationContext, OnnxAttribute, Operation, Value } from './operation.js'
export { affineChannels, type NormalizedChannels, normalizeChannels } from './operations/channels.js'
export { and, equal, greater, greaterOrEqual, less, lessOrEqual, not, or } from './operations/comparison.js'
export { type ConvOptions, conv } from './operations/convolution.js'
export {
  abs,
  add,
  cast,
  complementarySigmoid,
  divide,
  erf,
  exp,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  pow,
  reciprocal,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  stopGradient,
  subtract,
  tanh,
  where,
} from './operations/elementwise.js'
export {
  gather,
  gatherElements,
  pick,
  rowsFrom,
  scatterElementsAdd,
  scatterElementsMax,
  scatterRowsAdd,
} from './operations/indexing.js'
export {
  constant,
  type InputAttributes,
  input,
  iota,
  isInput,
  type NestedNumbers,
  type Operand,
  parameter,
  scalar,
  size,
  tensor,
} from './operations/leaves.js'
export { matmul } from './operations/matrix.js'
export { concat, expand, expandDimension, reshape, transpose } from './operations/movement.js'
export { type TopK, topK } from './operations/ordering.js'
export { type AveragePoolOptions, averagePool, maxPool, type PoolOptions } from './operations/pooling.js'
export { gru } from './operations/recurrence.js'
export { type Axes, reduceMax, reduceMean, reduceSum, reduceSumSquare } from './operations/reduction.js'
export { pad, slice } from './operations/slicing.js'
export type { Padding, PerAxis, WindowOptions } from './operations/window.js'
export { portableExp, portableLog, portableLog1p, portablePow } from './portable-math.js'
export {
  clipLoss,
  cpcLoss,
  type DebiasedLossOptions,
  type DecoupledLossOptions,
  type DirectionsLoss,
  debiasedLoss,
  decoupledLoss,
  type GistOptions,
  gistLoss,
  type HardNegativeLossOptions,
  hardNegativeLoss,
  type MultipleNegativesOptions,
  multipleNegativesRankingLoss,
  type NPairsOptions,
  nPairsLoss,
  ntXentLoss,
  type SigLipOptions,
  sigLipLoss,
  type TemperatureOptions,
} from './presets/batch.js'
export {
  arcFaceLoss,
  cosFaceLoss,
  type LabelsLike,
  mocoLoss,
  nceLoss,
  normalizedSoftmaxLoss,
  proxyAnchorLoss,
  proxyNcaLoss,
  type SampledClasses,
  sampledSoftmaxLoss,
  supConLoss,
  type TripletLossOptions,
  tripletLoss,
} from './presets/labeled.js'
export type { SymmetricLoss, Temperature } from './presets/temperature.js'
export { Random, type RandomState } from './random.js'
export { RowGradient, type RowPart } from './row-gradient.js'
export {
  bilinearSimilarity,
  cosineSimilarity,
  dotProduct,
  learnedScale,
  type MaxSimOptions,
  maxSim,
  negativeSquaredDistance,
  normalize,
} from './similarity.js'
export { type Replacements, substitute } from './substitute.js'
export { apply, type DType, isTensorLike as isTensor, Tensor, type TensorType, topologicalOrder } from './tensor.js'
