// What the Node and the browser build both export.
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
export {
  type NamedPixels,
  type PictureInfo,
  type PictureSet,
  type PicturesInMemoryOptions,
  picturesInMemory,
  selectPictures,
} from './data/pictures.js'
export { PictureError } from './errors.js'
export { type Colour, type PictureSheetOptions, pictureSheet, type Sheet, type SheetPicture } from './picture-sheet.js'
export { encodePng } from './png.js'
export { SimClr } from './simclr.js'
