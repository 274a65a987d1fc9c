// What the Node and the browser build both export.
export { type BadFile, encodeNpy, type LabelValues } from '@infonce/runtime'
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
export {
  type DescribedPictures,
  type OpenDescribedOptions,
  openDescribed,
  type PictureDescription,
  type PictureOrigin,
  selectByLabels,
} from './picture-description.js'
export { type Colour, type PictureSheetOptions, pictureSheet, type Sheet, type SheetPicture } from './picture-sheet.js'
export { encodePng } from './png.js'
export { SimClr } from './simclr.js'
