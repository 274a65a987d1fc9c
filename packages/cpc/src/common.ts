// What the Node and the browser build both export.
export type { OpenDescribedOptions } from '@infonce/runtime/internals'
export { checkSeries } from './check-series.js'
export { type Configuration, type ConfigurationInput, parseConfiguration, settings } from './configuration.js'
export { configurationFor } from './configuration-for.js'
export { type ContrastivePrediction, contrastivePrediction } from './contrastive-prediction.js'
export { Cpc } from './cpc.js'
export { encodeWav } from './data/encode-wav.js'
export type { OpenSeriesOptions } from './data/open-series.js'
export { type ParseOptions, type ParseWavOptions, parseCsv, parseNpy, parseWav } from './data/parse-series.js'
export { resample, resampledLength, resampleInTurns } from './data/resample.js'
export {
  type NamedSamples,
  type Series,
  type SeriesInfo,
  type SeriesInMemoryOptions,
  type SeriesSet,
  selectSeries,
  seriesInMemory,
} from './data/series.js'
export type { CpcBegin, CpcTypes } from './definition.js'
export { type EmbedOptions, embedSeries } from './embed.js'
export { SeriesError } from './errors.js'
export { frameStatistics } from './features/frame-statistics.js'
export { LOG_MEL_FLOOR, type LogMelOptions, logMel } from './features/log-mel.js'
export { type MfccOptions, mfcc } from './features/mfcc.js'
export type { Frames } from './frames.js'
export { frameStride, framesOf, geometryOf, type LayerGeometry, receptiveField, samplesOf } from './geometry.js'
export { encoderGraph, initialize, streamGraph, trainingGraphs } from './graphs.js'
export { measureGain } from './input-gain.js'
export { type PoolingName, pool, poolingNames } from './pooling.js'
export {
  type DescribedSeries,
  openDescribed,
  openDescribedFor,
  type SeriesDescription,
  type SeriesOrigin,
  selectByLabels,
} from './series-description.js'
export { type EncoderOptions, SeriesEncoder } from './series-encoder.js'
export { StreamingEncoder } from './streaming-encoder.js'
export { type Classifier, type SupervisedEvent, type TrainSupervisedOptions, trainSupervised } from './supervised.js'
export { untrainedModel } from './untrained.js'
export { type VoiceRecording, type Voices, type VoicesOptions, voices } from './voices/voices.js'
export { WindowBatches, type WindowBatchesState } from './window-batches.js'
