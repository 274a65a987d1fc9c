// The entry of Node.

// Here and not in common.ts: esbuild keeps such an export in an entry alone.
export * from '@infonce/runtime'
export * from './common.js'
export { CURVE_FILE, readCurve } from './curve-file.js'
export { openImages } from './data/open-images.js'
export { MODEL_FILES, type RunDescription, simclrInFolder as simclr } from './folder.js'
