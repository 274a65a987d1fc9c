// Images in files, where there are files.
export { openImages as openFiles } from './data/open-images.js'
