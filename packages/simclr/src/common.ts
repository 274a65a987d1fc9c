// What the Node and the browser build both export.
export {
  type BadFile,
  encodeNpy,
  type FileCounts,
  type FilesEvent,
  type FilesFound,
  type LabelValues,
  type RunStart,
} from '@infonce/runtime'
export { augment } from './augmentation/augment.js'
export { drawViews } from './augmentation/draw-views.js'
export type { AugmentationSettings } from './augmentation/parts.js'
export { checkFillsBatch, checkForm } from './check-pictures.js'
export {
  type Configuration,
  type ConfigurationInput,
  methods,
  networks,
  normalisations,
  objectives,
  optimisers,
  parseConfiguration,
  scalings,
  stems,
} from './configuration.js'
export { configurationFor } from './configuration-for.js'
export { LABELS, PICTURES, type PictureContrast, pictureContrast } from './contrast.js'
export { measureLevel } from './data/measure-level.js'
export type { OpenedPictures, OpenPicturesOptions, PictureLabels, PictureSizes } from './data/picture-options.js'
export {
  type NamedPixels,
  type PictureInfo,
  type PictureSet,
  type PicturesInMemoryOptions,
  picturesInMemory,
  selectPictures,
} from './data/pictures.js'
export { type Drawing, type Drawings, type DrawingsOptions, drawings } from './drawings/drawings.js'
export { PictureError } from './errors.js'
export { encoderGraph, initialise, representationWidth, trainingGraphs } from './graphs.js'
export type { NeighbourOptions } from './neighbour-curve.js'
export { type ResidualForm, residualForms } from './network/residual-forms.js'
export { type PairSheetOptions, pairSheet } from './pair-sheet.js'
export { type CurvePoint, PassCurve, type PassSums } from './pass-curve.js'
export { PictureBatches, type PictureBatchesState } from './picture-batches.js'
export {
  type DescribedPictures,
  type OpenDescribedOptions,
  openDescribed,
  type PictureDescription,
  type PictureOrigin,
  selectByLabels,
} from './picture-description.js'
export {
  type EmbedOptions,
  type EncoderOptions,
  type Encoding,
  embedPictures,
  encodings,
  PictureEncoder,
} from './picture-encoder.js'
export { type Colour, type PictureSheetOptions, pictureSheet, type Sheet, type SheetPicture } from './picture-sheet.js'
export { encodePng } from './png.js'
export type { ReportFigure, ReportRow } from './report/key-figures.js'
export { type EmbeddedPictures, type PictureReportOptions, pictureReport } from './report/picture-report.js'
export type { TrainingPoint } from './report/training-curves.js'
export type { ReportProgress } from './report/work.js'
export { SimClr } from './simclr.js'
export {
  Classifier,
  type SupervisedEvent,
  type TrainSupervisedOptions,
  trainSupervised,
} from './supervised.js'
export {
  type OpeningEvent,
  type SimClrEvent,
  type SkippedEvent,
  type TrainSimClrOptions,
  trainSimClr,
} from './train.js'
export type { DescribedNeighbours } from './train-described.js'
export { untrainedModel } from './untrained.js'
export { type TrainSimClrInWorkerOptions, trainSimClrInWorker } from './worker-training.js'
