// What the Node and the browser build both export.
export type { OpenDescribedOptions } from '@infonce/runtime/internals'
export { augment } from './augmentation/augment.js'
export { drawViews } from './augmentation/draw-views.js'
export type { AugmentationSettings } from './augmentation/parts.js'
export { checkFillsBatch, checkForm } from './check-images.js'
export { type Configuration, type ConfigurationInput, parseConfiguration, settings } from './configuration.js'
export { configurationFor } from './configuration-for.js'
export { IMAGES, type ImageContrast, imageContrast, LABELS } from './contrast.js'
export type { ImageLabels, ImageSizes, OpenedImages, OpenImagesOptions } from './data/image-options.js'
export {
  type ImageInfo,
  type ImageSet,
  type ImagesInMemoryOptions,
  imagesInMemory,
  type NamedPixels,
  selectImages,
} from './data/images.js'
export { measureLevel } from './data/measure-level.js'
export type { DescribedNeighbors, NeighborsEvent, SimClrBegin, SimClrTypes } from './definition.js'
export { type Drawing, type Drawings, type DrawingsOptions, drawings } from './drawings/drawings.js'
export { ImageError } from './errors.js'
export { encoderGraph, initialize, representationWidth, trainingGraphs } from './graphs.js'
export { ImageBatches, type ImageBatchesState } from './image-batches.js'
export {
  type DescribedImages,
  type ImageDescription,
  type ImageOrigin,
  openDescribed,
  selectByLabels,
} from './image-description.js'
export {
  type EmbedOptions,
  type EncoderOptions,
  type Encoding,
  embedImages,
  encodings,
  ImageEncoder,
} from './image-encoder.js'
export type { NeighborOptions } from './neighbor-curve.js'
export { type ResidualForm, residualForms } from './network/residual-forms.js'
export { type PairSheetOptions, pairSheet } from './pair-sheet.js'
export { type CurvePoint, PassCurve, type PassSums } from './pass-curve.js'
export { SimClr } from './simclr.js'
export {
  type Classifier,
  type SupervisedEvent,
  type TrainSupervisedOptions,
  trainSupervised,
} from './supervised.js'
export { untrainedModel } from './untrained.js'
