// Pictures in files, where there are files.
export { openPictures as openFiles } from './data/open-pictures.js'
