// The entry of Node.
export * from './common.js'
export { openPictures } from './data/open-pictures.js'
export { FileError } from './errors.js'
