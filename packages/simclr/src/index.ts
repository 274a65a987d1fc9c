// The entry of Node.

export * from './common.js'
export { CURVE_FILE, readCurve } from './curve-file.js'
export { openImages } from './data/open-images.js'
export { MODEL_FILES, type RunDescription, simclrInFolder as simclr } from './folder.js'
